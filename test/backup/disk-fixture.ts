import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Archive } from '../../subgraphs/backup/archive/archive.js';
import { chunkBytes, type ByteRange } from '../../subgraphs/backup/archive/chunk.js';
import type { DiskPiece } from '../../subgraphs/backup/archive/chunk-source.js';
import { realFiles, writeDurably, type Files } from '../../subgraphs/backup/archive/files.js';
import { diskFolder } from '../../subgraphs/backup/archive/folder.js';
import { manifestName, manifestText, type Manifest } from '../../subgraphs/backup/archive/manifest.js';
import { openChain } from '../../subgraphs/backup/archive/open-chain.js';
import { stageDisk, type StageOptions } from '../../subgraphs/backup/archive/stage-disk.js';
import { storeArchive } from '../../subgraphs/backup/archive/store-archive.js';
import type { Destination } from '../../subgraphs/backup/destinations/destination.js';
import { FilesystemDestination } from '../../subgraphs/backup/destinations/filesystem/filesystem-destination.js';

/** Nobody ends it and nobody asks how far it is. */
export const unwatched: StageOptions = {
  signal: new AbortController().signal,
  progress: () => Promise.resolve(),
};

/** A folder that goes with the test. */
export async function temporaryFolder(owner: { after(work: () => Promise<void>): void }): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'infragraph-backup-'));
  owner.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** The pieces a driver would read of a disk in memory, of an odd size; holes are left out. */
export async function* piecesOf(
  content: Uint8Array,
  ranges: readonly ByteRange[],
): AsyncGenerator<DiskPiece> {
  const most = 300_000;
  for (const { offset, length } of ranges)
    for (let at = offset; at < offset + length; at += most) {
      const data = content.subarray(at, Math.min(at + most, offset + length));
      if (data.some((byte) => byte !== 0)) yield { offset: at, data };
    }
}

/** One machine with one disk in memory, its staging area and what it was backed up to. */
export class DiskFixture {
  readonly backups: string[] = [];

  constructor(
    readonly root: string,
    public content: Uint8Array,
    readonly files: Files = realFiles,
    readonly machine: string = crypto.randomUUID(),
  ) {}

  destination(capacity?: number, files: Files = this.files): FilesystemDestination {
    const settings = { guid: this.machine, name: 'vault', path: join(this.root, 'vault'), capacity };
    return new FilesystemDestination(settings, files);
  }

  /** Stages the disk, or what changed of it, as a backup behind the last one. */
  async stage(changed?: readonly ByteRange[], options: StageOptions = unwatched): Promise<Archive> {
    const backup = crypto.randomUUID();
    const folder = join(this.root, 'staging', backup);
    await mkdir(folder, { recursive: true });
    const { content } = this;
    const disk = {
      guid: null,
      uuid: 'disk-a',
      name: 'root',
      position: 0,
      size: content.length,
      storageUuid: null,
    };
    const read = (ranges: readonly ByteRange[]): AsyncGenerator<DiskPiece> => piecesOf(content, ranges);
    const staged = await stageDisk(this.files, folder, { disk, changed, read }, options);
    const manifest: Manifest = {
      format: 'infragraph-backup/1',
      backup,
      machine: { guid: this.machine, uuid: 'vm-1', name: 'erp-db-02' },
      type: changed ? 'INCREMENTAL' : 'FULL',
      parent: (changed && this.backups.at(-1)) ?? null,
      snapshotTime: new Date().toISOString(),
      chunkBytes,
      disks: [staged],
      config: {},
    };
    await writeDurably(this.files, join(folder, manifestName), manifestText(manifest));
    return Archive.open(diskFolder(realFiles, folder, `backup ${backup}`, 'staging'));
  }

  /** Stages and stores it; gives the guid of the backup. */
  async backUp(destination: Destination, changed?: readonly ByteRange[]): Promise<string> {
    const staged = await this.stage(changed);
    const { backup, parent } = staged.manifest;
    const parents =
      parent === null ? [] : await openChain(destination, { machine: this.machine, backup: parent });
    const sink = await destination.create({ machine: this.machine, backup }, 'try-1');
    await storeArchive(staged, parents, sink, unwatched);
    this.backups.push(backup);
    return backup;
  }

  /** Overwrites a part of the disk with bytes of chance, or zeros; gives the range. */
  change(offset: number, length: number, zero = false): ByteRange {
    const next = Buffer.from(this.content);
    const end = Math.min(offset + length, next.length);
    if (zero) next.fill(0, offset, end);
    else randomBytes(end - offset).copy(next, offset);
    this.content = next;
    return { offset, length: end - offset };
  }
}

export function sha256Of(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
