import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import type { BackupProtection, NotProtectedReason } from '../entities/policy-words.js';
import type { VirtualMachine } from '../entities/virtual-machine.js';

/** How well a machine is protected, why not, and when it is backed up next (vprotect.md 4.8). */
export interface Protection {
  readonly status: BackupProtection;
  readonly why: NotProtectedReason | null;
  readonly nextBackupAt: Date | null;
}

/** What the schedules of a policy ask for. */
export interface Coverage {
  readonly isActive: boolean;
  /** Whether one of its rules is active. */
  readonly hasRule: boolean;
  /** How many active schedules its active rules have for backups. */
  readonly schedules: number;
  /** The last of their runs whose window is over; null when there was none yet. */
  readonly closedRunAt: Date | null;
  readonly nextRunAt: Date | null;
}

interface CoverageRow {
  guid: string;
  active: boolean;
  has_rule: boolean;
  schedules: number;
  closed_run_at: string | Date | null;
  next_run_at: string | Date | null;
}

/**
 * The active schedules that reach machine `v` for backups: their number, the last of their runs whose window is
 * over, and the next run. Text behind `cross join lateral`.
 */
export const coverage = sql`(
  select count(*) as schedules, max(s.closed_run_at) as closed_run, min(s.next_run_at) as next_run
  from backup.policy p join backup.rule r on r.policy_guid = p.guid and r.active
  join backup.rule_schedule x on x.rule_guid = r.guid
  join backup.schedule s on s.guid = x.schedule_guid and s.active and s.type = 'VM_BACKUP'
  where p.guid = v.policy_guid and p.active)`;

/** Protection of machine `v` as text, `c` being its coverage. */
export const protectionWord = sql<BackupProtection>`case when c.schedules = 0 then 'NO_SCHEDULE'
  when v.last_backup_at is not null and v.last_backup_at >= coalesce(c.closed_run, '-infinity') then 'IS_PROTECTED'
  else 'NOT_PROTECTED' end`;

/** What policies ask for, by GUID, in one statement. */
export async function coverageOf(
  handle: Sql,
  policies: readonly string[],
): Promise<ReadonlyMap<string, Coverage>> {
  const { rows } = await sql<CoverageRow>`
    select p.guid, p.active, count(r.guid) > 0 as has_rule, count(s.guid)::int as schedules,
      max(s.closed_run_at) as closed_run_at, min(s.next_run_at) as next_run_at
    from backup.policy p left join backup.rule r on r.policy_guid = p.guid and r.active
    left join backup.rule_schedule x on x.rule_guid = r.guid
    left join backup.schedule s on s.guid = x.schedule_guid and s.active and s.type = 'VM_BACKUP'
    where p.guid = any(${policies}::uuid[]) group by p.guid`.execute(handle);
  return new Map(
    rows.map((row) => [
      row.guid,
      {
        isActive: row.active,
        hasRule: row.has_rule,
        schedules: row.schedules,
        closedRunAt: dateOf(row.closed_run_at),
        nextRunAt: dateOf(row.next_run_at),
      },
    ]),
  );
}

/** How well a machine is protected; `coverage` is its policy's, null when it is in none. The same as `protectionWord`. */
export function protectionOf(
  { lastBackupAt, present, policyGuid }: VirtualMachine,
  coverage: Coverage | null,
): Protection {
  if (!coverage?.isActive || coverage.schedules === 0) {
    const why = policyGuid === null ? 'NO_POLICY' : uncovered(coverage);
    return { status: 'NO_SCHEDULE', why, nextBackupAt: null };
  }
  const { closedRunAt, nextRunAt } = coverage;
  const nextBackupAt = present ? nextRunAt : null;
  if (lastBackupAt === null) return { status: 'NOT_PROTECTED', why: 'NO_BACKUP', nextBackupAt };
  return closedRunAt === null || lastBackupAt >= closedRunAt
    ? { status: 'IS_PROTECTED', why: null, nextBackupAt }
    : { status: 'NOT_PROTECTED', why: 'OUTDATED', nextBackupAt };
}

/** How many present machines there are of each status, for a dashboard; in one statement. */
export async function countProtection(
  handle: Sql,
  wall: ReturnType<typeof sql<boolean>>,
): Promise<Readonly<Record<BackupProtection, number>>> {
  const { rows } = await sql<{ status: BackupProtection; count: number }>`
    select ${protectionWord} as status, count(*)::int as count
    from backup.virtual_machine v cross join lateral ${coverage} c where v.present and ${wall} group by 1`.execute(
    handle,
  );
  const counts = new Map(rows.map(({ status, count }) => [status, count]));
  const of = (status: BackupProtection): number => counts.get(status) ?? 0;
  return {
    IS_PROTECTED: of('IS_PROTECTED'),
    NOT_PROTECTED: of('NOT_PROTECTED'),
    NO_SCHEDULE: of('NO_SCHEDULE'),
  };
}

function uncovered(coverage: Coverage | null): NotProtectedReason {
  if (!coverage?.isActive) return 'POLICY_INACTIVE';
  return coverage.hasRule ? 'NO_SCHEDULE' : 'NO_RULE';
}

function dateOf(value: string | Date | null): Date | null {
  return value === null ? null : new Date(value);
}
