import { archiveFault } from './archive-fault.js';

/** Where the data of one chunk stands. */
export interface ChunkRecord {
  readonly number: number;
  /** First byte in the data file. */
  readonly offset: number;
  /**
   * Bytes in the data file: 0 for a chunk of zeros; as many as the chunk is long when it is kept as it is;
   * fewer when it is compressed.
   */
  readonly length: number;
  /** SHA-256 of the chunk's content. */
  readonly digest: Buffer;
}

/** Bytes of a record: number, length, offset and digest, big-endian. */
export const recordBytes = 48;

/** The records as they stand in an index file. */
export function encodeRecords(records: readonly ChunkRecord[]): Buffer {
  const bytes = Buffer.alloc(records.length * recordBytes);
  records.forEach(({ number, offset, length, digest }, i) => {
    const at = i * recordBytes;
    bytes.writeUInt32BE(number, at);
    bytes.writeUInt32BE(length, at + 4);
    bytes.writeBigUInt64BE(BigInt(offset), at + 8);
    digest.copy(bytes, at + 16);
  });
  return bytes;
}

/** The records of an index, read in place. */
export class ChunkIndex {
  readonly count: number;

  /** A part of a record at the end, which a torn write leaves, does not count. */
  constructor(private readonly bytes: Buffer) {
    this.count = Math.floor(bytes.length / recordBytes);
  }

  at(position: number): ChunkRecord {
    const at = position * recordBytes;
    return {
      number: this.bytes.readUInt32BE(at),
      length: this.bytes.readUInt32BE(at + 4),
      offset: Number(this.bytes.readBigUInt64BE(at + 8)),
      digest: this.bytes.subarray(at + 16, at + recordBytes),
    };
  }

  *[Symbol.iterator](): Generator<ChunkRecord> {
    for (let i = 0; i < this.count; i++) yield this.at(i);
  }

  /** Bytes of the data file the records stand for. Throws when they do not ascend, do not follow one another, or name a chunk beyond `chunks`. */
  dataBytes(chunks: number): number {
    let [next, end] = [0, 0];
    for (const { number, offset, length } of this) {
      if (number < next || number >= chunks || offset !== end) throw archiveFault('DAMAGED', 'an index');
      [next, end] = [number + 1, end + length];
    }
    return end;
  }
}
