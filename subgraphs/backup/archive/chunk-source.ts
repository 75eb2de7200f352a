import { Fault } from '../../kernel/errors/fault.js';
import { chunkBytes, chunkCount, chunkLength, zeroBytes, type ByteRange, type Chunk } from './chunk.js';

/** What a driver reads of a disk: bytes from an offset on; what it leaves out is zero. */
export interface DiskPiece {
  readonly offset: number;
  readonly data: Uint8Array;
}

/**
 * The ranges rounded out to whole chunks of a disk, ascending and without overlap, so that what is written
 * per chunk is never a mixture of two moments.
 */
export function chunkRanges(ranges: readonly ByteRange[], size: number): ByteRange[] {
  const whole: { offset: number; end: number }[] = [];
  for (const { offset, length } of ranges.toSorted((a, b) => a.offset - b.offset)) {
    const end = Math.min(size, Math.ceil((offset + length) / chunkBytes) * chunkBytes);
    const start = Math.floor(Math.max(0, offset) / chunkBytes) * chunkBytes;
    const last = whole.at(-1);
    if (length <= 0 || start >= end) continue;
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else whole.push({ offset: start, end });
  }
  return whole.map(({ offset, end }) => ({ offset, length: end - offset }));
}

/**
 * Makes whole chunks of what a driver reads of these ranges, which end at the borders of chunks. A chunk no
 * piece came for is zero. BACKEND_ERROR when the pieces do not ascend or lie outside the ranges.
 */
export async function* chunksOf(
  pieces: AsyncIterable<DiskPiece>,
  ranges: readonly ByteRange[],
  size: number,
): AsyncGenerator<Chunk> {
  const wanted = numbersOf(ranges, size);
  let open = wanted.next();
  // Bytes of the open chunk; made only when a piece comes for it, because most of a disk may be holes.
  let data: Uint8Array | undefined;
  const close = (number: number): Chunk => {
    const chunk = { number, data: data ?? zeroBytes(chunkLength(size, number)) };
    [data, open] = [undefined, wanted.next()];
    return chunk;
  };
  let reached = 0;
  for await (const piece of pieces) {
    if (piece.offset < reached) throw misread('in no order');
    reached = piece.offset + piece.data.length;
    for (let at = 0; at < piece.data.length;) {
      const number = Math.floor((piece.offset + at) / chunkBytes);
      while (!open.done && open.value < number) yield close(open.value);
      const into = piece.offset + at - number * chunkBytes;
      if (open.done || open.value !== number || into >= chunkLength(size, number))
        throw misread('that were not asked for');
      data ??= new Uint8Array(chunkLength(size, number));
      const part = piece.data.subarray(at, at + data.length - into);
      data.set(part, into);
      at += part.length;
    }
  }
  while (!open.done) yield close(open.value);
}

function* numbersOf(ranges: readonly ByteRange[], size: number): Generator<number, undefined> {
  for (const { offset, length } of ranges) {
    const end = Math.min(chunkCount(size), Math.ceil((offset + length) / chunkBytes));
    for (let number = Math.floor(offset / chunkBytes); number < end; number++) yield number;
  }
}

function misread(how: string): Fault {
  return new Fault('BACKEND_ERROR', `The platform gave bytes of a disk ${how}.`);
}
