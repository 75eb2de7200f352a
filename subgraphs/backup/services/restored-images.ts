import { join, resolve, sep } from 'node:path';
import { inPlace } from '../archive/archive-fault.js';
import { realFiles } from '../archive/files.js';
import { writeImage } from '../archive/restore-image.js';
import type { TaskRun } from '../../kernel/tasks/contract.js';
import { backupFault } from './backup-fault.js';
import { ByteMeter } from './byte-meter.js';
import { countObjects } from './count-objects.js';
import type { DataParts } from './data-parts.js';
import type { RestoreSource } from './restore-source.js';
import type { WishedDisk } from './wished-disks.js';

/** Name of a restored disk's image. */
export function imageName({ disk }: Pick<WishedDisk, 'disk'>): string {
  return `disk-${disk.position}.raw`;
}

/** Folder of this node that files are restored to. BAD_USER_INPUT for one outside of the folder for that. */
export function restoreFolder({ restoreDir }: Pick<DataParts, 'restoreDir'>, path: string): string {
  const root = resolve(restoreDir);
  const folder = resolve(root, path);
  if (path.includes('\0') || (folder !== root && !folder.startsWith(`${root}${sep}`)))
    throw backupFault(
      'VALIDATION',
      'The path to restore to lies outside of the folder for restored files.',
      'path',
    );
  return folder;
}

/** What is kept of images that are whole: which disks, and on which node they lie. */
interface ImagesDone {
  readonly images?: readonly string[];
  readonly node?: string | undefined;
}

/**
 * Writes the disks as raw images into a folder, verified; each gets its name when it is whole. Done ones are not
 * written again after a crash, unless the work goes on at another node: what lies there is not of this task.
 */
export async function restoreImages(
  parts: DataParts,
  run: TaskRun,
  { source, disks, folder, place }: ImagesWish,
): Promise<number> {
  const total = disks.reduce((sum, { disk }) => sum + disk.size, 0);
  const meter = new ByteMeter(run, total);
  const before = run.checkpoint as ImagesDone | undefined;
  const done = new Set(before?.node === run.place ? before?.images : []);
  await inPlace(place, () => realFiles.mkdir(folder, { recursive: true }));
  for (const wished of disks) {
    const path = join(folder, imageName(wished));
    if (!done.has(wished.disk.uuid) || !(await isThere(path))) {
      await restoreOne(source, wished, path, place, (bytes) => meter.part(bytes), run.signal);
      done.add(wished.disk.uuid);
      await run.transaction(parts.store, async (tx) => {
        await run.save(tx, { images: [...done], node: run.place });
        await countObjects(tx, run.guid, done.size, disks.length);
      });
    }
    meter.next(wished.disk.size);
  }
  return total;
}

/** What is restored where; `place` is how faults call the folder. */
interface ImagesWish {
  readonly source: RestoreSource;
  readonly disks: readonly WishedDisk[];
  readonly folder: string;
  readonly place: string;
}

async function restoreOne(
  source: RestoreSource,
  { disk }: WishedDisk,
  path: string,
  place: string,
  done: (bytes: number) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const partial = `${path}.partial`;
  const whole = await source.disk(disk);
  try {
    await inPlace(place, async () => {
      await writeImage(realFiles, partial, whole, { signal, done });
      await realFiles.rename(partial, path);
    });
  } catch (error) {
    await realFiles.rm(partial, { force: true }).catch(() => undefined);
    throw error;
  } finally {
    await whole.close();
  }
}

function isThere(path: string): Promise<boolean> {
  return realFiles.stat(path).then(
    () => true,
    () => false,
  );
}
