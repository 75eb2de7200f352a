import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { taskTable } from '../../kernel/tasks/task-row.js';
import { backupFault } from './backup-fault.js';
import { readGuid } from './guid.js';
import { missing } from './read-values.js';
import { wallOf } from './tenant-wall.js';

/** A backup that is to be restored, with its machine and the place it is read from. */
export interface AskedBackup {
  readonly guid: string;
  readonly vmGuid: string | null;
  readonly vmName: string;
  readonly tenantId: string | null;
  readonly type: string;
  readonly status: string;
  readonly locationGuid: string | null;
  readonly destinationGuid: string | null;
  /** Whether it is being removed. */
  readonly going: boolean;
}

/** What names it: the backup itself, or a place where it is kept. */
export interface BackupSource {
  readonly backupGuid?: string | null | undefined;
  readonly backupLocationGuid?: string | null | undefined;
}

/**
 * The backup of a request, locked against its removal. VALIDATION when neither is named, REFERENCE_NOT_FOUND when the
 * viewer may not see it, NOT_RESTORABLE unless it succeeded and is kept somewhere (vprotect.md 3.2).
 */
export async function askedBackup(
  tx: Tx,
  viewer: Viewer,
  source: BackupSource,
): Promise<AskedBackup & { locationGuid: string }> {
  const named = source.backupGuid ?? source.backupLocationGuid;
  const field = source.backupGuid == null ? 'backupLocationGuid' : 'backupGuid';
  if (named == null)
    throw backupFault('VALIDATION', 'Name a backup or a place where one is kept.', 'backupGuid');
  const guid = readGuid(named) ?? null;
  const { rows } = await sql<AskedBackup>`
    select b.guid, b.vm_guid as "vmGuid", b.vm_name as "vmName", b.tenant_id as "tenantId", b.type, b.status,
      l.guid as "locationGuid", l.destination_guid as "destinationGuid",
      exists (select from backup.work w join ${taskTable} on t.guid = w.task_guid and t.state in ('QUEUED', 'RUNNING')
        where w.backup_guid = b.guid and w.type = 'DELETE') as going
    from backup.backup b
    left join lateral (
      select o.guid, o.destination_guid from backup.backup_location o
      where o.backup_guid = b.guid and o.status = 'PRESENT' and o.destination_guid is not null
      order by o.guid <> ${readGuid(source.backupLocationGuid ?? '') ?? null}::uuid, o.role_type <> 'PRIMARY', o.created_at, o.guid limit 1
    ) l on true
    where ${field === 'backupGuid' ? sql`b.guid = ${guid}::uuid` : sql`b.guid = (select x.backup_guid from backup.backup_location x where x.guid = ${guid}::uuid)`}
      and ${wallOf(viewer, 'b')} for share of b`.execute(tx.sql);
  const [backup] = rows;
  if (!backup) throw missing('backup', field, named);
  const { locationGuid } = backup;
  if (
    (backup.status !== 'SUCCESS' && backup.status !== 'PARTIAL_SUCCESS') ||
    locationGuid === null ||
    backup.going
  )
    throw backupFault(
      'NOT_RESTORABLE',
      'The backup cannot be restored: it did not succeed, or it is kept nowhere any more.',
      field,
    );
  return { ...backup, locationGuid };
}
