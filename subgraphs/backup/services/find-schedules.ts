import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import type { KeysetColumn } from '../../kernel/database/keyset.js';
import type { Sql } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { Schedule } from '../entities/schedule.js';
import type { ScheduleFilter, ScheduleOrder, ScheduleOrderField } from '../resolvers/schedule.inputs.js';
import { entitiesByGuid, guidIn, listEntities, orderColumn, textIs, type Row } from './list-entities.js';
import { schedules } from './policy-sources.js';
import { wallOf } from './tenant-wall.js';

const byGuid = (place: number): KeysetColumn<Row> => orderColumn(place, sql`s.guid`, 'uuid');
const byName = (place: number): KeysetColumn<Row> => orderColumn(place, sql`s.name`, 'text');

const orders: Readonly<Record<ScheduleOrderField, readonly KeysetColumn<Row>[]>> = {
  NAME: [byName(0), byGuid(1)],
  CREATED_AT: [orderColumn(0, sql`s.created_at`, 'timestamptz'), byGuid(1)],
};

/** What a list of schedules is asked for. */
export interface ScheduleListing {
  readonly viewer: Viewer;
  readonly args: PageArgs;
  readonly filter?: ScheduleFilter | null | undefined;
  readonly order?: ScheduleOrder | null | undefined;
}

/** A page of schedules, by name unless told. */
export function listSchedules(
  handle: Sql,
  { viewer, args, filter, order }: ScheduleListing,
): Promise<Page<Schedule>> {
  return listEntities(handle, schedules, {
    args,
    where: sql`${wallOf(viewer, 's')} and ${conditionsOf(filter)}`,
    order: orders[order?.field ?? 'NAME'],
    descending: order?.direction === 'DESC',
  });
}

/** Schedules by GUID that the viewer may see. */
export function schedulesByGuid(
  handle: Sql,
  viewer: Viewer,
  guids: readonly string[],
): Promise<ReadonlyMap<string, Schedule>> {
  return entitiesByGuid(handle, schedules, guids, wallOf(viewer, 's'));
}

function conditionsOf(filter: ScheduleFilter | null | undefined): RawBuilder<unknown> {
  const { guids, tenantId, type, active, ruleGuids, policyGuids, vmGuids } = filter ?? {};
  return sql.join(
    [
      guidIn(sql`s.guid`, guids),
      textIs(sql`s.tenant_id`, tenantId),
      textIs(sql`s.type`, type),
      active == null ? sql`true` : sql`s.active = ${active}`,
      attached(sql`x.rule_guid`, ruleGuids),
      attached(sql`r.policy_guid`, policyGuids),
      vmGuids == null
        ? sql`true`
        : sql`exists (select from backup.rule_schedule x join backup.rule r on r.guid = x.rule_guid
            join backup.virtual_machine v on r.policy_guid in (v.policy_guid, v.snapshot_policy_guid)
            where x.schedule_guid = s.guid and ${guidIn(sql`v.guid`, vmGuids)})`,
    ],
    sql` and `,
  );
}

function attached(column: RawBuilder<unknown>, guids: readonly string[] | null | undefined): RawBuilder<unknown> {
  if (guids == null) return sql`true`;
  return sql`exists (select from backup.rule_schedule x join backup.rule r on r.guid = x.rule_guid
    where x.schedule_guid = s.guid and ${guidIn(column, guids)})`;
}
