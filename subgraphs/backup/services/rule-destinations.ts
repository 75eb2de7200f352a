import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { RuleDestination } from '../entities/rule.js';
import type { RoleType } from '../entities/policy-words.js';
import type { RuleDestinationInput } from '../resolvers/rule.inputs.js';
import { invalid } from './backup-fault.js';
import { destinationsOfRules } from './find-rules.js';
import { merged, readGuids, readWhole } from './read-values.js';
import { refuseMissing } from './rule-schedules.js';

const dayMs = 86_400_000;
const most = { max: 2 ** 31 - 1 };
/** A thousand years. */
const oldest = { max: 365_000 * dayMs };

/** Gives a rule exactly these destinations; what one leaves out stays as the rule has it for the role. */
export async function setRuleDestinations(
  tx: Tx,
  rule: string,
  wishes: readonly RuleDestinationInput[],
): Promise<void> {
  const roles = wishes.map(({ roleType }): RoleType => roleType ?? 'PRIMARY');
  if (new Set(roles).size < roles.length) throw invalid('destinations', 'of different roles');
  const guids = wishes.map(({ destinationGuid }) => destinationGuid);
  const wanted = readGuids(guids, 'backup destination', 'destinations');
  const { rows } = await sql<{ guid: string }>`
    select guid from backup.destination where guid = any(${wanted}::uuid[]) for key share`.execute(tx.sql);
  refuseMissing(rows, wanted, 'backup destination', 'destinations');
  const stored = (await destinationsOfRules(tx.sql, [rule])).get(rule) ?? [];
  await sql`
    delete from backup.rule_destination where rule_guid = ${rule} and role_type <> all(${roles}::text[])`.execute(
    tx.sql,
  );
  if (wishes.length === 0) return;
  const values = wishes.map((wish) => valuesOf(rule, wish, stored));
  await sql`
    insert into backup.rule_destination (rule_guid, destination_guid, role_type, active, keep_last_full, keep_full_newer_ms,
      keep_last_incremental, keep_incremental_newer_ms, keep_last_while_source_exists, retention_lock_days)
    values ${sql.join(values)}
    on conflict (rule_guid, role_type) do update set destination_guid = excluded.destination_guid, active = excluded.active,
      keep_last_full = excluded.keep_last_full, keep_full_newer_ms = excluded.keep_full_newer_ms,
      keep_last_incremental = excluded.keep_last_incremental, keep_incremental_newer_ms = excluded.keep_incremental_newer_ms,
      keep_last_while_source_exists = excluded.keep_last_while_source_exists, retention_lock_days = excluded.retention_lock_days`.execute(
    tx.sql,
  );
}

function valuesOf(rule: string, wish: RuleDestinationInput, stored: readonly RuleDestination[]): unknown {
  const role = wish.roleType ?? 'PRIMARY';
  const old = stored.find(({ roleType }) => roleType === role);
  const count = (given: number | null | undefined, before: number | undefined, usual: number): number =>
    readWhole(merged(given, before, usual), 'destinations', most);
  const age = (given: RuleDestinationInput['keepFullNewer'], before: typeof given): number =>
    readWhole(merged(given, before ?? undefined, 30 * dayMs), 'destinations', oldest);
  const lock = merged(wish.retentionLockDays, old?.retentionLockDays, null);
  return sql`(${rule}::uuid, ${wish.destinationGuid.toLowerCase()}::uuid, ${role}, ${merged(wish.active, old?.active, true)}::boolean,
    ${count(wish.keepLastFull, old?.keepLastFull, 4)}::integer, ${age(wish.keepFullNewer, old?.keepFullNewer)}::bigint,
    ${count(wish.keepLastIncremental, old?.keepLastIncremental, 30)}::integer,
    ${age(wish.keepIncrementalNewer, old?.keepIncrementalNewer)}::bigint,
    ${merged(wish.keepLastWhileSourceExists, old?.keepLastWhileSourceExists, false)}::boolean,
    ${lock === null ? null : readWhole(lock, 'destinations', { max: 365_000 })}::integer)`;
}
