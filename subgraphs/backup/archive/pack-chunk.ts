import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { archiveFault } from './archive-fault.js';
import { chunkBytes, digestOf, digestOfZeros, isZero, zeroBytes, type Chunk } from './chunk.js';
import type { ChunkRecord } from './chunk-index.js';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
const none = Buffer.alloc(0);

/** A chunk as it is kept: compressed with zstd, or as it is where that does not make it shorter; zeros take nothing. */
export interface PackedChunk {
  readonly number: number;
  readonly digest: Buffer;
  readonly stored: Uint8Array;
}

/** Packs a chunk; the compression runs on a thread of its own. */
export async function packChunk({ number, data }: Chunk): Promise<PackedChunk> {
  if (isZero(data)) return { number, digest: digestOfZeros(data.length), stored: none };
  const [digest, packed] = [digestOf(data), compress(data)];
  const stored = await packed;
  return { number, digest, stored: stored.length < data.length ? stored : data };
}

/** The content of a kept chunk, checked against its digest. DAMAGED when it is not what was kept. */
export async function unpackChunk(
  record: ChunkRecord,
  stored: Uint8Array,
  length: number,
  what: string,
): Promise<Uint8Array> {
  const damaged = (cause?: unknown): Error =>
    archiveFault('DAMAGED', what, `chunk ${record.number} is not what was written`, cause);
  let data = stored;
  if (record.length === 0) data = zeroBytes(length);
  else if (record.length < length)
    data = await decompress(stored, { maxOutputLength: chunkBytes }).catch((cause: unknown) => {
      throw damaged(cause);
    });
  if (data.length !== length || !digestOf(data).equals(record.digest)) throw damaged();
  return data;
}

/** Does `work` for the items of a stream, several at once, and gives the results in the stream's order. */
export async function* inOrder<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  atOnce: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const open: Promise<R>[] = [];
  try {
    for await (const item of items) {
      const result = work(item);
      // A failure is thrown when its turn comes; until then nobody else listens for it.
      result.catch(() => undefined);
      open.push(result);
      if (open.length >= atOnce) yield (await open.shift()) as R;
    }
    for (let result = open.shift(); result; result = open.shift()) yield await result;
  } finally {
    await Promise.allSettled(open);
  }
}
