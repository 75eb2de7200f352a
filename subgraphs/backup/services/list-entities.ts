import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import { pageClauses, pageOf, pageRequest, type KeysetColumn } from '../../kernel/database/keyset.js';
import { isStorableText } from '../../kernel/database/storable.js';
import type { Sql } from '../../kernel/database/store.js';
import { objectOf, selectionOf } from '../entities/column.js';
import { readGuid } from './guid.js';

/** A row as the database gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** Where the rows of an entity come from, and how they are shown. */
export interface Source<T extends object> {
  readonly entity: new () => T;
  /** Table with schema. */
  readonly table: string;
  readonly alias: string;
}

/** What a list is asked for. */
export interface EntityListing {
  readonly args: PageArgs;
  readonly where: RawBuilder<unknown>;
  /** Columns of the order; the last makes it total. */
  readonly order: readonly KeysetColumn<Row>[];
  readonly descending?: boolean | undefined;
}

/** A page of entities in one statement. */
export async function listEntities<T extends object>(
  handle: Sql,
  { entity, table, alias }: Source<T>,
  { args, where, order, descending = false }: EntityListing,
): Promise<Page<T>> {
  const keyset = { columns: order, descending };
  const request = pageRequest(args, order.length);
  const clauses = pageClauses(keyset, request);
  const from = sql`${sql.table(table)} as ${sql.ref(alias)}`;
  const keys = order.map(({ expression }, i) => sql`${expression} as ${sql.ref(`order_${i}`)}`);
  const { rows } = await sql<Row>`
    select ${selectionOf(entity, alias)}, ${sql.join(keys)} from ${from} where ${where} and ${clauses.where}
    order by ${clauses.orderBy} limit ${clauses.limit} offset ${clauses.offset}`.execute(handle);
  return pageOf(
    rows,
    keyset,
    request,
    (row) => objectOf(entity, row),
    async () => {
      const counted = await sql<{ count: number }>`
        select count(*)::int as count from ${from} where ${where}`.execute(handle);
      return counted.rows[0]?.count ?? 0;
    },
  );
}

/** The column of an order at a place of it. */
export function orderColumn(
  place: number,
  expression: RawBuilder<unknown>,
  type: KeysetColumn<Row>['type'],
): KeysetColumn<Row> {
  return { expression, type, value: (row) => row[`order_${place}`] as string | number };
}

/** Entities by GUID (lower case), in one statement however many. */
export async function entitiesByGuid<T extends { guid: string }>(
  handle: Sql,
  { entity, table, alias }: Source<T>,
  guids: readonly string[],
  where: RawBuilder<unknown> = sql`true`,
): Promise<ReadonlyMap<string, T>> {
  const possible = guids.flatMap((guid) => readGuid(guid) ?? []);
  if (possible.length === 0) return new Map();
  const { rows } = await sql<Row>`
    select ${selectionOf(entity, alias)} from ${sql.table(table)} as ${sql.ref(alias)}
    where ${sql.ref(`${alias}.guid`)} = any(${possible}::uuid[]) and ${where}`.execute(handle);
  return new Map(rows.map((row) => [String(row['guid']), objectOf(entity, row)]));
}

/** Condition that a column is one of these GUIDs; what can be none matches nothing. */
export function guidIn(column: RawBuilder<unknown>, guids: readonly string[] | null | undefined): RawBuilder<unknown> {
  return guids == null
    ? sql`true`
    : sql`${column} = any(${guids.flatMap((guid) => readGuid(guid) ?? [])}::uuid[])`;
}

/** Condition that a text column is this; a text the database could not hold equals nothing. */
export function textIs(column: RawBuilder<unknown>, text: string | null | undefined): RawBuilder<unknown> {
  if (text == null) return sql`true`;
  return isStorableText(text) ? sql`${column} = ${text}` : sql`false`;
}
