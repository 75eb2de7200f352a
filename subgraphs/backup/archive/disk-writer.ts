import type { FileHandle } from 'node:fs/promises';
import { chunkCount } from './chunk.js';
import { ChunkIndex, encodeRecords, recordBytes, type ChunkRecord } from './chunk-index.js';
import type { Files } from './files.js';
import type { PackedChunk } from './pack-chunk.js';

/** Where the two files of a disk are: its packed chunks, and the index of them. */
export interface DiskFiles {
  readonly data: string;
  readonly index: string;
}

/**
 * Writes the chunks of one disk, in ascending order. What stood on the disk at the last checkpoint is still
 * there after a crash, and the next writer goes on behind it: an index is appended to only when the data it
 * names are safe.
 */
export class DiskWriter {
  private pending: ChunkRecord[] = [];

  private constructor(
    private readonly data: FileHandle,
    private readonly index: FileHandle,
    /** Chunks written so far, an earlier writer's included. */
    public records: number,
    /** Bytes of packed chunks so far. */
    public bytes: number,
    /** The first chunk that may come next. */
    public next: number,
  ) {}

  /** Opens the files of a disk of `size` bytes where the last checkpoint left them; they may not be there yet. */
  static async open(files: Files, { data, index }: DiskFiles, size: number): Promise<DiskWriter> {
    const dataFile = await files.open(data, 'a+');
    try {
      const indexFile = await files.open(index, 'a+');
      try {
        const found = new ChunkIndex(await indexFile.readFile());
        const bytes = found.dataBytes(chunkCount(size));
        await indexFile.truncate(found.count * recordBytes);
        await dataFile.truncate(bytes);
        const next = found.count === 0 ? 0 : found.at(found.count - 1).number + 1;
        return new DiskWriter(dataFile, indexFile, found.count, bytes, next);
      } catch (error) {
        await indexFile.close();
        throw error;
      }
    } catch (error) {
      await dataFile.close();
      throw error;
    }
  }

  /** Appends a chunk; it lasts from the next checkpoint on. */
  async write({ number, digest, stored }: PackedChunk): Promise<void> {
    if (number < this.next) throw new Error(`Chunk ${number} comes behind chunk ${this.next - 1}.`);
    if (stored.length > 0) await this.data.writeFile(stored);
    this.pending.push({ number, digest, offset: this.bytes, length: stored.length });
    this.records += 1;
    this.bytes += stored.length;
    this.next = number + 1;
  }

  /** Makes what is written last. */
  async checkpoint(): Promise<void> {
    if (this.pending.length === 0) return;
    await this.data.sync();
    const records = encodeRecords(this.pending);
    this.pending = [];
    await this.index.writeFile(records);
    await this.index.sync();
  }

  /** Closes the files; what came behind the last checkpoint is written again by the next writer. */
  async close(): Promise<void> {
    await Promise.all([this.data.close(), this.index.close()]);
  }
}
