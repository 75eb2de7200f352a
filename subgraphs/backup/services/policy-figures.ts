import { sql, type RawBuilder } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';

/** Mean size of the newest successful backups of the members of policy `t`, in bytes; 0 when there is none. */
export const averageBackupSize: RawBuilder<unknown> = sql`coalesce((
  select avg(v.last_backup_size)::bigint from backup.virtual_machine v where v.policy_guid = t.guid and v.last_backup_size > 0), 0)`;

/** What is counted of a policy. */
export interface PolicyFigures {
  readonly vmCount: number;
  readonly ruleCount: number;
  /** Bytes. */
  readonly averageBackupSize: number;
}

/** The figures of policies, in one statement. */
export async function policyFigures(
  handle: Sql,
  guids: readonly string[],
): Promise<ReadonlyMap<string, PolicyFigures>> {
  const { rows } = await sql<{ guid: string; vms: number; rules: number; average: number }>`
    select t.guid, (select count(*)::int from backup.virtual_machine v where t.guid in (v.policy_guid, v.snapshot_policy_guid)) as vms,
      (select count(*)::int from backup.rule r where r.policy_guid = t.guid) as rules, ${averageBackupSize} as average
    from backup.policy t where t.guid = any(${guids}::uuid[])`.execute(handle);
  return new Map(
    rows.map(({ guid, vms, rules, average }) => [
      guid,
      { vmCount: vms, ruleCount: rules, averageBackupSize: Number(average) },
    ]),
  );
}

/** What is counted of a rule. */
export interface RuleFigures {
  /** Machines of its policy. */
  readonly vmCount: number;
  readonly scheduleCount: number;
  /** Backups it made that are still known. */
  readonly backupCount: number;
}

/** The figures of rules, in one statement. */
export async function ruleFigures(
  handle: Sql,
  guids: readonly string[],
): Promise<ReadonlyMap<string, RuleFigures>> {
  const { rows } = await sql<{ guid: string; vms: number; schedules: number; backups: number }>`
    select r.guid, (select count(*)::int from backup.virtual_machine v
        where r.policy_guid in (v.policy_guid, v.snapshot_policy_guid)) as vms,
      (select count(*)::int from backup.rule_schedule x where x.rule_guid = r.guid) as schedules,
      (select count(*)::int from backup.backup b where b.rule_guid = r.guid) as backups
    from backup.rule r where r.guid = any(${guids}::uuid[])`.execute(handle);
  return new Map(
    rows.map(({ guid, vms, schedules, backups }) => [
      guid,
      { vmCount: vms, scheduleCount: schedules, backupCount: backups },
    ]),
  );
}

/** GUIDs of the machines of these policies that satisfy a condition on `v`, by policy, in the order of names. */
export async function membersOf(
  handle: Sql,
  guids: readonly string[],
  where: RawBuilder<unknown>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ policy: string; guid: string }>`
    select p.policy, v.guid from unnest(${guids}::uuid[]) as p (policy) cross join lateral (
      select v.* from backup.virtual_machine v where v.policy_guid = p.policy
      union all select v.* from backup.virtual_machine v where v.snapshot_policy_guid = p.policy) as v
    where ${where} order by v.name, v.guid`.execute(handle);
  const members = Map.groupBy(rows, ({ policy }) => policy);
  return new Map([...members].map(([policy, some]) => [policy, some.map(({ guid }) => guid)]));
}
