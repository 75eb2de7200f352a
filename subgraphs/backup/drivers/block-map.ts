import { readFile, rename, writeFile } from 'node:fs/promises';
import type { DiskRange } from './driver.js';

/** Bytes of a block: what a change is known by. */
export const blockBytes = 65_536;

/** Which blocks of a disk something holds for; one bit each, kept in a file of its own. */
export class BlockMap {
  private constructor(private readonly bits: Uint8Array) {}

  static empty(size: number): BlockMap {
    return new BlockMap(new Uint8Array(Math.ceil(Math.ceil(size / blockBytes) / 8)));
  }

  /** Reads a map; one without a file holds for no block. */
  static async read(path: string, size: number): Promise<BlockMap> {
    const map = BlockMap.empty(size);
    try {
      const bits = await readFile(path);
      map.bits.set(bits.subarray(0, map.bits.length));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    return map;
  }

  /** Writes it whole: a reader sees the map before or after. */
  async write(path: string): Promise<void> {
    const temporary = `${path}.${process.pid}.new`;
    await writeFile(temporary, this.bits);
    await rename(temporary, path);
  }

  has(block: number): boolean {
    return ((this.bits[block >> 3] ?? 0) & (1 << (block & 7))) !== 0;
  }

  add(block: number): void {
    this.bits[block >> 3] = (this.bits[block >> 3] ?? 0) | (1 << (block & 7));
  }

  /** Takes in what another map of the same disk holds for. */
  addAll(other: BlockMap): void {
    for (let i = 0; i < this.bits.length; i++) this.bits[i] = (this.bits[i] ?? 0) | (other.bits[i] ?? 0);
  }

  /** The numbers of the blocks it holds for, in order. */
  *blocks(): Generator<number> {
    for (let i = 0; i < this.bits.length; i++) {
      if (this.bits[i] === 0) continue;
      for (let bit = 0; bit < 8; bit++) if (this.has(i * 8 + bit)) yield i * 8 + bit;
    }
  }

  /** The same as parts of a disk of this size: neighbours together, the last one cut off at its end. */
  *ranges(size: number): Generator<DiskRange> {
    let [start, end] = [-1, -1];
    for (const block of this.blocks()) {
      if (block === end) end += 1;
      else {
        if (start >= 0) yield rangeOf(start, end, size);
        [start, end] = [block, block + 1];
      }
    }
    if (start >= 0) yield rangeOf(start, end, size);
  }
}

function rangeOf(start: number, end: number, size: number): DiskRange {
  const offset = start * blockBytes;
  return { offset, length: Math.min(end * blockBytes, size) - offset };
}
