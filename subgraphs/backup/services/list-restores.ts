import type { Page } from '../../../schema/paging/connection.js';
import type { Sql } from '../../kernel/database/store.js';
import type { MountedBackup } from '../entities/mounted-backup.js';
import type { RestoreJob } from '../entities/restore-job.js';
import type { Snapshot } from '../entities/snapshot.js';
import type {
  MountedBackupFilter,
  MountedBackupOrder,
  RestoreJobFilter,
  RestoreJobOrder,
  SnapshotFilter,
  SnapshotOrder,
} from '../resolvers/restore.inputs.js';
import { mountedBackupKind, restoreJobKind, snapshotKind } from './backup-kinds.js';
import { tenantIs, timeWithin, type Listing } from './list-backups.js';
import { guidIn, listPage, wordIn } from './list-page.js';
import { wallOf } from './tenant-wall.js';
import { sql } from 'kysely';

/** Restores the viewer may see; the newest first unless told. */
export function listRestoreJobs(
  handle: Sql,
  { viewer, page, filter, orderBy }: Listing<RestoreJobFilter, RestoreJobOrder>,
): Promise<Page<RestoreJob>> {
  return listPage(handle, restoreJobKind, {
    page,
    orderBy,
    where: [
      wallOf(viewer, 't'),
      guidIn('t.guid', filter?.guids),
      guidIn('t.vm_guid', filter?.virtualMachines),
      guidIn('t.backup_guid', filter?.backups),
      wordIn('t.status', filter?.statuses),
      timeWithin('t.restore_time', filter?.from, filter?.to),
      tenantIs('t', filter?.tenantId),
    ],
  });
}

/** Snapshots the viewer may see; the newest first unless told. */
export function listSnapshots(
  handle: Sql,
  { viewer, page, filter, orderBy }: Listing<SnapshotFilter, SnapshotOrder>,
): Promise<Page<Snapshot>> {
  return listPage(handle, snapshotKind, {
    page,
    orderBy,
    where: [
      wallOf(viewer, 'v'),
      guidIn('t.guid', filter?.guids),
      guidIn('t.vm_guid', filter?.virtualMachines),
      wordIn('t.status', filter?.statuses),
      filter?.standAlone == null ? sql`true` : sql`t.stand_alone = ${filter.standAlone}`,
      timeWithin('t.snapshot_time', filter?.from, filter?.to),
      tenantIs('v', filter?.tenantId),
    ],
  });
}

/** Mounted backups the viewer may see; the newest first unless told. */
export function listMountedBackups(
  handle: Sql,
  { viewer, page, filter, orderBy }: Listing<MountedBackupFilter, MountedBackupOrder>,
): Promise<Page<MountedBackup>> {
  return listPage(handle, mountedBackupKind, {
    page,
    orderBy,
    where: [
      wallOf(viewer, 'b'),
      guidIn('t.backup_guid', filter?.backups),
      guidIn('b.vm_guid', filter?.virtualMachines),
      tenantIs('b', filter?.tenantId),
    ],
  });
}
