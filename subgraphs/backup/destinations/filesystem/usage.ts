import { join } from 'node:path';
import { isMissing, type Files } from '../../archive/files.js';
import type { DestinationSpace } from '../destination.js';

/** Bytes of all files below a folder; what vanishes meanwhile does not count. */
export async function usedBytes(files: Files, path: string): Promise<number> {
  const entries = await files
    .readdir(path, { withFileTypes: true, recursive: true })
    .catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
  let used = 0;
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    used += await files.stat(join(entry.parentPath, entry.name)).then(
      ({ size }) => size,
      (error: unknown) => {
        if (isMissing(error)) return 0;
        throw error;
      },
    );
  }
  return used;
}

/** Room of a folder: what its file system has, and no more than its own limit leaves. */
export async function spaceOf(
  files: Files,
  path: string,
  capacity: number | undefined,
): Promise<DestinationSpace> {
  const [used, free] = await Promise.all([usedBytes(files, path), freeBytes(files, path)]);
  return { used, available: Math.min(free, leftOf(capacity, used)) };
}

/** Bytes that may still be written to a folder; looks through it only when it has a limit. */
export async function availableBytes(
  files: Files,
  path: string,
  capacity: number | undefined,
): Promise<number> {
  if (capacity === undefined) return freeBytes(files, path);
  return (await spaceOf(files, path, capacity)).available;
}

async function freeBytes(files: Files, path: string): Promise<number> {
  const { bavail, bsize } = await files.statfs(path);
  return bavail * bsize;
}

function leftOf(capacity: number | undefined, used: number): number {
  return capacity === undefined ? Infinity : Math.max(0, capacity - used);
}
