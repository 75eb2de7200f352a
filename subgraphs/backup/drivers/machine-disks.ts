import { createHash } from 'node:crypto';
import { appendFile, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { BlockMap, blockBytes } from './block-map.js';
import { DiskFile, pieces, removeFiles, type DiskStart } from './disk-file.js';
import { DriverFault } from './driver-fault.js';
import type { DiskChunk, DiskRange, TakenSnapshot } from './driver.js';
import { withFolderLock } from './folder-lock.js';
import { readSnapshots, writeSnapshots, type KeptSnapshot } from './kept-snapshots.js';

const mostChunk = 1024 * 1024;

/** A disk of these, by its uuid. */
export interface KeptDisk extends DiskStart {
  readonly uuid: string;
}

/**
 * The disks of one machine as sparse files, with snapshots. A snapshot keeps the blocks that were overwritten
 * while it was the newest, and a map of them: what is not in it stands in a newer one, or on the disk itself.
 * So the maps between two snapshots are exactly what changed between them.
 *
 * A write keeps the old block, then notes it in the map, then writes the disk; a reader reads the disk, then
 * looks into the maps. Either order may be cut off at any point, in any process, and nothing wrong is read.
 */
export class MachineDisks {
  private readonly disks: ReadonlyMap<string, KeptDisk>;

  constructor(
    /** Of this machine alone. */
    private readonly folder: string,
    disks: readonly KeptDisk[],
    /** A line for each thing that was done, for tests that count. */
    private readonly ledger: string,
  ) {
    this.disks = new Map(disks.map((disk) => [disk.uuid, disk]));
  }

  /** Makes a snapshot of all disks; one of the same name is found again. */
  async createSnapshot(name: string): Promise<TakenSnapshot> {
    return this.locked(async () => {
      const known = await this.snapshots();
      const earlier = known.find((one) => one.name === name);
      if (earlier) return earlier;
      for (const uuid of this.disks.keys()) await this.file(uuid).ensure();
      const snapshot = { id: crypto.randomUUID(), name, takenAt: new Date() };
      await this.keepSnapshots([...known, snapshot]);
      await this.tell('snapshot.created', name);
      return snapshot;
    });
  }

  /** Removes a snapshot; what the one before it needs goes over to that. */
  async removeSnapshot(id: string): Promise<void> {
    await this.locked(async () => {
      const known = await this.snapshots();
      const at = known.findIndex((one) => one.id === id);
      if (at < 0) return;
      const older = known[at - 1];
      if (older) for (const uuid of this.disks.keys()) await this.handOver(uuid, id, older.id);
      await this.keepSnapshots(known.filter((one) => one.id !== id));
      for (const uuid of this.disks.keys()) await removeFiles([this.kept(uuid, id), this.map(uuid, id)]);
      await this.tell('snapshot.removed', id);
    });
  }

  /** Brings the disks back to what a snapshot holds; newer snapshots stay as they are. */
  async revert(id: string, signal: AbortSignal): Promise<void> {
    const known = await this.since(id);
    for (const { uuid, size } of this.disks.values()) {
      const changed = BlockMap.empty(size);
      for (const one of known) changed.addAll(await this.changes(uuid, one.id));
      await this.write(uuid, this.read(uuid, id, changed.ranges(size), signal), signal);
    }
    await this.tell('snapshot.reverted', id);
  }

  /** What changed between two snapshots of a disk; SNAPSHOT_GONE when one is not there. */
  async *changed(diskUuid: string, id: string, sinceId: string): AsyncGenerator<DiskRange> {
    const known = await this.since(sinceId);
    const end = known.findIndex((one) => one.id === id);
    if (end < 0) throw new DriverFault('SNAPSHOT_GONE');
    const { size } = this.disk(diskUuid);
    const union = BlockMap.empty(size);
    for (const one of known.slice(0, end)) union.addAll(await this.changes(diskUuid, one.id));
    yield* union.ranges(size);
  }

  /** The bytes of a disk as a snapshot holds them; what was never written is left out of a whole disk. */
  async *read(
    diskUuid: string,
    id: string,
    ranges: AsyncIterable<DiskRange> | Iterable<DiskRange> | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<DiskChunk> {
    const file = this.file(diskUuid);
    await file.ensure();
    await this.since(id);
    const wanted = ranges ?? (await file.written()).ranges(file.start.size);
    const disk = await file.open('r');
    try {
      for await (const piece of pieces(wanted, mostChunk)) {
        signal.throwIfAborted();
        const data = Buffer.alloc(piece.length);
        await disk.read(data, 0, piece.length, piece.offset);
        await this.patch(diskUuid, await this.since(id), piece.offset, data);
        yield { offset: piece.offset, data };
      }
    } finally {
      await disk.close();
    }
  }

  /** Writes onto a disk; the newest snapshot keeps what was there. */
  async write(diskUuid: string, chunks: AsyncIterable<DiskChunk>, signal: AbortSignal): Promise<void> {
    const file = this.file(diskUuid);
    await file.ensure();
    const disk = await file.open('r+');
    let bytes = 0;
    try {
      for await (const { offset, data } of chunks) {
        signal.throwIfAborted();
        if (offset < 0 || offset + data.length > file.start.size)
          throw new DriverFault('REFUSED', 'it would write beyond the end of the disk');
        await this.locked(async () => {
          const blocks = blocksOf(offset, data.length);
          await this.keep(diskUuid, blocks, disk);
          await file.note(blocks);
          await disk.write(data, 0, data.length, offset);
        });
        bytes += data.length;
      }
    } finally {
      await disk.close();
    }
    await this.tell('disk.written', `${diskUuid} ${bytes}`);
  }

  /** Removes everything of the machine. */
  async remove(): Promise<void> {
    await removeFiles([this.folder]);
  }

  /** The snapshot and those after it, up to the newest. SNAPSHOT_GONE when there is none. */
  private async since(id: string): Promise<readonly KeptSnapshot[]> {
    const known = await this.snapshots();
    const at = known.findIndex((one) => one.id === id);
    if (at < 0) throw new DriverFault('SNAPSHOT_GONE');
    return known.slice(at);
  }

  /** Puts the blocks that snapshots have kept into what was read from the disk; the oldest has the say. */
  private async patch(
    diskUuid: string,
    snapshots: readonly KeptSnapshot[],
    offset: number,
    data: Buffer,
  ): Promise<void> {
    const done = new Set<number>();
    for (const { id } of snapshots) {
      const map = await this.changes(diskUuid, id);
      const blocks = blocksOf(offset, data.length).filter((block) => !done.has(block) && map.has(block));
      if (blocks.length === 0) continue;
      const kept = await open(this.kept(diskUuid, id), 'r');
      try {
        for (const block of blocks) {
          const from = Math.max(block * blockBytes, offset);
          const to = Math.min((block + 1) * blockBytes, offset + data.length);
          await kept.read(data, from - offset, to - from, from);
          done.add(block);
        }
      } finally {
        await kept.close();
      }
    }
  }

  private async keep(
    diskUuid: string,
    blocks: readonly number[],
    disk: Awaited<ReturnType<DiskFile['open']>>,
  ): Promise<void> {
    const newest = (await this.snapshots()).at(-1);
    if (!newest) return;
    const map = await this.changes(diskUuid, newest.id);
    const fresh = blocks.filter((block) => !map.has(block));
    if (fresh.length === 0) return;
    const kept = await open(this.kept(diskUuid, newest.id), 'a').then(async (made) => {
      await made.close();
      return open(this.kept(diskUuid, newest.id), 'r+');
    });
    try {
      const old = Buffer.alloc(blockBytes);
      for (const block of fresh) {
        const { bytesRead } = await disk.read(old, 0, blockBytes, block * blockBytes);
        await kept.write(old, 0, bytesRead, block * blockBytes);
        map.add(block);
      }
    } finally {
      await kept.close();
    }
    await map.write(this.map(diskUuid, newest.id));
  }

  private async handOver(diskUuid: string, from: string, to: string): Promise<void> {
    const [source, target] = [await this.changes(diskUuid, from), await this.changes(diskUuid, to)];
    const missing = [...source.blocks()].filter((block) => !target.has(block));
    if (missing.length === 0) return;
    const read = await open(this.kept(diskUuid, from), 'r');
    const written = await open(this.kept(diskUuid, to), 'a');
    await written.close();
    const write = await open(this.kept(diskUuid, to), 'r+');
    try {
      const block = Buffer.alloc(blockBytes);
      for (const one of missing) {
        const { bytesRead } = await read.read(block, 0, blockBytes, one * blockBytes);
        await write.write(block, 0, bytesRead, one * blockBytes);
        target.add(one);
      }
    } finally {
      await read.close();
      await write.close();
    }
    await target.write(this.map(diskUuid, to));
  }

  private snapshots(): Promise<readonly KeptSnapshot[]> {
    return readSnapshots(join(this.folder, 'snapshots.json'));
  }

  private keepSnapshots(snapshots: readonly KeptSnapshot[]): Promise<void> {
    return writeSnapshots(join(this.folder, 'snapshots.json'), snapshots);
  }

  private async locked<R>(work: () => Promise<R>): Promise<R> {
    await mkdir(this.folder, { recursive: true });
    return withFolderLock(join(this.folder, 'lock'), work);
  }

  private async tell(what: string, of: string): Promise<void> {
    await appendFile(this.ledger, `${JSON.stringify({ what, of })}\n`);
  }

  private disk(uuid: string): KeptDisk {
    const disk = this.disks.get(uuid);
    if (!disk) throw new DriverFault('MACHINE_GONE');
    return disk;
  }

  private file(uuid: string): DiskFile {
    return new DiskFile(join(this.folder, `${fileName(uuid)}.img`), this.disk(uuid));
  }

  private changes(diskUuid: string, id: string): Promise<BlockMap> {
    return BlockMap.read(this.map(diskUuid, id), this.disk(diskUuid).size);
  }

  private kept(diskUuid: string, id: string): string {
    return join(this.folder, `${fileName(diskUuid)}.${id}.kept`);
  }

  private map(diskUuid: string, id: string): string {
    return join(this.folder, `${fileName(diskUuid)}.${id}.map`);
  }
}

/** A name for a file that no id of a platform can break out of. */
export function fileName(uuid: string): string {
  return /^[\w-]{1,80}$/.test(uuid) ? uuid : createHash('sha256').update(uuid, 'utf8').digest('hex');
}

function blocksOf(offset: number, length: number): number[] {
  const first = Math.floor(offset / blockBytes);
  const last = Math.floor((offset + Math.max(length, 1) - 1) / blockBytes);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
