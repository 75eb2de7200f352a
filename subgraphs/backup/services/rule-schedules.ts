import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { ScheduleType } from '../entities/schedule-words.js';
import { invalid } from './backup-fault.js';
import { missing } from './read-values.js';
import { wallOf } from './tenant-wall.js';

/** Attaches a schedule to these rules and to no others the viewer may change. REFERENCE_NOT_FOUND, VALIDATION for another type. */
export async function setScheduleRules(
  tx: Tx,
  { guid, type }: { readonly guid: string; readonly type: ScheduleType },
  rules: readonly string[],
  viewer: Viewer,
): Promise<void> {
  const { rows } = await sql<{ guid: string; kind: string }>`
    select r.guid, p.kind from backup.rule r join backup.policy p on p.guid = r.policy_guid
    where r.guid = any(${rules}::uuid[]) and ${wallOf(viewer, 'p')} for share of r`.execute(tx.sql);
  refuseMissing(rows, rules, 'rule', 'ruleGuids');
  if (rows.some(({ kind }) => kind !== type))
    throw invalid('ruleGuids', `rules of policies of the type ${type}`);
  await sql`
    delete from backup.rule_schedule x using backup.rule r join backup.policy p on p.guid = r.policy_guid
    where x.schedule_guid = ${guid} and r.guid = x.rule_guid and r.guid <> all(${rules}::uuid[]) and ${wallOf(viewer, 'p')}`.execute(
    tx.sql,
  );
  await sql`
    insert into backup.rule_schedule (rule_guid, schedule_guid) select r, ${guid}::uuid from unnest(${rules}::uuid[]) as t (r)
    on conflict do nothing`.execute(tx.sql);
}

/** Attaches these schedules to a rule of a policy of a kind, and no others the viewer may change. */
export async function setRuleSchedules(
  tx: Tx,
  { guid, kind }: { readonly guid: string; readonly kind: ScheduleType },
  schedules: readonly string[],
  viewer: Viewer,
): Promise<void> {
  const { rows } = await sql<{ guid: string; type: string }>`
    select s.guid, s.type from backup.schedule s
    where s.guid = any(${schedules}::uuid[]) and ${wallOf(viewer, 's')} for share`.execute(tx.sql);
  refuseMissing(rows, schedules, 'schedule', 'scheduleGuids');
  if (rows.some(({ type }) => type !== kind)) throw invalid('scheduleGuids', `schedules of the type ${kind}`);
  await sql`
    delete from backup.rule_schedule x using backup.schedule s
    where x.rule_guid = ${guid} and s.guid = x.schedule_guid and s.guid <> all(${schedules}::uuid[]) and ${wallOf(viewer, 's')}`.execute(
    tx.sql,
  );
  await sql`
    insert into backup.rule_schedule (rule_guid, schedule_guid) select ${guid}::uuid, s from unnest(${schedules}::uuid[]) as t (s)
    on conflict do nothing`.execute(tx.sql);
}

/** REFERENCE_NOT_FOUND for the first wanted GUID that is not among the rows. */
export function refuseMissing(
  rows: readonly { readonly guid: string }[],
  wanted: readonly string[],
  what: string,
  field: string,
): void {
  const found = new Set(rows.map(({ guid }) => guid));
  const lost = wanted.find((guid) => !found.has(guid));
  if (lost !== undefined) throw missing(what, field, lost);
}
