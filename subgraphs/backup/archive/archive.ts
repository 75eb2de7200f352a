import { archiveFault } from './archive-fault.js';
import { chunkCount, chunkLength, digestOf } from './chunk.js';
import { ChunkIndex, type ChunkRecord } from './chunk-index.js';
import { isMissing } from './files.js';
import type { ArchiveFolder, RandomFile } from './folder.js';
import { manifestName, parseManifest, type DiskManifest, type Manifest } from './manifest.js';
import { unpackChunk } from './pack-chunk.js';

/** A backup's folder, open for reading. */
export class Archive {
  private constructor(
    readonly manifest: Manifest,
    private readonly folder: ArchiveFolder,
  ) {}

  /** Opens the folder of a backup. MISSING when there is none, or only the beginning of one. */
  static async open(folder: ArchiveFolder): Promise<Archive> {
    let text: Buffer;
    try {
      text = await folder.read(manifestName);
    } catch (error) {
      throw isMissing(error) ? archiveFault('MISSING', folder.place, '', error) : error;
    }
    return new Archive(parseManifest(text.toString('utf8'), folder.what), folder);
  }

  /** Opens one of its disks; close it. DAMAGED when its files are not what was written. */
  async disk(disk: DiskManifest): Promise<ArchivedDisk> {
    const damaged = (cause?: unknown): Error =>
      archiveFault('DAMAGED', this.folder.what, `disk "${disk.name}" is not what was written`, cause);
    let index: ChunkIndex;
    let data: RandomFile;
    try {
      const bytes = await this.folder.read(disk.index);
      if (digestOf(bytes).toString('hex') !== disk.indexSha256) throw damaged();
      index = new ChunkIndex(bytes);
      if (index.count !== disk.records || index.dataBytes(chunkCount(disk.size)) !== disk.storedBytes)
        throw damaged();
      data = await this.folder.open(disk.data);
    } catch (error) {
      throw isMissing(error) ? damaged(error) : error;
    }
    return new ArchivedDisk(disk, index, data, `disk "${disk.name}" of ${this.folder.what}`);
  }
}

/** One disk of one backup, without those before it in the chain. */
export class ArchivedDisk {
  constructor(
    readonly manifest: DiskManifest,
    readonly index: ChunkIndex,
    private readonly data: RandomFile,
    private readonly what: string,
  ) {}

  /** The packed bytes of a chunk. DAMAGED when the file ends before. */
  async stored({ offset, length }: ChunkRecord): Promise<Uint8Array> {
    const bytes = Buffer.allocUnsafe(length);
    if (length > 0 && !(await this.data.read(bytes, offset)))
      throw archiveFault('DAMAGED', this.what, 'its file is too short');
    return bytes;
  }

  /** The content of a chunk, checked. */
  async content(record: ChunkRecord): Promise<Uint8Array> {
    const stored = await this.stored(record);
    return unpackChunk(record, stored, chunkLength(this.manifest.size, record.number), this.what);
  }

  async close(): Promise<void> {
    await this.data.close();
  }
}
