import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import type { Sql } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { Schedule } from '../entities/schedule.js';
import type { ScheduleFilter, ScheduleOrder, ScheduleOrderField } from '../resolvers/schedule.inputs.js';
import { guidIn, listPage, objectsByGuid, type ListKind } from './list-page.js';
import { flagIs, textIs } from './policy-sources.js';
import { wallOf } from './tenant-wall.js';

const schedules: ListKind<Schedule, ScheduleOrderField> = {
  entity: Schedule,
  from: sql`backup.schedule t`,
  orders: {
    NAME: { expression: sql`t.name`, type: 'text' },
    CREATED_AT: { expression: sql`t.created_at`, type: 'timestamptz' },
  },
  usual: { field: 'NAME', direction: 'ASC' },
};

/** What a list of schedules is asked for. */
export interface ScheduleListing {
  readonly viewer: Viewer;
  readonly page: PageArgs;
  readonly filter?: ScheduleFilter | null | undefined;
  readonly orderBy?: ScheduleOrder | null | undefined;
}

/** A page of schedules, by name unless told. */
export function listSchedules(
  handle: Sql,
  { viewer, page, filter, orderBy }: ScheduleListing,
): Promise<Page<Schedule>> {
  const where = [wallOf(viewer, 't'), ...conditionsOf(filter ?? {})];
  return listPage(handle, schedules, { page, orderBy, where });
}

/** Schedules by GUID that the viewer may see. */
export function schedulesByGuid(
  handle: Sql,
  viewer: Viewer,
  guids: readonly string[],
): Promise<ReadonlyMap<string, Schedule>> {
  return objectsByGuid(handle, schedules, guids, wallOf(viewer, 't'));
}

function conditionsOf(filter: ScheduleFilter): RawBuilder<unknown>[] {
  const { guids, tenantId, type, active, ruleGuids, policyGuids, vmGuids } = filter;
  return [
    guidIn('t.guid', guids),
    textIs('t.tenant_id', tenantId),
    textIs('t.type', type),
    flagIs('t.active', active),
    attached('x.rule_guid', ruleGuids),
    attached('r.policy_guid', policyGuids),
    vmGuids == null
      ? sql`true`
      : sql`exists (select from backup.virtual_machine v join backup.rule r on r.policy_guid in (v.policy_guid, v.snapshot_policy_guid)
          join backup.rule_schedule x on x.rule_guid = r.guid
          where x.schedule_guid = t.guid and ${guidIn('v.guid', vmGuids)})`,
  ];
}

function attached(column: string, guids: readonly string[] | null | undefined): RawBuilder<unknown> {
  if (guids == null) return sql`true`;
  return sql`exists (select from backup.rule_schedule x join backup.rule r on r.guid = x.rule_guid
    where x.schedule_guid = t.guid and ${guidIn(column, guids)})`;
}
