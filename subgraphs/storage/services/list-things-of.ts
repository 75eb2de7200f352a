import DataLoader from 'dataloader';
import { sql } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import { pageOf } from '../../kernel/database/keyset.js';
import type { Sql } from '../../kernel/database/store.js';
import { keyTexts, orderText } from './list-order.js';
import { listPlan, type ListedRow, type ListPlan, type ListWish } from './list-things.js';
import type { Listed } from './listed.js';

/** One page of a kind for each of these storages, in their order, all by one statement; their counts by one more when asked for. */
export async function listThingsOf(
  handle: Sql,
  listed: Listed,
  storageUuids: readonly string[],
  wish: ListWish,
): Promise<Page<object>[]> {
  const plan = listPlan(listed, wish, { within: sql<boolean>`t.storage_id = w.wanted` });
  const { order, request, keyset } = plan;
  const direction = orderText(order, request.backward);
  const { rows } = await sql<ListedRow & { wanted: string }>`
    select * from unnest(${storageUuids}::uuid[]) as w (wanted) cross join lateral (
      select ${listed.selection}, ${keyTexts(order)} as keys, row_number() over (order by ${direction}) as place
      from (${plan.rows}) t) as thing
    order by wanted, place`.execute(handle);
  const byStorage = Map.groupBy(rows, (row) => row.wanted);
  const counts = new DataLoader((uuids: readonly string[]) => counted(handle, listed, uuids, plan));
  return storageUuids.map((uuid) =>
    pageOf(byStorage.get(uuid) ?? [], keyset, request, listed.toObject, () => counts.load(uuid)),
  );
}

async function counted(
  handle: Sql,
  { table }: Listed,
  uuids: readonly string[],
  { narrowed }: ListPlan,
): Promise<number[]> {
  const { rows } = await sql<{ storage_id: string; n: number }>`
    select t.storage_id, count(*)::int as n from ${sql.table(`storage.${table}`)} t
    where t.storage_id = any(${uuids}::uuid[]) and ${narrowed} group by t.storage_id`.execute(handle);
  const counts = new Map(rows.map((row) => [row.storage_id, row.n]));
  return uuids.map((uuid) => counts.get(uuid) ?? 0);
}
