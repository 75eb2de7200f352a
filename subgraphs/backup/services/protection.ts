import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import type { BackupProtection, NotProtectedReason } from '../entities/policy-words.js';

/** How well a machine is protected, why not, and when it is backed up next (vprotect.md 4.8). */
export interface Protection {
  readonly status: BackupProtection;
  readonly why: NotProtectedReason | null;
  readonly nextBackupAt: Date | null;
}

interface ProtectionRow {
  guid: string;
  status: BackupProtection;
  in_policy: boolean;
  policy_active: boolean;
  has_rule: boolean;
  backed_up: boolean;
  next_at: string | Date | null;
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

/** How well machines are protected, by GUID, in one statement. */
export async function protectionOf(
  handle: Sql,
  guids: readonly string[],
): Promise<ReadonlyMap<string, Protection>> {
  const { rows } = await sql<ProtectionRow>`
    select v.guid, ${protectionWord} as status, v.policy_guid is not null as in_policy, coalesce(p.active, false) as policy_active,
      exists (select from backup.rule r where r.policy_guid = p.guid and r.active) as has_rule,
      v.last_backup_at is not null as backed_up, case when v.present then c.next_run end as next_at
    from backup.virtual_machine v left join backup.policy p on p.guid = v.policy_guid cross join lateral ${coverage} c
    where v.guid = any(${guids}::uuid[])`.execute(handle);
  return new Map(
    rows.map((row) => [
      row.guid,
      {
        status: row.status,
        why: reasonOf(row),
        nextBackupAt: row.next_at === null ? null : new Date(row.next_at),
      },
    ]),
  );
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

function reasonOf(row: ProtectionRow): NotProtectedReason | null {
  if (row.status === 'IS_PROTECTED') return null;
  if (row.status === 'NOT_PROTECTED') return row.backed_up ? 'OUTDATED' : 'NO_BACKUP';
  if (!row.in_policy) return 'NO_POLICY';
  if (!row.policy_active) return 'POLICY_INACTIVE';
  return row.has_rule ? 'NO_SCHEDULE' : 'NO_RULE';
}
