import { sql, type RawBuilder } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import type { ColumnType } from '../entities/inventory-column.js';
import { kindTables, type InventoryKind, type MembershipTable } from '../entities/kinds.js';
import type { CheckedListing, CheckedMember } from './checked-listing.js';
import type { CheckedRow } from './checked-row.js';

/** How many rows one statement writes. */
const rowsPerStatement = 5000;

const sqlTypes: Readonly<Record<ColumnType, string>> = {
  uuid: 'uuid',
  key: 'text',
  text: 'text',
  bigint: 'bigint',
  boolean: 'boolean',
};

/** What a unit changed. */
export interface UnitCounts {
  readonly added: number;
  readonly updated: number;
  readonly removed: number;
}

/**
 * Makes a kind's table hold exactly what was listed of one storage (section 7.2): a known native id keeps its
 * UUID and first time, a new one gets both, a vanished one goes; an empty list clears. A few statements
 * whatever the number of rows.
 */
export async function writeKind(
  handle: Sql,
  storageId: string,
  kind: InventoryKind,
  listing: CheckedListing,
): Promise<UnitCounts> {
  const { members } = kindTables[kind];
  let added = 0;
  let updated = 0;
  for (let from = 0; from < listing.rows.length; from += rowsPerStatement) {
    const counts = await upsert(handle, storageId, kind, listing.rows, from);
    added += counts.added;
    updated += counts.updated;
  }
  const removed = await removeVanished(handle, storageId, kind, listing.rows);
  if (members) await replaceMembers(handle, storageId, members, listing.members);
  return { added, updated, removed };
}

async function upsert(
  handle: Sql,
  storageId: string,
  kind: InventoryKind,
  rows: readonly CheckedRow[],
  from: number,
): Promise<{ added: number; updated: number }> {
  const { table, native, columns } = kindTables[kind];
  const listed = columns.filter(({ type }) => type !== 'uuid');
  const names = join(listed.map(({ column }) => sql.ref(column)));
  const typed = join(listed.map(({ column, type }) => sql`${sql.ref(column)} ${sql.raw(sqlTypes[type])}`));
  const changes = join(
    listed
      .filter(({ column }) => column !== native)
      .map(({ column }) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`),
  );
  const page = rows.slice(from, from + rowsPerStatement).map((row, i) => ({ ...row, place: from + i }));
  // A microsecond between two rows keeps the order of the list, which is the legacy API's order.
  const { rows: counted } = await sql<{ added: number; updated: number }>`
    with listed as (select * from jsonb_to_recordset(${JSON.stringify(page)}::jsonb) as l (place integer, ${typed})),
    written as (
      insert into ${sql.table(`storage.${table}`)} (storage_id, created_at, ${names})
      select ${storageId}::uuid, now() + place * interval '1 microsecond', ${names} from listed order by place
      on conflict (storage_id, ${sql.ref(native)}) do update set updated_at = now(), ${changes}
      returning xmax = 0 as fresh)
    select count(*) filter (where fresh)::int as added, count(*) filter (where not fresh)::int as updated
    from written`.execute(handle);
  return counted[0] ?? { added: 0, updated: 0 };
}

async function removeVanished(
  handle: Sql,
  storageId: string,
  kind: InventoryKind,
  rows: readonly CheckedRow[],
): Promise<number> {
  const { table, native } = kindTables[kind];
  const kept = JSON.stringify(rows.map((row) => row[native]));
  const { numAffectedRows } = await sql`
    delete from ${sql.table(`storage.${table}`)} t where t.storage_id = ${storageId}::uuid and not exists (
      select from jsonb_array_elements_text(${kept}::jsonb) as k (id) where k.id collate "C" = t.${sql.ref(native)})`.execute(
    handle,
  );
  return Number(numAffectedRows ?? 0);
}

async function replaceMembers(
  handle: Sql,
  storageId: string,
  { table, group, member }: MembershipTable,
  members: readonly CheckedMember[],
): Promise<void> {
  const target = sql.table(`storage.${table}`);
  await sql`delete from ${target} where storage_id = ${storageId}::uuid`.execute(handle);
  const rows = members.map((pair, position) => ({ ...pair, position }));
  await sql`
    insert into ${target} (storage_id, ${sql.ref(group)}, ${sql.ref(member)}, position)
    select ${storageId}::uuid, m."group", m.member, m.position
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as m ("group" text, member text, position integer)`.execute(
    handle,
  );
}

function join(parts: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return sql.join(parts);
}
