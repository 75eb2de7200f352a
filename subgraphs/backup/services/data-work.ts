import { join } from 'node:path';
import { destinationTypes } from '../destinations/registry.js';
import type { DataParts } from './data-parts.js';
import type { BackupParts } from './parts.js';
import type { WorkFunctions } from './work-contract.js';
import { cleanBackupsWork } from '../tasks/clean-destination.js';
import { cleanSnapshotsWork } from '../tasks/clean-snapshot.js';
import { deleteWork } from '../tasks/delete.js';
import { exportWork } from '../tasks/export.js';
import { importWork } from '../tasks/import.js';
import { mountWork } from '../tasks/mount.js';
import { restoreWork } from '../tasks/restore.js';
import { revertWork } from '../tasks/revert.js';
import { snapshotWork } from '../tasks/snapshot.js';
import { storeWork } from '../tasks/store.js';
import { unmountWork } from '../tasks/unmount.js';

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

function dataPartsOf({ store, events, log, hooks, drivers, node, config }: BackupParts): DataParts {
  const { restoreDir, directory, dataDir } = config;
  return {
    store,
    events,
    log,
    hooks,
    drivers,
    destinationTypes,
    stagingDir: node.stagingDir,
    restoreDir: restoreDir ?? join(directory ?? join(dataDir, 'backup'), 'restored'),
  };
}
