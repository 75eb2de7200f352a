import { hash } from 'node:crypto';

/** Logical bytes of one chunk of a disk; the last one of a disk may be shorter. */
export const chunkBytes = 1 << 20;

/** One piece of a disk's content, whole: it begins at `number` times the size of a chunk. */
export interface Chunk {
  readonly number: number;
  readonly data: Uint8Array;
}

/** A part of a disk, in bytes. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

const zeros = new Uint8Array(chunkBytes);
const zeroDigest = digestOf(zeros);

/** How many chunks a disk of `size` bytes has. */
export function chunkCount(size: number): number {
  return Math.ceil(size / chunkBytes);
}

/** Logical bytes of a disk's chunk; 0 behind its end. */
export function chunkLength(size: number, number: number): number {
  return Math.max(0, Math.min(chunkBytes, size - number * chunkBytes));
}

/** Whether all bytes are zero. */
export function isZero(data: Uint8Array): boolean {
  if (data.buffer === zeros.buffer && data.byteOffset === zeros.byteOffset) return true;
  return Buffer.compare(data, zeros.subarray(0, data.length)) === 0;
}

/** SHA-256 of a chunk's content. */
export function digestOf(data: Uint8Array): Buffer {
  return hash('sha256', data, 'buffer');
}

/** SHA-256 of so many zeros, at most one chunk. */
export function digestOfZeros(length: number): Buffer {
  return length === chunkBytes ? zeroDigest : digestOf(zeros.subarray(0, length));
}

/** Zeros, at most one chunk; not to be written to. */
export function zeroBytes(length: number): Uint8Array {
  return zeros.subarray(0, length);
}
