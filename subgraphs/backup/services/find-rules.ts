import { sql } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import type { Sql } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { Firing } from '../entities/firing.js';
import { Rule, RuleDestination } from '../entities/rule.js';
import type { RuleFilter, RuleOrder, RuleOrderField } from '../resolvers/rule.inputs.js';
import type { FiringFilter, FiringOrder } from '../resolvers/schedule.inputs.js';
import { guidIn, listPage, objectsByGuid, partsByGuid, type ListKind } from './list-page.js';
import { ruleWall, textIs } from './policy-sources.js';
import { wallOf } from './tenant-wall.js';

const rules: ListKind<Rule, RuleOrderField> = {
  entity: Rule,
  from: sql`backup.rule t`,
  orders: {
    POSITION: { expression: sql`t.position`, type: 'integer' },
    NAME: { expression: sql`t.name`, type: 'text' },
    CREATED_AT: { expression: sql`t.created_at`, type: 'timestamptz' },
  },
  usual: { field: 'POSITION', direction: 'ASC' },
};

const destinations = { entity: RuleDestination, from: sql`backup.rule_destination t` };

/** `t.guid` makes the order total: a firing has its task alone. */
const firings: ListKind<Firing, 'INSTANT'> = {
  entity: Firing,
  from: sql`(select f.*, f.task_guid as guid from backup.firing f) t join backup.virtual_machine v on v.guid = t.vm_guid`,
  orders: { INSTANT: { expression: sql`t.instant`, type: 'timestamptz' } },
  usual: { field: 'INSTANT', direction: 'DESC' },
};

/** A page of rules, in the order of their policies. */
export function listRules(
  handle: Sql,
  viewer: Viewer,
  page: PageArgs,
  filter: RuleFilter | null | undefined,
  orderBy: RuleOrder | null | undefined,
): Promise<Page<Rule>> {
  const kind = filter?.kind;
  const where = [
    ruleWall(viewer, 't'),
    guidIn('t.guid', filter?.guids),
    guidIn('t.policy_guid', filter?.policyGuids),
    kind == null
      ? sql`true`
      : sql`exists (select from backup.policy p where p.guid = t.policy_guid and ${textIs('p.kind', kind)})`,
    filter?.scheduleGuids == null
      ? sql`true`
      : sql`exists (select from backup.rule_schedule x where x.rule_guid = t.guid and ${guidIn('x.schedule_guid', filter.scheduleGuids)})`,
  ];
  return listPage(handle, rules, { page, orderBy, where });
}

/** Rules by GUID that the viewer may see. */
export function rulesByGuid(
  handle: Sql,
  viewer: Viewer,
  guids: readonly string[],
): Promise<ReadonlyMap<string, Rule>> {
  return objectsByGuid(handle, rules, guids, ruleWall(viewer, 't'));
}

/** The rules of policies in their order. The policies were found by the viewer. */
export function rulesOfPolicies(
  handle: Sql,
  guids: readonly string[],
): Promise<ReadonlyMap<string, readonly Rule[]>> {
  return partsByGuid(handle, rules, 'policy_guid', guids, sql`t.position, t.guid`);
}

/** The destinations of rules, the primary one first. */
export function destinationsOfRules(
  handle: Sql,
  guids: readonly string[],
): Promise<ReadonlyMap<string, readonly RuleDestination[]>> {
  const order = sql`array_position(array['PRIMARY', 'SECONDARY', 'ARCHIVE'], t.role_type)`;
  return partsByGuid(handle, destinations, 'rule_guid', guids, order);
}

/** GUIDs of what rules and schedules are attached to on the other side, by GUID. */
export async function attachments(
  handle: Sql,
  of: 'rule_guid' | 'schedule_guid',
  guids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const [own, other] = [
    sql.ref(`x.${of}`),
    sql.ref(`x.${of === 'rule_guid' ? 'schedule_guid' : 'rule_guid'}`),
  ];
  const { rows } = await sql<{ own: string; other: string }>`
    select ${own} as own, ${other} as other from backup.rule_schedule x
    join backup.schedule s on s.guid = x.schedule_guid join backup.rule r on r.guid = x.rule_guid
    where ${own} = any(${guids}::uuid[]) order by s.name, r.position, ${other}`.execute(handle);
  const grouped = Map.groupBy(rows, (row) => row.own);
  return new Map([...grouped].map(([guid, some]) => [guid, some.map((row) => row.other)]));
}

/** A page of what schedules made of machines the viewer may see, the newest first. */
export function listFirings(
  handle: Sql,
  viewer: Viewer,
  page: PageArgs,
  filter: FiringFilter | null | undefined,
  orderBy: FiringOrder | null | undefined,
): Promise<Page<Firing>> {
  const where = [
    wallOf(viewer, 'v'),
    guidIn('t.schedule_guid', filter?.scheduleGuids),
    guidIn('t.rule_guid', filter?.ruleGuids),
    guidIn('t.vm_guid', filter?.vmGuids),
  ];
  return listPage(handle, firings, { page, orderBy, where });
}
