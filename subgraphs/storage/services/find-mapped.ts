import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import type { StorageHost } from '../entities/storage-host.js';
import type { Volume } from '../entities/volume.js';
import { mostLinked, wanted, type Place } from './find-linked.js';
import { inventoryObject, selectedOf, type InventoryRow } from './inventory-row.js';

interface MappedRow extends InventoryRow {
  /** The places the thing is shown at, from 1. */
  readonly places: readonly number[];
}

const hostColumns = sql`v.storage_id, v.native_storage_host_id, v.native_storage_host_group_id`;
const volumeColumns = sql`v.storage_id, v.native_volume_id, v.native_volume_group_id`;

/** The hosts that see each volume through masking views, by themselves or in groups; at most 1000 each, by native id; one statement. */
export async function hostsOfVolumes(
  handle: Sql,
  places: readonly Place[],
): Promise<(readonly StorageHost[])[]> {
  const { rows } = await sql<MappedRow>`
    with wanted as (select * from ${wanted(places)}), view as (
      select w.place, ${hostColumns} from wanted w join storage.masking_view v
        on v.storage_id = w.storage_id and v.native_volume_id = w.native_id
      union all
      select w.place, ${hostColumns} from wanted w join storage.volume_group_volume g
        on g.storage_id = w.storage_id and g.native_volume_id = w.native_id
      join storage.masking_view v
        on v.storage_id = g.storage_id and v.native_volume_group_id = g.native_volume_group_id
    ), mapped as (
      select place, storage_id, native_storage_host_id as native_id from view where native_storage_host_id <> ''
      union
      select v.place, v.storage_id, g.native_storage_host_id from view v join storage.storage_host_group_host g
        on g.storage_id = v.storage_id and g.native_storage_host_group_id = v.native_storage_host_group_id
    ), ${shown}
    select s.places, ${selectedOf('STORAGE_HOST', 't')} from shown s join storage.storage_host t
      on t.storage_id = s.storage_id and t.native_storage_host_id = s.native_id
    order by t.native_storage_host_id`.execute(handle);
  return byPlace(rows, places, (row) => inventoryObject('STORAGE_HOST', row));
}

/** The volumes each host sees through masking views, by itself or in groups; at most 1000 each, by native id; one statement. */
export async function volumesOfHosts(handle: Sql, places: readonly Place[]): Promise<(readonly Volume[])[]> {
  const { rows } = await sql<MappedRow>`
    with wanted as (select * from ${wanted(places)}), view as (
      select w.place, ${volumeColumns} from wanted w join storage.masking_view v
        on v.storage_id = w.storage_id and v.native_storage_host_id = w.native_id
      union all
      select w.place, ${volumeColumns} from wanted w join storage.storage_host_group_host g
        on g.storage_id = w.storage_id and g.native_storage_host_id = w.native_id
      join storage.masking_view v
        on v.storage_id = g.storage_id and v.native_storage_host_group_id = g.native_storage_host_group_id
    ), mapped as (
      select place, storage_id, native_volume_id as native_id from view where native_volume_id <> ''
      union
      select v.place, v.storage_id, g.native_volume_id from view v join storage.volume_group_volume g
        on g.storage_id = v.storage_id and g.native_volume_group_id = v.native_volume_group_id
    ), ${shown}
    select s.places, ${selectedOf('VOLUME', 't')} from shown s join storage.volume t
      on t.storage_id = s.storage_id and t.native_volume_id = s.native_id
    order by t.native_volume_id`.execute(handle);
  return byPlace(rows, places, (row) => inventoryObject('VOLUME', row));
}

/** Each thing once, with all its places: a volume that a cluster shares is not read for each of its hosts. */
const shown = sql`numbered as (
  select *, row_number() over (partition by place order by native_id) as number from mapped
), shown as (
  select storage_id, native_id, json_agg(place) as places from numbered where number <= ${mostLinked}
  group by storage_id, native_id
)`;

function byPlace<T>(
  rows: readonly MappedRow[],
  places: readonly Place[],
  toObject: (row: MappedRow) => T,
): (readonly T[])[] {
  const found: T[][] = places.map(() => []);
  for (const row of rows) {
    const thing = toObject(row);
    for (const place of row.places) found[place - 1]?.push(thing);
  }
  return found;
}
