import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BlockMap, blockBytes } from './block-map.js';
import type { DiskRange } from './driver.js';
import { seededBlock } from './seeded-content.js';

/** What a disk begins with. */
export interface DiskStart {
  /** Bytes. */
  readonly size: number;
  /** Bytes of content at its beginning, made from the seed; the rest is empty. */
  readonly filled: number;
  readonly seed: string;
}

/**
 * A disk as a sparse file with a map of the blocks that were ever written. It is made when first touched, by
 * whichever process comes first.
 */
export class DiskFile {
  constructor(
    private readonly path: string,
    readonly start: DiskStart,
  ) {}

  /** Makes the files unless they are there. */
  async ensure(): Promise<void> {
    if (await exists(this.path)) return;
    const { size, filled, seed } = this.start;
    await mkdir(dirname(this.path), { recursive: true });
    const written = BlockMap.empty(size);
    const temporary = `${this.path}.${process.pid}.${crypto.randomUUID()}`;
    const file = await open(temporary, 'w');
    try {
      await file.truncate(size);
      for (let block = 0; block * blockBytes < Math.min(filled, size); block++) {
        const length = Math.min(blockBytes, size - block * blockBytes);
        await file.write(seededBlock(seed, block, length), 0, length, block * blockBytes);
        written.add(block);
      }
    } finally {
      await file.close();
    }
    await written.write(this.mapPath);
    await rename(temporary, this.path);
  }

  /** Which blocks were ever written. */
  async written(): Promise<BlockMap> {
    return BlockMap.read(this.mapPath, this.start.size);
  }

  open(flags: 'r' | 'r+'): Promise<FileHandle> {
    return open(this.path, flags);
  }

  /** Notes that blocks are about to be written. */
  async note(blocks: Iterable<number>): Promise<void> {
    const map = await this.written();
    for (const block of blocks) map.add(block);
    await map.write(this.mapPath);
  }

  private get mapPath(): string {
    return `${this.path}.written`;
  }
}

/** Whether a file is there. */
export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** The whole of a disk in pieces of at most `most` bytes, or of the given parts of it. */
export async function* pieces(
  ranges: AsyncIterable<DiskRange> | Iterable<DiskRange>,
  most: number,
): AsyncGenerator<DiskRange> {
  for await (const { offset, length } of ranges)
    for (let done = 0; done < length; done += most)
      yield { offset: offset + done, length: Math.min(most, length - done) };
}

/** Removes files that may not be there. */
export async function removeFiles(paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map((path) => rm(path, { force: true, recursive: true })));
}
