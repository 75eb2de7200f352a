import { sql, type RawBuilder } from 'kysely';
import { keyOf } from '../../../schema/global-id.js';
import { Fault } from '../../kernel/errors/fault.js';
import type { Sql } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { BackupRecord } from '../entities/backup-record.js';
import { recordColumns, toBackupRecord, type BackupRecordRow } from './backup-record-row.js';
import { isHexId } from './hex-id.js';
import type { MetadataParts } from './parts.js';
import { inTenant, isKeepable, ownFirst, visibleTo } from './wall.js';

/** Names one record: by its global id, or by its backup id or uuid, of one user or tenant when given. */
export interface RecordLocator {
  readonly id?: string | null | undefined;
  readonly backupId?: string | null | undefined;
  readonly userId?: string | null | undefined;
  /** Of several in this tenant the viewer's own is meant, else the oldest. */
  readonly tenantId?: string | null | undefined;
}

/** The record a locator names; null when the viewer sees none. BAD_USER_INPUT when it names several or nothing. */
export async function findBackupRecord(
  parts: MetadataParts,
  locator: RecordLocator,
  viewer: Viewer,
): Promise<BackupRecord | null> {
  const row = await findRecordRow(parts.store.sql, locator, viewer);
  return row ? toBackupRecord(row) : null;
}

/** The row a locator names, locked against other writers when asked for. */
export async function findRecordRow(
  handle: Sql,
  locator: RecordLocator,
  viewer: Viewer,
  lock = false,
): Promise<BackupRecordRow | undefined> {
  const named = recordNamedBy(locator);
  if (!named) return undefined;
  const { rows } = await sql<BackupRecordRow>`
    select ${recordColumns} from metadata.backup_record
    where ${named} and ${visibleTo(viewer, locator.userId)} and ${inTenant(locator.tenantId)}
    order by ${ownFirst(viewer, locator.tenantId)}seq limit 2 ${lock ? sql`for update` : sql``}`.execute(
    handle,
  );
  if (rows.length > 1 && locator.tenantId == null) {
    throw new Fault('BAD_USER_INPUT', 'Several users have a backup of this id; give "userId" as well.');
  }
  return rows[0];
}

/** The condition a locator stands for; undefined when nothing can match it. */
function recordNamedBy(locator: RecordLocator): RawBuilder<boolean> | undefined {
  const { id, backupId, userId } = locator;
  if (id == null && backupId == null)
    throw new Fault('BAD_USER_INPUT', 'Give the "id" or the "backupId" of the backup record.');
  const uuid = id == null ? undefined : keyOf('BackupRecord', id);
  const named = id == null ? (backupId ?? '') : uuid;
  if (named === undefined || !isKeepable(named) || !isKeepable(userId ?? '')) return undefined;
  const byName =
    id != null || isHexId(named) ? sql<boolean>`backup_uuid = ${named}` : sql<boolean>`backup_id = ${named}`;
  return userId == null ? byName : sql<boolean>`${byName} and user_id = ${userId}`;
}
