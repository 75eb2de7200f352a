import { sql, type RawBuilder } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import { kindTables, type Inventory, type InventoryKind } from '../entities/kinds.js';
import type { InventoryLink } from '../entities/links.js';
import { isUuid } from './find-storages.js';
import { inventoryObject, selectedOf, type InventoryRow } from './inventory-row.js';

/** A native id within its storage. */
export interface Place {
  readonly storageUuid: string;
  readonly nativeId: string;
}

/** How many things a thing is shown with at most, over one link. */
export const mostLinked = 1000;

interface LinkedRow extends InventoryRow {
  readonly place: number;
}

/** Things of a kind by UUID; one statement. */
export async function thingsByUuid<K extends InventoryKind>(
  handle: Sql,
  kind: K,
  uuids: readonly string[],
): Promise<ReadonlyMap<string, Inventory[K]>> {
  const { rows } = await sql<InventoryRow>`
    select ${selectedOf(kind, 't')} from ${sql.table(`storage.${kindTables[kind].table}`)} t
    where t.id = any(${uuids.filter(isUuid)}::uuid[])`.execute(handle);
  return new Map(rows.map((row) => [String(row['id']), inventoryObject(kind, row)]));
}

/** What is linked to each place, at most 1000 things each, by native id; one statement. */
export async function linkedObjects(
  handle: Sql,
  link: InventoryLink,
  places: readonly Place[],
): Promise<(readonly object[])[]> {
  const { rows } = await sql<LinkedRow>`
    select w.place, l.* from ${wanted(places)} cross join lateral (
      select ${selectedOf(link.to, 't')} from ${source(link)}
      order by ${sql.ref(`t.${kindTables[link.to].native}`)} limit ${link.many ? mostLinked : 1}) l
    order by w.place`.execute(handle);
  const byPlace = Map.groupBy(rows, ({ place }) => Number(place));
  return places.map((_, i) => (byPlace.get(i + 1) ?? []).map((row) => inventoryObject(link.to, row)));
}

/** The native ids of all that is linked to each place, whether or not the array lists the things; one statement. */
export async function linkedIds(
  handle: Sql,
  { to, column, through }: InventoryLink,
  places: readonly Place[],
): Promise<string[][]> {
  const table = through?.table ?? kindTables[to].table;
  const id = sql.ref(`t.${through?.column ?? kindTables[to].native}`);
  const { rows } = await sql<{ place: number; ids: string[] }>`
    select w.place, json_agg(${id} order by ${through ? sql`t.position` : id}) as ids
    from ${wanted(places)} join ${sql.table(`storage.${table}`)} t
      on t.storage_id = w.storage_id and ${sql.ref(`t.${column}`)} = w.native_id
    group by w.place`.execute(handle);
  const byPlace = new Map(rows.map(({ place, ids }) => [Number(place), ids]));
  return places.map((_, i) => byPlace.get(i + 1) ?? []);
}

/** The places as the table `w` of storage_id, native_id and place, from 1; an empty native id leads nowhere. */
export function wanted(places: readonly Place[]): RawBuilder<unknown> {
  const uuids = places.map(({ storageUuid }) => storageUuid);
  const ids = places.map(({ nativeId }) => (nativeId === '' ? null : nativeId));
  return sql`unnest(${uuids}::uuid[], ${ids}::text[]) with ordinality as w (storage_id, native_id, place)`;
}

function source({ to, column, through }: InventoryLink): RawBuilder<unknown> {
  const table = sql.table(`storage.${kindTables[to].table}`);
  const here = sql`t.storage_id = w.storage_id`;
  if (!through) return sql`${table} t where ${here} and ${sql.ref(`t.${column}`)} = w.native_id`;
  return sql`${sql.table(`storage.${through.table}`)} m join ${table} t
    on t.storage_id = m.storage_id and ${sql.ref(`t.${kindTables[to].native}`)} = ${sql.ref(`m.${through.column}`)}
    where m.storage_id = w.storage_id and ${here} and ${sql.ref(`m.${column}`)} = w.native_id`;
}
