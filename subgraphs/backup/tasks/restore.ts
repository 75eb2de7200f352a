import { join } from 'node:path';
import { inPlace } from '../archive/archive-fault.js';
import { realFiles, writeDurably } from '../archive/files.js';
import { verifyDigest } from '../archive/restore-image.js';
import { backupFault } from '../services/backup-fault.js';
import { countObjects } from '../services/count-objects.js';
import type { DataParts } from '../services/data-parts.js';
import { noteRestored } from '../services/note-restored.js';
import { present } from '../services/present.js';
import { RestoreSource } from '../services/restore-source.js';
import { restoreFolder, restoreImages } from '../services/restored-images.js';
import { wishedDisks, type WishedDisk } from '../services/wished-disks.js';
import type { RestoreInput, WorkFunction } from '../services/work-contract.js';

/**
 * RESTORE (vprotect.md 4.2): the disks of a backup, read through its chain and verified, become raw images:
 * in the staging area of this node for an IMPORT, in a folder of it otherwise. For a MOUNT nothing is
 * copied, as files are read out of the backup itself; it is only made sure that its chain is whole.
 */
export function restoreWork(parts: DataParts): WorkFunction {
  return async (run, facts) => {
    const wish = wishOf(run.input.restore);
    const source = await RestoreSource.open(parts, wish.locationGuid);
    const disks = await wishedDisks(parts.store.sql, source, wish);
    if (wish.mode === 'MOUNT') {
      const bytes = await verified(source, disks);
      await run.transaction(parts.store, (tx) => countObjects(tx, run.guid, disks.length, disks.length));
      return { bytes };
    }
    if (wish.mode === 'IMPORT') {
      const folder = join(parts.stagingDir, present(facts.restoreJobGuid, 'restore'));
      return { bytes: await restoreImages(parts, run, { source, disks, folder, place: 'the staging area' }) };
    }
    const place = 'the folder for restored files';
    const folder = restoreFolder(parts, wish.path ?? present(facts.restoreJobGuid, 'restore'));
    const bytes = await restoreImages(parts, run, { source, disks, folder, place });
    const text = `${JSON.stringify(source.manifest.config, null, 2)}\n`;
    await inPlace(place, () => writeDurably(realFiles, join(folder, 'machine.json'), text));
    await run.transaction(parts.store, (tx) => noteRestored(tx, run.guid, disks));
    return { bytes };
  };
}

/** The wish of a restore. */
export function wishOf(wish: RestoreInput | undefined): RestoreInput {
  if (!wish) throw backupFault('VALIDATION', 'This task does not say how to restore.');
  return wish;
}

async function verified(source: RestoreSource, disks: readonly WishedDisk[]): Promise<number> {
  let bytes = 0;
  for (const { disk } of disks) {
    const whole = await source.disk(disk);
    try {
      verifyDigest(whole);
      bytes += disk.size;
    } finally {
      await whole.close();
    }
  }
  return bytes;
}
