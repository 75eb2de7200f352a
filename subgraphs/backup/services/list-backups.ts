import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import { isStorableText } from '../../kernel/database/storable.js';
import type { Sql } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { BackupLocation } from '../entities/backup-location.js';
import type { Backup } from '../entities/backup.js';
import type {
  BackupFilter,
  BackupLocationFilter,
  BackupLocationOrder,
  BackupOrder,
} from '../resolvers/backup.inputs.js';
import { backupKind, locationKind } from './backup-kinds.js';
import { guidIn, listPage, wordIn } from './list-page.js';
import { ownerCounts, ownerPages } from './owner-pages.js';
import { wallOf } from './tenant-wall.js';

/** A wish for a list as its resolver got it. */
export interface Listing<F, O> {
  readonly viewer: Viewer;
  readonly page: PageArgs;
  readonly filter?: F | null | undefined;
  readonly orderBy?: O | null | undefined;
}

/** Backups the viewer may see; the newest first unless told. */
export function listBackups(
  handle: Sql,
  { viewer, page, filter, orderBy }: Listing<BackupFilter, BackupOrder>,
): Promise<Page<Backup>> {
  return listPage(handle, backupKind, { page, orderBy, where: conditionsOf(viewer, filter) });
}

/** The same page of the backups of each machine, in one statement; `countOf` tells how many one has that match. */
export function listMachinesBackups(
  handle: Sql,
  machines: readonly string[],
  { viewer, page, filter, orderBy }: Listing<BackupFilter, BackupOrder>,
  countOf: (machine: string) => Promise<number>,
): Promise<ReadonlyMap<string, Page<Backup>>> {
  const wish = { page, orderBy, where: conditionsOf(viewer, filter) };
  return ownerPages(handle, backupKind, 'vm_guid', machines, wish, countOf);
}

/** How many backups of each machine match, in one statement. */
export function countMachinesBackups(
  handle: Sql,
  machines: readonly string[],
  { viewer, filter }: Pick<Listing<BackupFilter, BackupOrder>, 'viewer' | 'filter'>,
): Promise<ReadonlyMap<string, number>> {
  return ownerCounts(handle, backupKind, 'vm_guid', machines, conditionsOf(viewer, filter));
}

/** Places of backups the viewer may see; those of the newest backups first unless told. */
export function listLocations(
  handle: Sql,
  { viewer, page, filter, orderBy }: Listing<BackupLocationFilter, BackupLocationOrder>,
): Promise<Page<BackupLocation>> {
  return listPage(handle, locationKind, {
    page,
    orderBy,
    where: [
      wallOf(viewer, 'b'),
      guidIn('t.backup_guid', filter?.backups),
      guidIn('b.vm_guid', filter?.virtualMachines),
      guidIn('t.destination_guid', filter?.destinations),
      guidIn('b.rule_guid', filter?.rules),
      wordIn('t.status', filter?.statuses),
      tenantIs('b', filter?.tenantId),
    ],
  });
}

/** Rows of exactly this tenant; no condition when none is named. */
export function tenantIs(alias: string, tenantId: string | null | undefined): RawBuilder<unknown> {
  if (tenantId == null) return sql`true`;
  return isStorableText(tenantId) ? sql`${sql.ref(`${alias}.tenant_id`)} = ${tenantId}` : sql`false`;
}

/** Rows whose time lies in a range, its ends included. */
export function timeWithin(
  column: string,
  from: Date | null | undefined,
  to: Date | null | undefined,
): RawBuilder<unknown> {
  const lower = from == null ? sql`true` : sql`${sql.ref(column)} >= ${from}`;
  // Clients know milliseconds, the database microseconds; the end is a whole millisecond.
  const upper =
    to == null ? sql`true` : sql`${sql.ref(column)} < ${to}::timestamptz + interval '1 millisecond'`;
  return sql`${lower} and ${upper}`;
}

function conditionsOf(viewer: Viewer, filter: BackupFilter | null | undefined): RawBuilder<unknown>[] {
  return [wallOf(viewer, 't'), ...(filter ? backupConditions(filter) : [])];
}

function backupConditions(filter: BackupFilter): RawBuilder<unknown>[] {
  const exists = (
    given: readonly string[] | null | undefined,
    query: RawBuilder<unknown>,
  ): RawBuilder<unknown> => (given == null ? sql`true` : sql`exists (${query})`);
  const { destinations, policies, hypervisors, managers, nodes, onlyMountable } = filter;
  return [
    guidIn('t.guid', filter.guids),
    guidIn('t.vm_guid', filter.virtualMachines),
    wordIn('t.status', filter.statuses),
    wordIn('t.type', filter.types),
    timeWithin('t.snapshot_time', filter.from, filter.to),
    onlyMountable === true ? mountable : sql`true`,
    exists(
      destinations,
      sql`select from backup.backup_location l where l.backup_guid = t.guid and ${guidIn('l.destination_guid', destinations)}`,
    ),
    guidIn('t.rule_guid', filter.rules),
    exists(
      policies,
      sql`select from backup.rule r where r.guid = t.rule_guid and ${guidIn('r.policy_guid', policies)}`,
    ),
    exists(
      hypervisors ?? managers,
      sql`select from backup.virtual_machine v where v.guid = t.vm_guid
        and ${guidIn('v.hypervisor_guid', hypervisors)} and ${guidIn('v.manager_guid', managers)}`,
    ),
    exists(
      nodes,
      sql`select from backup.work w where w.backup_guid = t.guid and ${guidIn('w.node_guid', nodes)}`,
    ),
    guidIn('t.parent_guid', filter.parents),
    guidIn('t.root_guid', filter.roots),
    filter.minSize == null ? sql`true` : sql`t.size >= ${filter.minSize}::bigint`,
    tenantIs('t', filter.tenantId),
  ];
}

/** It was made, and is in some place. */
const mountable = sql`(t.status in ('SUCCESS', 'PARTIAL_SUCCESS')
  and exists (select from backup.backup_location l where l.backup_guid = t.guid and l.status = 'PRESENT'))`;
