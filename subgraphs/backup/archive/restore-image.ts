import { archiveFault } from './archive-fault.js';
import type { ChainedDisk } from './chain.js';
import type { DiskPiece } from './chunk-source.js';
import { chunkBytes, isZero } from './chunk.js';
import { writeAt, type Files } from './files.js';
import { inOrder } from './pack-chunk.js';

const unpackedAtOnce = 4;

/** How a disk is read whole. */
export interface ReadOptions {
  readonly signal?: AbortSignal;
  /** Told how many bytes of the disk are done; the next ones wait for it. */
  readonly done?: (bytes: number) => Promise<void>;
}

/** All content of a disk that is not zero, in whole chunks, in order, each checked against its digest. */
export async function* contentOf(
  disk: ChainedDisk,
  { signal, done }: ReadOptions = {},
): AsyncGenerator<DiskPiece> {
  const read = async (number: number): Promise<DiskPiece> => ({
    offset: number * chunkBytes,
    data: await disk.content(number),
  });
  for await (const piece of inOrder(disk.kept(), unpackedAtOnce, read)) {
    signal?.throwIfAborted();
    if (!isZero(piece.data)) yield piece;
    await done?.(piece.offset + piece.data.length);
  }
  await done?.(disk.manifest.size);
}

/** Refuses a disk whose chunks together are not what was backed up; reads no data. */
export function verifyDigest(disk: ChainedDisk): void {
  const { name, digest } = disk.manifest;
  if (digest === null || disk.digest() !== digest)
    throw archiveFault('DAMAGED', `disk "${name}"`, 'its content is not what was backed up');
}

/**
 * Writes a verified disk as a raw, sparse image file. DAMAGED when it is not what was kept; what was written
 * is then left for the caller to remove.
 */
export async function writeImage(
  files: Files,
  path: string,
  disk: ChainedDisk,
  options: ReadOptions = {},
): Promise<void> {
  verifyDigest(disk);
  const image = await files.open(path, 'w');
  try {
    await image.truncate(disk.manifest.size);
    for await (const { offset, data } of contentOf(disk, options)) await writeAt(image, data, offset);
    await image.sync();
  } finally {
    await image.close();
  }
}
