import { sql, type RawBuilder } from 'kysely';
import { columnsUnder } from '../../kernel/database/column-list.js';
import type { InventoryColumn } from '../entities/inventory-column.js';
import type { InventoryKind, Inventory } from '../entities/kinds.js';
import { kindTables } from '../entities/kinds.js';

/** Times of a row as the database gives them: text in UTC with six digits of a second, without a zone. */
export interface TimedRow {
  readonly created_at: string;
  readonly updated_at: string | null;
}

/** A row of a kind's table, by SQL name. */
export type InventoryRow = TimedRow & Readonly<Record<string, unknown>>;

/** Selects a time as text with microseconds, which a Date would lose. */
export function timeText(column: string, alias?: string): RawBuilder<string> {
  const ref = sql.ref(alias === undefined ? column : `${alias}.${column}`);
  return sql<string>`to_char(${ref} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`;
}

/** The columns of an entity for a `select`, with both times as text; `alias` is the table's. */
export function selected(columns: readonly InventoryColumn[], alias: string): RawBuilder<unknown> {
  return sql.join([
    columnsUnder(
      alias,
      columns.map(({ column }) => column),
    ),
    sql`${timeText('created_at', alias)} as created_at`,
    sql`${timeText('updated_at', alias)} as updated_at`,
  ]);
}

/** The columns of a kind for a `select`. */
export function selectedOf(kind: InventoryKind, alias: string): RawBuilder<unknown> {
  return selected(kindTables[kind].columns, alias);
}

/** The object of a row of a kind. */
export function inventoryObject<K extends InventoryKind>(kind: K, row: InventoryRow): Inventory[K] {
  const { entity: Entity, columns } = kindTables[kind];
  const thing = Object.assign(new Entity(), timesOf(row));
  const fields = thing as unknown as Record<string, unknown>;
  for (const { field, column } of columns) fields[field] = row[column] ?? null;
  return thing;
}

/** The fields a row holds. */
export function fieldsOf(
  columns: readonly InventoryColumn[],
  row: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(columns.map(({ field, column }) => [field, row[column] ?? null]));
}

/** Both times of a row, as instants and exactly. */
export function timesOf({ created_at, updated_at }: TimedRow): {
  createdAt: Date;
  createdAtText: string;
  updatedAt: Date | null;
  updatedAtText: string | null;
} {
  return {
    createdAt: new Date(`${created_at}Z`),
    createdAtText: created_at,
    updatedAt: updated_at === null ? null : new Date(`${updated_at}Z`),
    updatedAtText: updated_at,
  };
}
