import type { DiskPiece } from './chunk-source.js';
import { chunkBytes, isZero } from './chunk.js';
import type { Files } from './files.js';
import { openRandom } from './folder.js';
import { archiveFault } from './archive-fault.js';

/** What of a raw image is not zero, in order, in pieces of at most a chunk; `done` is told how far it is. */
export async function* imagePieces(
  files: Files,
  path: string,
  size: number,
  place: string,
  done: (bytes: number) => Promise<void>,
): AsyncGenerator<DiskPiece> {
  const image = await openRandom(files, path, place);
  try {
    for (let offset = 0; offset < size; offset += chunkBytes) {
      const data = Buffer.alloc(Math.min(chunkBytes, size - offset));
      if (!(await image.read(data, offset)))
        throw archiveFault('DAMAGED', place, 'a restored disk is too short');
      if (!isZero(data)) yield { offset, data };
      await done(offset + data.length);
    }
  } finally {
    await image.close();
  }
}
