import { mkdir, open, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The part of the file system that archives are written and read with; a test puts faults here. */
export type Files = typeof realFiles;

/** The file system itself. */
export const realFiles = { mkdir, open, readdir, readFile, rename, rm, stat, statfs, writeFile };

/** Writes a small file that is on the disk when this returns. It is not there half: it gets its name at the end. */
export async function writeDurably(files: Files, path: string, text: string): Promise<void> {
  const temporary = `${path}.new`;
  const handle = await files.open(temporary, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await files.rename(temporary, path);
  await syncDirectory(files, dirname(path));
}

/** Makes names given or taken in a directory last. */
export async function syncDirectory(files: Files, path: string): Promise<void> {
  const handle = await files.open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes all of `data` at an offset of a file. */
export async function writeAt(file: FileHandle, data: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < data.length;) {
    const { bytesWritten } = await file.write(data, done, data.length - done, offset + done);
    done += bytesWritten;
  }
}

/** Whether an error says that a file is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
