import { sql, type RawBuilder } from 'kysely';
import type { LongValue } from '../../../schema/scalars/long.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { BackupRecordStatus } from '../entities/backup-record-status.js';
import { searchCondition, type DerivedMatch, type Search } from './search-condition.js';
import { isKeepable, visibleTo } from './wall.js';

/** What a list of backup records is narrowed to; absent and null members narrow nothing. */
export interface RecordFilter {
  readonly userId?: string | null | undefined;
  readonly tenantId?: string | null | undefined;
  /** Compared ignoring case. */
  readonly hostName?: string | null | undefined;
  readonly container?: string | null | undefined;
  readonly backupName?: string | null | undefined;
  /** Unix seconds, inclusive. */
  readonly timestampFrom?: LongValue | null | undefined;
  /** Unix seconds, inclusive. */
  readonly timestampTo?: LongValue | null | undefined;
  readonly level?: number | null | undefined;
  readonly mode?: string | null | undefined;
  readonly status?: BackupRecordStatus | null | undefined;
  readonly search?: Search | undefined;
}

/** The condition on `metadata.backup_record` for what a filter asks and its viewer may see. */
export function recordConditions(filter: RecordFilter, viewer: Viewer): RawBuilder<boolean> {
  const texts = [
    filter.userId,
    filter.tenantId,
    filter.hostName,
    filter.container,
    filter.backupName,
    filter.mode,
  ];
  if (texts.some((text) => text != null && !isKeepable(text))) return sql<boolean>`false`;
  const conditions = [visibleTo(viewer, filter.userId)];
  if (filter.userId != null) conditions.push(sql`user_id = ${filter.userId}`);
  if (filter.tenantId != null) conditions.push(sql`project_id = ${filter.tenantId}`);
  if (filter.hostName != null) conditions.push(sql`host_key = ${filter.hostName.toLowerCase()}`);
  if (filter.container != null) conditions.push(sql`container = ${filter.container}`);
  if (filter.backupName != null) conditions.push(sql`backup_name = ${filter.backupName}`);
  if (filter.timestampFrom != null) conditions.push(sql`backup_time >= ${filter.timestampFrom}::bigint`);
  if (filter.timestampTo != null) conditions.push(sql`backup_time <= ${filter.timestampTo}::bigint`);
  if (filter.level != null) conditions.push(sql`level = ${filter.level}`);
  if (filter.mode != null) conditions.push(sql`mode = ${filter.mode}`);
  if (filter.status != null) conditions.push(sql`status = ${filter.status}`);
  if (filter.search) conditions.push(searchCondition(filter.search, bySession));
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

/** A session that the document does not state is found like one that it does. */
const bySession: DerivedMatch = ({ field, value }) => {
  if (field !== 'backup_session' && field !== '_all') return undefined;
  const time = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(time)
    ? sql<boolean>`coalesce(session_time = ${time}::bigint, false)`
    : undefined;
};
