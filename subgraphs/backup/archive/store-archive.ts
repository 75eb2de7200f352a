import type { ArchiveSink } from '../destinations/destination.js';
import type { Archive } from './archive.js';
import { ChainedDisk } from './chain.js';
import { chunkLength } from './chunk.js';
import { encodeRecords } from './chunk-index.js';
import { manifestText, type DiskManifest, type Manifest } from './manifest.js';
import { inOrder, unpackChunk } from './pack-chunk.js';

const checkedAtOnce = 4;

/** How storing tells how far it is, and is told to end. */
export interface StoreOptions {
  readonly signal: AbortSignal;
  /** Told of the packed bytes written so far. */
  progress(bytes: number): Promise<void>;
}

/**
 * Writes a staged backup into a destination and publishes it. Every chunk is checked on the way, and each
 * disk gets the digest of its whole content through the chain, whose backups (`parents`, newest first) must
 * be there. Gives the manifest as published; on a fault nothing is left of the backup there.
 */
export async function storeArchive(
  staged: Archive,
  parents: readonly Archive[],
  sink: ArchiveSink,
  options: StoreOptions,
): Promise<Manifest> {
  let done = 0;
  const count = async (bytes: number): Promise<void> => {
    options.signal.throwIfAborted();
    done += bytes;
    await options.progress(done);
  };
  try {
    const disks: DiskManifest[] = [];
    for (const disk of staged.manifest.disks) {
      disks.push({ ...disk, digest: await digestOf([staged, ...parents], disk) });
      await copyDisk(staged, disk, sink, count);
    }
    const manifest = { ...staged.manifest, disks };
    options.signal.throwIfAborted();
    await sink.publish(manifestText(manifest));
    return manifest;
  } catch (error) {
    // The fault is what counts; what cannot be removed now goes at the next visit.
    await sink.discard().catch(() => undefined);
    throw error;
  }
}

async function digestOf(chain: readonly Archive[], disk: DiskManifest): Promise<string> {
  const whole = await ChainedDisk.open(chain, disk);
  try {
    return whole.digest();
  } finally {
    await whole.close();
  }
}

async function copyDisk(
  staged: Archive,
  disk: DiskManifest,
  sink: ArchiveSink,
  count: (bytes: number) => Promise<void>,
): Promise<void> {
  const source = await staged.disk(disk);
  async function* checked(): AsyncGenerator<Uint8Array> {
    const packed = inOrder(source.index, checkedAtOnce, async (record) => {
      const stored = await source.stored(record);
      await unpackChunk(record, stored, chunkLength(disk.size, record.number), `disk "${disk.name}"`);
      return stored;
    });
    for await (const stored of packed) {
      yield stored;
      await count(stored.length);
    }
  }
  try {
    await sink.write(disk.data, checked());
    await sink.write(disk.index, [encodeRecords([...source.index])]);
  } finally {
    await source.close();
  }
}
