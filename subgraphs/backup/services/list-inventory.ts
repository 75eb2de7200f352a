import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import type { Sql } from '../../kernel/database/store.js';
import { seesAllTenants, type Viewer } from '../../kernel/identity/viewer.js';
import type { Managed } from '../entities/managed.js';
import { Project } from '../entities/project.js';
import { textIn, textWithin } from './filter-conditions.js';
import { guidIn, listPage } from './list-page.js';
import type { InventoryKind, InventoryOrderField } from './inventory-kinds.js';

/** What a list of the inventory is narrowed to; members a kind does not have are never given. */
export interface InventoryListFilter {
  readonly guids?: readonly string[] | null | undefined;
  readonly uuids?: readonly string[] | null | undefined;
  readonly managers?: readonly string[] | null | undefined;
  readonly text?: string | null | undefined;
  /** Storages of the clusters of these hypervisors. */
  readonly hypervisors?: readonly string[] | null | undefined;
  readonly shared?: boolean | null | undefined;
}

/** What a list of the inventory is asked for. */
export interface InventoryListing {
  readonly viewer: Viewer;
  readonly page: PageArgs;
  readonly filter?: InventoryListFilter | null | undefined;
  readonly orderBy?:
    | { readonly field: InventoryOrderField; readonly direction: 'ASC' | 'DESC' }
    | null
    | undefined;
}

/** A page of things of one kind, in one statement. */
export function listInventory<T extends Managed>(
  handle: Sql,
  kind: InventoryKind<T>,
  { viewer, page, filter, orderBy }: InventoryListing,
): Promise<Page<T>> {
  const { guids, uuids, managers, text, hypervisors, shared } = filter ?? {};
  const where = [
    inventoryWall(kind, viewer),
    guidIn('t.guid', guids),
    guidIn('t.manager_guid', managers),
    textIn(sql`t.uuid`, uuids),
    textWithin([sql`t.name`], text),
    hypervisors == null
      ? sql`true`
      : sql`exists (select from backup.hypervisor_storage_cluster k join backup.hypervisor h on h.cluster_guid = k.cluster_guid
          where k.storage_guid = t.guid and ${guidIn('h.guid', hypervisors)})`,
    shared == null ? sql`true` : sql`t.shared = ${shared}`,
  ];
  return listPage(handle, kind, { page, orderBy, where });
}

/** Infrastructure is seen by all tenants (vprotect.md 2.4), of projects each sees its own. */
export function inventoryWall(
  { entity }: Pick<InventoryKind, 'entity'>,
  viewer: Viewer,
): RawBuilder<unknown> {
  const own: unknown = entity;
  return own !== Project || seesAllTenants(viewer) ? sql`true` : sql`t.uuid = ${viewer.tenantId}`;
}
