import DataLoader from 'dataloader';
import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { RequestContext } from '../../kernel/subgraph/request-context.js';
import type { BackupDestination } from '../entities/backup-destination.js';
import { BackupNode } from '../entities/backup-node.js';
import type { BackupFile } from '../entities/backup-file.js';
import type { BackupLocation } from '../entities/backup-location.js';
import type { Backup } from '../entities/backup.js';
import type { FileSystem } from '../entities/file-system.js';
import type { MountedBackup } from '../entities/mounted-backup.js';
import type { MountedFileSystem } from '../entities/mounted-file-system.js';
import type { MountedFile } from '../entities/mounted-file.js';
import type { RestoreJob } from '../entities/restore-job.js';
import { NetworkInterface } from '../entities/network-interface.js';
import { Rule } from '../entities/rule.js';
import type { Snapshot } from '../entities/snapshot.js';
import { VirtualDisk } from '../entities/virtual-disk.js';
import { byGuid } from '../loaders.js';
import * as kinds from '../services/backup-kinds.js';
import { objectsByGuid, partsByGuid, type ListKind } from '../services/list-page.js';
import { countMachinesBackups, listMachinesBackups, type Listing } from '../services/list-backups.js';
import { backupCounts, keptSnapshots } from '../services/machine-backups.js';
import type { BackupFilter, BackupOrder } from './backup.inputs.js';
import type { BackupParts } from '../services/parts.js';
import { policyWall } from '../services/policy-sources.js';
import { wallOf } from '../services/tenant-wall.js';

const ruleKind = { entity: Rule, from: sql`backup.rule t join backup.policy p on p.guid = t.policy_guid` };
const diskKind = {
  entity: VirtualDisk,
  from: sql`backup.virtual_disk t join backup.virtual_machine v on v.guid = t.vm_guid`,
};

const nodeKind = { entity: BackupNode, from: sql`backup.node t` };
const interfaceKind = { entity: NetworkInterface, from: sql`backup.network_interface t` };

type Loader<V> = DataLoader<string, V | null>;
type Kind<T extends object> = Pick<ListKind<T, never>, 'entity' | 'from'>;

/** The loaders of one operation for backups and what belongs to them: one statement a hop. Missing things are null. */
export class DataLoaders {
  readonly backup: Loader<Backup>;
  readonly destination: Loader<BackupDestination>;
  readonly location: Loader<BackupLocation>;
  readonly file: Loader<BackupFile>;
  readonly fileSystem: Loader<FileSystem>;
  readonly snapshot: Loader<Snapshot>;
  readonly restoreJob: Loader<RestoreJob>;
  readonly mountedBackup: Loader<MountedBackup>;
  readonly mountedFileSystem: Loader<MountedFileSystem>;
  readonly node: Loader<BackupNode>;
  readonly rule: Loader<Rule>;
  readonly disk: Loader<VirtualDisk>;

  /** Places of a backup, the primary first. */
  readonly locationsOf: Loader<readonly BackupLocation[]>;

  /** Files of a backup by path. */
  readonly filesOf: Loader<readonly BackupFile[]>;

  /** File systems found in a backup. */
  readonly fileSystemsOf: Loader<readonly FileSystem[]>;

  /** File systems of a mounted backup. */
  readonly mountedFileSystemsOf: Loader<readonly MountedFileSystem[]>;

  /** Disks of a mounted backup. */
  readonly mountedFilesOf: Loader<readonly MountedFile[]>;

  /** Network interfaces of a machine in their order. */
  readonly interfacesOf: Loader<readonly NetworkInterface[]>;

  /** The snapshot the next incremental backup of a machine builds on; at most one. */
  readonly keptSnapshotsOf: Loader<readonly Snapshot[]>;

  /** How many backups a machine has. */
  readonly backupCountOf: Loader<number>;

  private readonly pagesOfBackups = new Map<string, DataLoader<string, Page<Backup>>>();

  private constructor(
    private readonly parts: BackupParts,
    private readonly context: RequestContext,
  ) {
    const { store } = parts;
    const { viewer } = context;
    const one = <T extends object>(kind: Kind<T>, wall: RawBuilder<unknown>): Loader<T> =>
      byGuid((guids) => objectsByGuid(store.sql, kind, guids, wall));
    const partsOf = <T extends object>(
      kind: Kind<T>,
      column: string,
      order: RawBuilder<unknown>,
    ): Loader<readonly T[]> => byGuid((guids) => partsByGuid(store.sql, kind, column, guids, order));
    const ofBackup = wallOf(viewer, 'b');
    this.backup = one(kinds.backupKind, wallOf(viewer, 't'));
    this.destination = one(kinds.destinationKind, sql`true`);
    this.location = one(kinds.locationKind, ofBackup);
    this.file = one(kinds.fileKind, ofBackup);
    this.fileSystem = one(kinds.fileSystemKind, ofBackup);
    this.snapshot = one(kinds.snapshotKind, wallOf(viewer, 'v'));
    this.restoreJob = one(kinds.restoreJobKind, wallOf(viewer, 't'));
    this.mountedBackup = one(kinds.mountedBackupKind, ofBackup);
    this.mountedFileSystem = one(kinds.mountedFileSystemKind, ofBackup);
    this.node = one(nodeKind, sql`true`);
    this.rule = one(ruleKind, policyWall(viewer, 'p'));
    this.disk = one(diskKind, wallOf(viewer, 'v'));
    this.locationsOf = partsOf(
      kinds.locationKind,
      'backup_guid',
      sql`t.role_type <> 'PRIMARY', t.created_at, t.guid`,
    );
    this.filesOf = partsOf(kinds.fileKind, 'backup_guid', sql`t.path`);
    this.fileSystemsOf = partsOf(kinds.fileSystemKind, 'backup_guid', sql`t.volume, t.guid`);
    this.mountedFileSystemsOf = partsOf(
      kinds.mountedFileSystemKind,
      'mounted_backup_guid',
      sql`t.mount_path, t.guid`,
    );
    this.interfacesOf = partsOf(interfaceKind, 'vm_guid', sql`t.position, t.guid`);
    this.keptSnapshotsOf = byGuid((guids) => keptSnapshots(store.sql, guids));
    this.backupCountOf = byGuid((guids) => backupCounts(store.sql, guids));
    this.mountedFilesOf = partsOf(kinds.mountedFileKind, 'mounted_backup_guid', sql`t.path, t.guid`);
  }

  /** The loaders of the operation at hand. */
  static of(parts: BackupParts, context: RequestContext): DataLoaders {
    return context.slot('backup data', () => new DataLoaders(parts, context));
  }

  /** A page of the backups of a machine by its GUID: one statement for all machines that are asked alike, and one for their counts. */
  backupsOf(wish: BackupsWish): DataLoader<string, Page<Backup>> {
    const key = JSON.stringify(wish);
    const known = this.pagesOfBackups.get(key);
    if (known) return known;
    const { sql: handle } = this.parts.store;
    const listing = { ...wish, viewer: this.context.viewer };
    const counts = byGuid((guids) => countMachinesBackups(handle, guids, listing));
    const countOf = async (guid: string): Promise<number> => (await counts.load(guid)) ?? 0;
    const pages = new DataLoader<string, Page<Backup>>(async (guids) => {
      const found = await listMachinesBackups(handle, guids, listing, countOf);
      return guids.map((guid) => found.get(guid) ?? new Error(`There is no page for the machine ${guid}.`));
    });
    this.pagesOfBackups.set(key, pages);
    return pages;
  }
}

/** Backups of machines that are wished alike. */
export type BackupsWish = Omit<Listing<BackupFilter, BackupOrder>, 'viewer'>;

/** What a loader finds by a GUID that may be missing; null at once then. */
export function loadMaybe<V>(loader: Loader<V>, guid: string | null): Promise<V | null> | null {
  return guid === null ? null : loader.load(guid);
}

/** The parts of a thing; none when it has none. */
export async function loadParts<V>(loader: Loader<readonly V[]>, guid: string): Promise<V[]> {
  return [...((await loader.load(guid)) ?? [])];
}
