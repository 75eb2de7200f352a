import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const snapshotsSchema = z.array(z.object({ id: z.string(), name: z.string(), takenAt: z.coerce.date() }));

/** A snapshot of all disks of a machine. */
export interface KeptSnapshot {
  readonly id: string;
  readonly name: string;
  readonly takenAt: Date;
}

/** The snapshots a file tells of, the oldest first; none where there is no file. */
export async function readSnapshots(path: string): Promise<readonly KeptSnapshot[]> {
  try {
    return snapshotsSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Writes them whole: a reader sees the list before or after. The caller holds the lock of the machine. */
export async function writeSnapshots(path: string, snapshots: readonly KeptSnapshot[]): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(snapshots));
  await rename(`${path}.new`, path);
}
