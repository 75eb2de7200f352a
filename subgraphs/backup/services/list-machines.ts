import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import type { Sql } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { HypervisorManagerType } from '../entities/platform-words.js';
import type { BackupProtection as Protection } from '../entities/policy-words.js';
import { VirtualMachine } from '../entities/virtual-machine.js';
import { textIn, textWithin } from './filter-conditions.js';
import { guidIn, listPage, type ListKind } from './list-page.js';
import { wallOf } from './tenant-wall.js';

/** What a list of machines can be ordered by. */
export type MachineOrderField =
  | 'NAME'
  | 'PRESENT'
  | 'HYPERVISOR'
  | 'POLICY'
  | 'PROTECTION'
  | 'LAST_BACKUP_AT'
  | 'LAST_BACKUP_SIZE';

/** Policies whose active rules have active schedules, each with the last firing whose window has closed. */
const covering = sql`(
  select r.policy_guid, max(s.closed_run_at) as closed_at
  from backup.policy p join backup.rule r on r.policy_guid = p.guid and r.active
  join backup.rule_schedule x on x.rule_guid = r.guid
  join backup.schedule s on s.guid = x.schedule_guid and s.active
  where p.active group by r.policy_guid)`;

/** Whether a machine that is covered is up to date; null when it is not covered. */
const upToDate = sql<boolean | null>`case when c.policy_guid is not null then
  t.last_backup_at is not null and t.last_backup_at >= coalesce(c.closed_at, '-infinity') end`;

/** What is joined is left away by the database where a list neither filters nor orders by it. */
export const machineKind: ListKind<VirtualMachine, MachineOrderField> = {
  entity: VirtualMachine,
  from: sql`backup.virtual_machine t
    left join backup.hypervisor_manager m on m.guid = t.manager_guid
    left join backup.hypervisor h on h.guid = t.hypervisor_guid
    left join backup.policy p on p.guid = t.policy_guid
    left join backup.policy sp on sp.guid = t.snapshot_policy_guid
    left join ${covering} c on c.policy_guid = t.policy_guid`,
  orders: {
    NAME: { expression: sql`t.name collate "C"`, type: 'text' },
    PRESENT: { expression: sql`t.present::int`, type: 'integer' },
    HYPERVISOR: { expression: sql`h.name collate "C"`, type: 'text', missing: sql`''` },
    POLICY: { expression: sql`p.name collate "C"`, type: 'text', missing: sql`''` },
    PROTECTION: { expression: sql`(${upToDate})::int`, type: 'integer', missing: sql`0` },
    LAST_BACKUP_AT: {
      expression: sql`t.last_backup_at`,
      type: 'timestamptz',
      missing: sql`timestamptz '1970-01-01 00:00:00Z'`,
    },
    LAST_BACKUP_SIZE: { expression: sql`t.last_backup_size`, type: 'bigint' },
  },
  usual: { field: 'NAME', direction: 'ASC' },
};

/** What a list of machines is narrowed to (vprotect.md 3.1). */
export interface MachineFilter {
  readonly guids?: readonly string[] | null | undefined;
  readonly uuids?: readonly string[] | null | undefined;
  readonly tenantId?: string | null | undefined;
  readonly present?: boolean | null | undefined;
  readonly managerTypes?: readonly HypervisorManagerType[] | null | undefined;
  readonly managers?: readonly string[] | null | undefined;
  readonly hypervisors?: readonly string[] | null | undefined;
  readonly clusters?: readonly string[] | null | undefined;
  readonly projects?: readonly string[] | null | undefined;
  readonly policies?: readonly string[] | null | undefined;
  readonly snapshotPolicies?: readonly string[] | null | undefined;
  readonly protections?: readonly Protection[] | null | undefined;
  readonly text?: string | null | undefined;
}

/** What a list of machines is asked for. */
export interface MachineListing {
  readonly viewer: Viewer;
  readonly page: PageArgs;
  readonly filter?: MachineFilter | null | undefined;
  readonly orderBy?:
    | { readonly field: MachineOrderField; readonly direction: 'ASC' | 'DESC' }
    | null
    | undefined;
}

/** A page of machines, in one statement. */
export function listMachines(
  handle: Sql,
  { viewer, page, filter, orderBy }: MachineListing,
): Promise<Page<VirtualMachine>> {
  const where = [wallOf(viewer, 't'), ...conditionsOf(filter ?? {})];
  return listPage(handle, machineKind, { page, orderBy, where });
}

function conditionsOf(filter: MachineFilter): RawBuilder<unknown>[] {
  const { tenantId, present, protections, text } = filter;
  return [
    guidIn('t.guid', filter.guids),
    textIn(sql`t.uuid`, filter.uuids),
    textIn(sql`t.tenant_id`, tenantId == null ? undefined : [tenantId]),
    present == null ? sql`true` : sql`t.present = ${present}`,
    textIn(sql`m.type`, filter.managerTypes),
    guidIn('t.manager_guid', filter.managers),
    guidIn('t.hypervisor_guid', filter.hypervisors),
    guidIn('t.cluster_guid', filter.clusters),
    guidIn('t.project_guid', filter.projects),
    guidIn('t.policy_guid', filter.policies),
    guidIn('t.snapshot_policy_guid', filter.snapshotPolicies),
    protections == null
      ? sql`true`
      : textIn(
          sql`case ${upToDate} when true then 'IS_PROTECTED' when false then 'NOT_PROTECTED' else 'NO_SCHEDULE' end`,
          protections,
        ),
    textWithin(
      [
        sql`t.name`,
        sql`t.uuid`,
        sql`t.guid::text`,
        sql`array_to_string(t.tags, chr(10))`,
        sql`m.url`,
        sql`h.host`,
        sql`p.name`,
        sql`sp.name`,
      ],
      text,
    ),
  ];
}
