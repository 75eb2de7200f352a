import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import type { Sql } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { Policy } from '../entities/policy.js';
import type { PolicyFilter, PolicyOrder, PolicyOrderField } from '../resolvers/policy.inputs.js';
import { guidIn, listPage, objectsByGuid, type ListKind } from './list-page.js';
import { averageBackupSize } from './policy-figures.js';
import { flagIs, policyWall, textIs } from './policy-sources.js';

const policies: ListKind<Policy, PolicyOrderField> = {
  entity: Policy,
  from: sql`backup.policy t`,
  orders: {
    NAME: { expression: sql`t.name`, type: 'text' },
    ACTIVE: { expression: sql`t.active::int`, type: 'integer' },
    PRIORITY: { expression: sql`t.priority`, type: 'integer' },
    AVERAGE_BACKUP_SIZE: { expression: averageBackupSize, type: 'bigint' },
    CREATED_AT: { expression: sql`t.created_at`, type: 'timestamptz' },
  },
  usual: { field: 'NAME', direction: 'ASC' },
};

/** What a list of policies is asked for. */
export interface PolicyListing {
  readonly viewer: Viewer;
  readonly page: PageArgs;
  readonly filter?: PolicyFilter | null | undefined;
  readonly orderBy?: PolicyOrder | null | undefined;
}

/** A page of policies, by name unless told. */
export function listPolicies(
  handle: Sql,
  { viewer, page, filter, orderBy }: PolicyListing,
): Promise<Page<Policy>> {
  const where = [policyWall(viewer, 't'), ...conditionsOf(filter ?? {})];
  return listPage(handle, policies, { page, orderBy, where });
}

/** Policies by GUID that the viewer may see. */
export function policiesByGuid(
  handle: Sql,
  viewer: Viewer,
  guids: readonly string[],
): Promise<ReadonlyMap<string, Policy>> {
  return objectsByGuid(handle, policies, guids, policyWall(viewer, 't'));
}

function conditionsOf(filter: PolicyFilter): RawBuilder<unknown>[] {
  const { guids, tenantId, kind, active, vmGuids, scheduleGuids } = filter;
  return [
    guidIn('t.guid', guids),
    textIs('t.tenant_id', tenantId),
    textIs('t.kind', kind),
    flagIs('t.active', active),
    vmGuids == null
      ? sql`true`
      : sql`exists (select from backup.virtual_machine v
          where t.guid in (v.policy_guid, v.snapshot_policy_guid) and ${guidIn('v.guid', vmGuids)})`,
    scheduleGuids == null
      ? sql`true`
      : sql`exists (select from backup.rule r join backup.rule_schedule x on x.rule_guid = r.guid
          where r.policy_guid = t.guid and ${guidIn('x.schedule_guid', scheduleGuids)})`,
  ];
}
