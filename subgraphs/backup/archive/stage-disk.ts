import { join } from 'node:path';
import { chunkRanges, chunksOf, type DiskPiece } from './chunk-source.js';
import { chunkBytes, digestOf, type ByteRange } from './chunk.js';
import { DiskWriter } from './disk-writer.js';
import type { Files } from './files.js';
import type { DiskManifest } from './manifest.js';
import { inOrder, packChunk } from './pack-chunk.js';

const packedAtOnce = 4;

/** Bytes of a disk after which what is staged is made to last. */
const checkpointBytes = 64 * chunkBytes;

/** A disk to be staged, as the manifest will name it. */
export type DiskIdentity = Pick<DiskManifest, 'guid' | 'uuid' | 'name' | 'position' | 'size' | 'storageUuid'>;

/** What to stage of it. */
export interface DiskSource {
  readonly disk: DiskIdentity;
  /** What changed since the parent; undefined when the whole disk is wanted. */
  readonly changed: readonly ByteRange[] | undefined;
  /** Reads these ranges of the snapshot. */
  read(ranges: readonly ByteRange[]): AsyncIterable<DiskPiece>;
}

/** How staging tells how far it is, and is told to end. */
export interface StageOptions {
  readonly signal: AbortSignal;
  /** Told of the bytes of this disk read so far, those of an earlier attempt included. */
  progress(bytes: number): Promise<void>;
}

/** Bytes that staging a disk reads: whole chunks of what changed. */
export function bytesToStage({ disk, changed }: DiskSource): number {
  return rangesOf(disk.size, changed).reduce((sum, { length }) => sum + length, 0);
}

/** Writes a disk's chunks into a staging folder, going on where a crash ended an earlier attempt. */
export async function stageDisk(
  files: Files,
  folder: string,
  source: DiskSource,
  options: StageOptions,
): Promise<DiskManifest> {
  const { disk, changed } = source;
  const names = { data: `disk-${disk.position}.data`, index: `disk-${disk.position}.index` };
  const paths = { data: join(folder, names.data), index: join(folder, names.index) };
  const writer = await DiskWriter.open(files, paths, disk.size);
  try {
    await writeChunks(writer, source, options);
    await writer.checkpoint();
  } finally {
    await writer.close();
  }
  return {
    ...disk,
    ...names,
    whole: changed === undefined,
    records: writer.records,
    storedBytes: writer.bytes,
    indexSha256: digestOf(await files.readFile(paths.index)).toString('hex'),
    digest: null,
  };
}

async function writeChunks(writer: DiskWriter, source: DiskSource, options: StageOptions): Promise<void> {
  const { disk, changed } = source;
  const all = rangesOf(disk.size, changed);
  const left = behind(all, writer.next * chunkBytes);
  let done = lengthOf(all) - lengthOf(left);
  let unsafe = 0;
  for await (const chunk of inOrder(chunksOf(source.read(left), left, disk.size), packedAtOnce, packChunk)) {
    options.signal.throwIfAborted();
    // In a whole disk what is not kept is zero; in a part of one it is the parent's.
    if (chunk.stored.length > 0 || changed !== undefined) await writer.write(chunk);
    const length = Math.min(chunkBytes, disk.size - chunk.number * chunkBytes);
    [done, unsafe] = [done + length, unsafe + length];
    if (unsafe >= checkpointBytes) {
      await writer.checkpoint();
      unsafe = 0;
    }
    await options.progress(done);
  }
}

function rangesOf(size: number, changed: readonly ByteRange[] | undefined): ByteRange[] {
  return chunkRanges(changed ?? [{ offset: 0, length: size }], size);
}

/** The parts of the ranges from an offset on. */
function behind(ranges: readonly ByteRange[], from: number): ByteRange[] {
  return ranges
    .map(({ offset, length }) => ({ offset: Math.max(offset, from), end: offset + length }))
    .filter(({ offset, end }) => offset < end)
    .map(({ offset, end }) => ({ offset, length: end - offset }));
}

function lengthOf(ranges: readonly ByteRange[]): number {
  return ranges.reduce((sum, { length }) => sum + length, 0);
}
