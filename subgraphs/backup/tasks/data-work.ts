import { join } from 'node:path';
import { destinationTypes } from '../destinations/registry.js';
import type { DataParts } from '../services/data-parts.js';
import type { BackupParts } from '../services/parts.js';
import type { WorkFunctions } from '../services/work-contract.js';
import { cleanBackupsWork } from './clean-backups.js';
import { cleanSnapshotsWork } from './clean-snapshots.js';
import { deleteWork } from './delete.js';
import { exportWork } from './export.js';
import { importWork } from './import.js';
import { mountWork, unmountWork } from './mount.js';
import { restoreWork } from './restore.js';
import { revertWork, snapshotWork } from './snapshot.js';
import { storeWork } from './store.js';

/** The work that moves data. */
export function dataWork(parts: BackupParts): WorkFunctions {
  const data = dataPartsOf(parts);
  return {
    EXPORT: exportWork(data),
    STORE: storeWork(data),
    RESTORE: restoreWork(data),
    IMPORT: importWork(data),
    MOUNT: mountWork(data),
    UNMOUNT: unmountWork(data),
    DELETE: deleteWork(data),
    SNAPSHOT: snapshotWork(data),
    SNAPSHOT_REVERSION: revertWork(data),
    OLD_BACKUPS_REMOVAL: cleanBackupsWork(data),
    OLD_SNAPSHOTS_REMOVAL: cleanSnapshotsWork(data),
  };
}

function dataPartsOf({ store, events, log, drivers, node, config }: BackupParts): DataParts {
  const { restoreDir, directory, dataDir } = config;
  return {
    store,
    events,
    log,
    drivers,
    destinationTypes,
    stagingDir: node.stagingDir,
    restoreDir: restoreDir ?? join(directory ?? join(dataDir, 'backup'), 'restored'),
  };
}
