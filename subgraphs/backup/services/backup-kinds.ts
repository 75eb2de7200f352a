import { sql } from 'kysely';
import { BackupDestination } from '../entities/backup-destination.js';
import { BackupFile } from '../entities/backup-file.js';
import { BackupLocation } from '../entities/backup-location.js';
import { Backup } from '../entities/backup.js';
import { FileSystem } from '../entities/file-system.js';
import { MountedBackup } from '../entities/mounted-backup.js';
import { MountedFileSystem } from '../entities/mounted-file-system.js';
import { MountedFile } from '../entities/mounted-file.js';
import { RestoreJob } from '../entities/restore-job.js';
import { Snapshot } from '../entities/snapshot.js';
import type { ListKind } from './list-page.js';

/** What backups can be ordered by. */
export type BackupOrderField =
  | 'SNAPSHOT_TIME'
  | 'BACKUP_TIME'
  | 'CREATED_AT'
  | 'SIZE'
  | 'VM_NAME'
  | 'STATUS'
  | 'TYPE';

/** Backups; `t` has its own tenant. */
export const backupKind: ListKind<Backup, BackupOrderField> = {
  entity: Backup,
  from: sql`backup.backup t`,
  orders: {
    SNAPSHOT_TIME: { expression: sql`t.snapshot_time`, type: 'timestamptz' },
    BACKUP_TIME: { expression: sql`t.backup_time`, type: 'timestamptz' },
    CREATED_AT: { expression: sql`t.created_at`, type: 'timestamptz' },
    SIZE: { expression: sql`t.size`, type: 'bigint' },
    VM_NAME: { expression: sql`t.vm_name`, type: 'text' },
    STATUS: { expression: sql`t.status`, type: 'text' },
    TYPE: { expression: sql`t.type`, type: 'text' },
  },
  usual: { field: 'SNAPSHOT_TIME', direction: 'DESC' },
};

/** What places of backups can be ordered by. */
export type LocationOrderField = 'SNAPSHOT_TIME' | 'STATUS' | 'STORED_SIZE';

/** Places of backups; `b` is the backup and has the tenant. */
export const locationKind: ListKind<BackupLocation, LocationOrderField> = {
  entity: BackupLocation,
  from: sql`backup.backup_location t join backup.backup b on b.guid = t.backup_guid`,
  orders: {
    SNAPSHOT_TIME: { expression: sql`b.snapshot_time`, type: 'timestamptz' },
    STATUS: { expression: sql`t.status`, type: 'text' },
    STORED_SIZE: { expression: sql`t.stored_size`, type: 'bigint' },
  },
  usual: { field: 'SNAPSHOT_TIME', direction: 'DESC' },
};

/** What destinations can be ordered by. */
export type DestinationOrderField = 'NAME' | 'CREATED_AT';

/** Destinations; they belong to all tenants. */
export const destinationKind: ListKind<BackupDestination, DestinationOrderField> = {
  entity: BackupDestination,
  from: sql`backup.destination t`,
  orders: {
    NAME: { expression: sql`t.name`, type: 'text' },
    CREATED_AT: { expression: sql`t.created_at`, type: 'timestamptz' },
  },
  usual: { field: 'NAME', direction: 'ASC' },
};

/** What restores can be ordered by. */
export type RestoreJobOrderField = 'RESTORE_TIME' | 'VM_NAME' | 'STATUS';

/** Restores; `t` has its own tenant. */
export const restoreJobKind: ListKind<RestoreJob, RestoreJobOrderField> = {
  entity: RestoreJob,
  from: sql`backup.restore_job t`,
  orders: {
    RESTORE_TIME: { expression: sql`t.restore_time`, type: 'timestamptz' },
    VM_NAME: { expression: sql`t.vm_name`, type: 'text' },
    STATUS: { expression: sql`t.status`, type: 'text' },
  },
  usual: { field: 'RESTORE_TIME', direction: 'DESC' },
};

/** What snapshots can be ordered by. */
export type SnapshotOrderField = 'SNAPSHOT_TIME' | 'VM_NAME' | 'STATUS';

/** Snapshots; `v` is the machine and has the tenant. */
export const snapshotKind: ListKind<Snapshot, SnapshotOrderField> = {
  entity: Snapshot,
  from: sql`backup.snapshot t join backup.virtual_machine v on v.guid = t.vm_guid`,
  orders: {
    SNAPSHOT_TIME: { expression: sql`t.snapshot_time`, type: 'timestamptz' },
    VM_NAME: { expression: sql`v.name`, type: 'text' },
    STATUS: { expression: sql`t.status`, type: 'text' },
  },
  usual: { field: 'SNAPSHOT_TIME', direction: 'DESC' },
};

/** What mounted backups can be ordered by (vprotect.md 3.4). */
export type MountedBackupOrderField = 'CREATED_AT' | 'VM_NAME' | 'MODE' | 'NODE' | 'SNAPSHOT_TIME';

/** Mounted backups; `b` is the backup and has the tenant. */
export const mountedBackupKind: ListKind<MountedBackup, MountedBackupOrderField> = {
  entity: MountedBackup,
  from: sql`backup.mounted_backup t join backup.backup b on b.guid = t.backup_guid left join backup.node n on n.guid = t.node_guid`,
  orders: {
    CREATED_AT: { expression: sql`t.created_at`, type: 'timestamptz' },
    VM_NAME: { expression: sql`b.vm_name`, type: 'text' },
    MODE: { expression: sql`t.mode`, type: 'text' },
    NODE: { expression: sql`n.name`, type: 'text', missing: sql`''` },
    SNAPSHOT_TIME: { expression: sql`b.snapshot_time`, type: 'timestamptz' },
  },
  usual: { field: 'CREATED_AT', direction: 'DESC' },
};

/** Files of backups; `b` is the backup and has the tenant. */
export const fileKind = {
  entity: BackupFile,
  from: sql`backup.backup_file t join backup.backup b on b.guid = t.backup_guid`,
};

/** File systems in backups; `b` is the backup and has the tenant. */
export const fileSystemKind = {
  entity: FileSystem,
  from: sql`backup.file_system t join backup.backup b on b.guid = t.backup_guid`,
};

/** File systems of mounted backups; `b` is the backup and has the tenant. */
export const mountedFileSystemKind = {
  entity: MountedFileSystem,
  from: sql`backup.mounted_file_system t join backup.mounted_backup m on m.guid = t.mounted_backup_guid
    join backup.backup b on b.guid = m.backup_guid`,
};

/** Disks of mounted backups. */
export const mountedFileKind = { entity: MountedFile, from: sql`backup.mounted_file t` };
