import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import type { StorageHost } from '../entities/storage-host.js';
import type { Volume } from '../entities/volume.js';
import { inventoryObject, selectedOf, type InventoryRow } from './inventory-row.js';

interface RowAt extends InventoryRow {
  readonly at: string;
}

const mostAtOne = 1000;

/** The hosts of arrays that have one of these addresses, by address; one statement. */
export async function hostsAt(
  handle: Sql,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, readonly StorageHost[]>> {
  const { rows } = await sql<RowAt>`
    select t.ip_address as at, ${selectedOf('STORAGE_HOST', 't')} from storage.storage_host t
    where t.ip_address = any(${addresses}::text[]) order by t.storage_id, t.native_storage_host_id`.execute(
    handle,
  );
  return byAddress(rows, (row) => inventoryObject('STORAGE_HOST', row));
}

/**
 * The volumes that hosts of these addresses see through masking views, by themselves or in groups; at most
 * 1000 an address; one statement.
 */
export async function volumesAt(
  handle: Sql,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, readonly Volume[]>> {
  const { rows } = await sql<RowAt>`
    with host as (
      select ip_address as at, storage_id, native_storage_host_id as native_id
      from storage.storage_host where ip_address = any(${addresses}::text[])
    ), view as (
      select h.at, v.storage_id, v.native_volume_id, v.native_volume_group_id
      from host h join storage.masking_view v
        on v.storage_id = h.storage_id and v.native_storage_host_id = h.native_id
      union all
      select h.at, v.storage_id, v.native_volume_id, v.native_volume_group_id
      from host h
      join storage.storage_host_group_host g
        on g.storage_id = h.storage_id and g.native_storage_host_id = h.native_id
      join storage.masking_view v
        on v.storage_id = g.storage_id and v.native_storage_host_group_id = g.native_storage_host_group_id
    ), seen as (
      select at, storage_id, native_volume_id from view where native_volume_id <> ''
      union
      select w.at, w.storage_id, m.native_volume_id
      from view w join storage.volume_group_volume m
        on m.storage_id = w.storage_id and m.native_volume_group_id = w.native_volume_group_id
    ), numbered as (
      select *, row_number() over (partition by at order by storage_id, native_volume_id) as place from seen
    )
    select n.at, ${selectedOf('VOLUME', 't')}
    from numbered n join storage.volume t on t.storage_id = n.storage_id and t.native_volume_id = n.native_volume_id
    where n.place <= ${mostAtOne} order by n.at, n.place`.execute(handle);
  return byAddress(rows, (row) => inventoryObject('VOLUME', row));
}

function byAddress<T>(
  rows: readonly RowAt[],
  toObject: (row: RowAt) => T,
): ReadonlyMap<string, readonly T[]> {
  const groups = Map.groupBy(rows, ({ at }) => at);
  return new Map([...groups].map(([at, group]) => [at, group.map(toObject)]));
}
