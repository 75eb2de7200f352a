import { sql, type RawBuilder } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { DailySize, WorkStatistics } from '../entities/report.js';
import { lastDays, type Period } from './report-period.js';
import { wallOf } from './tenant-wall.js';

/** Text after `from`: backups, or restores with the sizes of their backups, as `w` with the same columns. */
export const reportSources = {
  backups: sql`(select b.*, b.snapshot_time as time from backup.backup b)`,
  restores: sql`(select j.guid, j.vm_guid, j.vm_name, j.tenant_id, j.status, j.status_info, j.restore_type as type,
      j.restore_time as time, coalesce(b.size, 0) as size, b.rule_guid
    from backup.restore_job j left join backup.backup b on b.guid = j.backup_guid)`,
} as const;

/** What a report is about. */
export type ReportSource = keyof typeof reportSources;

/** Statuses of what has succeeded. */
const succeeded = sql`w.status in ('SUCCESS', 'PARTIAL_SUCCESS', 'SUCCESS_REMOVED')`;

/** Whose work a report is about. */
export interface ReportScope {
  readonly viewer: Viewer;
  /** Only of this policy: that of the rule a backup was made by, else that of its machine. */
  readonly policyGuid?: string;
}

/** Rows of a period within a scope. */
export function inPeriod({ viewer, policyGuid }: ReportScope, { from, to }: Period): RawBuilder<boolean> {
  const ofPolicy =
    policyGuid === undefined
      ? sql`true`
      : sql`coalesce((select r.policy_guid from backup.rule r where r.guid = w.rule_guid),
          (select m.policy_guid from backup.virtual_machine m where m.guid = w.vm_guid)) = ${policyGuid}::uuid`;
  return sql<boolean>`w.time between ${from} and ${to} and ${wallOf(viewer, 'w')} and ${ofPolicy}`;
}

/** How the backups, or restores, of a period ended. */
export async function statisticsOf(
  handle: Sql,
  scope: ReportScope,
  source: ReportSource,
  period: Period,
): Promise<WorkStatistics> {
  const { rows } = await sql<WorkStatistics>`
    select count(*) filter (where ${succeeded})::int as "successful",
      count(*) filter (where w.status = 'FAILED')::int as "failed",
      count(*) filter (where w.status = 'INPROGRESS')::int as "inProgress",
      count(*) filter (where w.status = 'QUEUED')::int as "queued",
      coalesce(sum(w.size) filter (where ${succeeded}), 0)::bigint as "totalSize"
    from ${reportSources[source]} w where ${inPeriod(scope, period)}`.execute(handle);
  return Object.assign(new WorkStatistics(), rows[0]);
}

/**
 * What was backed up and restored on each of the days up to the end of a period, that day last; days of nothing too. What
 * is not within the period does not count.
 */
export async function dailySizes(
  handle: Sql,
  viewer: Viewer,
  days: number,
  { from, to }: Period,
): Promise<DailySize[]> {
  const midnights = lastDays(days, to);
  const [first = to] = midnights;
  const begin = from > first ? from : first;
  const sums = async (source: ReportSource): Promise<ReadonlyMap<number, string>> => {
    const { rows } = await sql<{ day: string; size: string }>`
      select date_trunc('day', w.time at time zone 'UTC')::text as day, sum(w.size)::bigint::text as size
      from ${reportSources[source]} w
      where ${inPeriod({ viewer }, { from: begin, to })} and ${succeeded} group by 1`.execute(handle);
    return new Map(rows.map(({ day, size }) => [Date.parse(`${day.replace(' ', 'T')}Z`), size]));
  };
  const backups = await sums('backups');
  const restores = await sums('restores');
  return midnights.map((day) =>
    Object.assign(new DailySize(), {
      day,
      backupSize: backups.get(day.getTime()) ?? 0,
      restoreSize: restores.get(day.getTime()) ?? 0,
    }),
  );
}
