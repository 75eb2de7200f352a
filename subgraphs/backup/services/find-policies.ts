import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import type { KeysetColumn } from '../../kernel/database/keyset.js';
import type { Sql } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { Policy } from '../entities/policy.js';
import type { PolicyFilter, PolicyOrder, PolicyOrderField } from '../resolvers/policy.inputs.js';
import { entitiesByGuid, guidIn, listEntities, orderColumn, textIs, type Row } from './list-entities.js';
import { averageBackupSize } from './policy-figures.js';
import { policies, policyWall } from './policy-sources.js';

const ties = [orderColumn(1, sql`p.name`, 'text'), orderColumn(2, sql`p.guid`, 'uuid')];

const orders: Readonly<Record<PolicyOrderField, readonly KeysetColumn<Row>[]>> = {
  NAME: [orderColumn(0, sql`p.name`, 'text'), orderColumn(1, sql`p.guid`, 'uuid')],
  ACTIVE: [orderColumn(0, sql`p.active::int`, 'integer'), ...ties],
  PRIORITY: [orderColumn(0, sql`p.priority`, 'integer'), ...ties],
  AVERAGE_BACKUP_SIZE: [orderColumn(0, averageBackupSize, 'bigint'), ...ties],
};

/** What a list of policies is asked for. */
export interface PolicyListing {
  readonly viewer: Viewer;
  readonly args: PageArgs;
  readonly filter?: PolicyFilter | null | undefined;
  readonly order?: PolicyOrder | null | undefined;
}

/** A page of policies, by name unless told. */
export function listPolicies(
  handle: Sql,
  { viewer, args, filter, order }: PolicyListing,
): Promise<Page<Policy>> {
  return listEntities(handle, policies, {
    args,
    where: sql`${policyWall(viewer)} and ${conditionsOf(filter)}`,
    order: orders[order?.field ?? 'NAME'],
    descending: order?.direction === 'DESC',
  });
}

/** Policies by GUID that the viewer may see. */
export function policiesByGuid(
  handle: Sql,
  viewer: Viewer,
  guids: readonly string[],
): Promise<ReadonlyMap<string, Policy>> {
  return entitiesByGuid(handle, policies, guids, policyWall(viewer));
}

function conditionsOf(filter: PolicyFilter | null | undefined): RawBuilder<unknown> {
  const { guids, tenantId, kind, active, vmGuids, scheduleGuids } = filter ?? {};
  return sql.join(
    [
      guidIn(sql`p.guid`, guids),
      textIs(sql`p.tenant_id`, tenantId),
      textIs(sql`p.kind`, kind),
      active == null ? sql`true` : sql`p.active = ${active}`,
      vmGuids == null
        ? sql`true`
        : sql`exists (select from backup.virtual_machine v
            where p.guid in (v.policy_guid, v.snapshot_policy_guid) and ${guidIn(sql`v.guid`, vmGuids)})`,
      scheduleGuids == null
        ? sql`true`
        : sql`exists (select from backup.rule r join backup.rule_schedule x on x.rule_guid = r.guid
            where r.policy_guid = p.guid and ${guidIn(sql`x.schedule_guid`, scheduleGuids)})`,
    ],
    sql` and `,
  );
}
