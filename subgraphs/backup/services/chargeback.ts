import { sql, type RawBuilder } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { ChargebackLine, type ChargebackGroup, type ChargebackKind } from '../entities/report.js';
import { guidIn } from './list-page.js';
import type { Period } from './report-period.js';
import { wallOf } from './tenant-wall.js';

/** What chargeback is narrowed to; an empty list is no restriction (vprotect.md 3.9). */
export interface ChargebackFilter {
  readonly backupDestinations?: readonly string[] | null;
  readonly policies?: readonly string[] | null;
  readonly virtualMachines?: readonly string[] | null;
  readonly hypervisors?: readonly string[] | null;
  readonly clusters?: readonly string[] | null;
  readonly managers?: readonly string[] | null;
  readonly projects?: readonly string[] | null;
}

/** Each group's table and the column that names it. */
const groups: Readonly<Record<ChargebackGroup, { readonly table: string; readonly column: string }>> = {
  BACKUP_DESTINATION: { table: 'backup.destination', column: 'l.destination_guid' },
  POLICY: { table: 'backup.policy', column: 'p.guid' },
  VIRTUAL_MACHINE: { table: 'backup.virtual_machine', column: 'b.vm_guid' },
  HYPERVISOR: { table: 'backup.hypervisor', column: 'v.hypervisor_guid' },
  HYPERVISOR_CLUSTER: { table: 'backup.hypervisor_cluster', column: 'v.cluster_guid' },
  HYPERVISOR_MANAGER: { table: 'backup.hypervisor_manager', column: 'v.manager_guid' },
  PROJECT: { table: 'backup.project', column: 'v.project_guid' },
};

/**
 * Bytes of the backups of a period that succeeded, those removed since too, by group and the greatest
 * first. Only where destinations matter does a backup count once for each place.
 */
export async function chargebackOf(
  handle: Sql,
  viewer: Viewer,
  kind: ChargebackKind,
  by: ChargebackGroup,
  { from, to }: Period,
  filter: ChargebackFilter,
): Promise<ChargebackLine[]> {
  const { table, column } = groups[by];
  const destinations = filter.backupDestinations ?? [];
  const places =
    by === 'BACKUP_DESTINATION'
      ? sql`join backup.backup_location l on l.backup_guid = b.guid and ${given('l.destination_guid', destinations)}`
      : sql``;
  const stored =
    destinations.length === 0
      ? sql`true`
      : sql`exists (select from backup.backup_location x where x.backup_guid = b.guid and ${given('x.destination_guid', destinations)})`;
  const { rows } = await sql<ChargebackLine>`
    select g.guid, g.name, sum(${sql.ref(kind === 'STORED' ? 'b.size' : 'b.effective_size')})::bigint as size
    from backup.backup b
      left join backup.virtual_machine v on v.guid = b.vm_guid
      left join backup.rule r on r.guid = b.rule_guid
      left join backup.policy p on p.guid = coalesce(r.policy_guid, v.policy_guid)
      ${places}
      left join ${sql.table(table)} g on g.guid = ${sql.ref(column)}
    where b.status in ('SUCCESS', 'PARTIAL_SUCCESS', 'SUCCESS_REMOVED')
      and b.snapshot_time between ${from} and ${to} and ${wallOf(viewer, 'b')} and ${stored}
      and ${given('p.guid', filter.policies)} and ${given('b.vm_guid', filter.virtualMachines)}
      and ${given('v.hypervisor_guid', filter.hypervisors)} and ${given('v.cluster_guid', filter.clusters)}
      and ${given('v.manager_guid', filter.managers)} and ${given('v.project_guid', filter.projects)}
    group by g.guid, g.name order by size desc, g.guid`.execute(handle);
  return rows.map((row) => Object.assign(new ChargebackLine(), row));
}

function given(column: string, guids: readonly string[] | null | undefined): RawBuilder<unknown> {
  return guidIn(column, guids?.length ? guids : null);
}
