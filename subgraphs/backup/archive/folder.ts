import { join } from 'node:path';
import { inPlace } from './archive-fault.js';
import type { Files } from './files.js';

/** A file that is read anywhere. */
export interface RandomFile {
  /** Fills all of `into` from an offset on; false when the file ends before. */
  read(into: Uint8Array, offset: number): Promise<boolean>;
  close(): Promise<void>;
}

/** The files of one backup, wherever they are kept. */
export interface ArchiveFolder {
  /** What it is called in faults, such as `backup 77aa…`. */
  readonly what: string;
  /** Where it is, as faults call it, such as `the destination "vault"`. */
  readonly place: string;
  read(name: string): Promise<Buffer>;
  open(name: string): Promise<RandomFile>;
}

/** A folder of the file system. */
export function diskFolder(files: Files, path: string, what: string, place: string): ArchiveFolder {
  return {
    what,
    place,
    read: (name) => files.readFile(join(path, name)),
    open: (name) => openRandom(files, join(path, name), place),
  };
}

/** Opens a file for reading anywhere; faults of reading name its place. */
export async function openRandom(files: Files, path: string, place: string): Promise<RandomFile> {
  const handle = await files.open(path, 'r');
  return {
    read: (into, offset) =>
      inPlace(place, async () => {
        for (let done = 0; done < into.length;) {
          const { bytesRead } = await handle.read(into, done, into.length - done, offset + done);
          if (bytesRead === 0) return false;
          done += bytesRead;
        }
        return true;
      }),
    close: () => handle.close(),
  };
}
