import { createHash } from 'node:crypto';
import { archiveFault } from './archive-fault.js';
import type { Archive, ArchivedDisk } from './archive.js';
import { chunkCount, chunkLength, digestOfZeros, zeroBytes } from './chunk.js';
import type { DiskManifest } from './manifest.js';

/**
 * A disk as it was at one backup, read through the chain: of each chunk what the newest backup kept that has
 * it, zeros where none has.
 */
export class ChainedDisk {
  private constructor(
    readonly manifest: DiskManifest,
    private readonly layers: readonly ArchivedDisk[],
    /** By chunk: the layer that has it, from 1; 0 when none has. */
    private readonly layerOf: Uint16Array,
    /** By chunk: its record in that layer. */
    private readonly recordOf: Uint32Array,
  ) {}

  /**
   * Opens a disk of the first of these backups, which stand newest first, each followed by its parent. DAMAGED
   * when the chain ends before a backup that has the whole disk. Close it.
   */
  static async open(chain: readonly Archive[], disk: DiskManifest): Promise<ChainedDisk> {
    const layers: ArchivedDisk[] = [];
    try {
      for (const archive of chain) {
        const own = archive.manifest.disks.find(({ uuid }) => uuid === disk.uuid);
        if (!own || own.size !== disk.size) break;
        layers.push(await archive.disk(own));
        if (own.whole) return ChainedDisk.over(disk, layers);
      }
      throw archiveFault('DAMAGED', `the chain of disk "${disk.name}"`, 'no backup in it has the whole disk');
    } catch (error) {
      await closeAll(layers);
      throw error;
    }
  }

  private static over(disk: DiskManifest, layers: readonly ArchivedDisk[]): ChainedDisk {
    const chunks = chunkCount(disk.size);
    const layerOf = new Uint16Array(chunks);
    const recordOf = new Uint32Array(chunks);
    layers.forEach(({ index }, i) => {
      for (let r = 0; r < index.count; r++) {
        const { number } = index.at(r);
        if (layerOf[number] !== 0) continue;
        layerOf[number] = i + 1;
        recordOf[number] = r;
      }
    });
    return new ChainedDisk(disk, layers, layerOf, recordOf);
  }

  get chunks(): number {
    return this.layerOf.length;
  }

  /** The chunks that are kept anywhere, in order; all others are zeros. */
  *kept(): Generator<number> {
    for (let number = 0; number < this.chunks; number++) if (this.layerOf[number] !== 0) yield number;
  }

  /** The content of a chunk, checked against its digest. */
  async content(number: number): Promise<Uint8Array> {
    const found = this.find(number);
    if (!found) return zeroBytes(chunkLength(this.manifest.size, number));
    return found.layer.content(found.layer.index.at(found.record));
  }

  /** SHA-256 over the digests of all chunks in order, in hexadecimal; reads no data. */
  digest(): string {
    const all = createHash('sha256');
    for (let number = 0; number < this.chunks; number++) {
      const found = this.find(number);
      const digest = found?.layer.index.at(found.record).digest;
      all.update(digest ?? digestOfZeros(chunkLength(this.manifest.size, number)));
    }
    return all.digest('hex');
  }

  async close(): Promise<void> {
    await closeAll(this.layers);
  }

  private find(number: number): { layer: ArchivedDisk; record: number } | undefined {
    const layer = this.layers[(this.layerOf[number] ?? 0) - 1];
    return layer && { layer, record: this.recordOf[number] ?? 0 };
  }
}

async function closeAll(layers: readonly ArchivedDisk[]): Promise<void> {
  await Promise.all(layers.map((layer) => layer.close()));
}
