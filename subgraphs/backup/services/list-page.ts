import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import { pageClauses, pageOf, pageRequest, type KeysetOrder } from '../../kernel/database/keyset.js';
import type { Sql } from '../../kernel/database/store.js';
import { objectOf, selectionOf } from '../entities/column.js';
import { readGuid } from './guid.js';

/** What a list can be ordered by; `type` is one of kernel/database/cursor-types.ts. */
export interface OrderKey {
  readonly expression: RawBuilder<unknown>;
  readonly type: 'text' | 'timestamptz' | 'bigint' | 'integer';
  /** Stands for a missing value; rows without one come last either way. Columns that have one always need none. */
  readonly missing?: RawBuilder<unknown>;
}

/** A list as statements need it. The table's alias is `t`; its key is `guid`. */
export interface ListKind<T extends object, F extends string> {
  readonly entity: new () => T;
  /** Text behind `from`, with `t` and what it is joined with. */
  readonly from: RawBuilder<unknown>;
  readonly orders: Readonly<Record<F, OrderKey>>;
  /** The order where none is wished. */
  readonly usual: { readonly field: F; readonly direction: 'ASC' | 'DESC' };
}

/** A wish for one page. */
export interface PageWish<F extends string> {
  readonly page: PageArgs;
  readonly orderBy?: { readonly field: F; readonly direction: 'ASC' | 'DESC' } | null | undefined;
  /** Conditions on the rows; all must hold. */
  readonly where: readonly RawBuilder<unknown>[];
}

type Row = Readonly<Record<string, unknown>>;

/** A page of a list in one statement; rows without the property of the order come last, ties go by GUID. */
export async function listPage<T extends object, F extends string>(
  handle: Sql,
  kind: ListKind<T, F>,
  { page, orderBy, where: conditions }: PageWish<F>,
): Promise<Page<T>> {
  const { field, direction } = orderBy ?? kind.usual;
  const keyset = keysetOf(kind.orders[field], direction === 'DESC');
  const request = pageRequest(page, keyset.columns.length);
  const clauses = pageClauses(keyset, request);
  const where = conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
  const { rows } = await sql<Row>`
    select ${selectionOf(kind.entity, 't')}, ${keyColumns(keyset)} from ${kind.from}
    where ${where} and ${clauses.where}
    order by ${clauses.orderBy} limit ${clauses.limit} offset ${clauses.offset}`.execute(handle);
  return pageOf(
    rows,
    keyset,
    request,
    (row) => objectOf(kind.entity, row),
    async () => {
      const counted = await sql<{ count: number }>`
        select count(*)::int as count from ${kind.from} where ${where}`.execute(handle);
      return counted.rows[0]?.count ?? 0;
    },
  );
}

/** Rows whose column is one of these GUIDs; no condition when there is nothing to compare with. */
export function guidIn(column: string, guids: readonly string[] | null | undefined): RawBuilder<unknown> {
  if (guids == null) return sql`true`;
  const known = guids.flatMap((guid) => readGuid(guid) ?? []);
  return sql`${sql.ref(column)} = any(${known}::uuid[])`;
}

/** Rows whose column is one of these words. */
export function wordIn(column: string, words: readonly string[] | null | undefined): RawBuilder<unknown> {
  return words == null ? sql`true` : sql`${sql.ref(column)} = any(${words}::text[])`;
}

/** Every object of an entity with one of these GUIDs, by GUID. */
export async function objectsByGuid<T extends object>(
  handle: Sql,
  kind: Pick<ListKind<T, never>, 'entity' | 'from'>,
  guids: readonly string[],
  wall: RawBuilder<unknown>,
): Promise<ReadonlyMap<string, T>> {
  const known = guids.flatMap((guid) => readGuid(guid) ?? []);
  if (known.length === 0) return new Map();
  const { rows } = await sql<Row>`
    select ${selectionOf(kind.entity, 't')} from ${kind.from}
    where t.guid = any(${known}::uuid[]) and ${wall}`.execute(handle);
  return new Map(rows.map((row) => [String(row['guid']), objectOf(kind.entity, row)]));
}

/** The parts of several things, in order, by the GUID in `column`. */
export async function partsByGuid<T extends object>(
  handle: Sql,
  kind: Pick<ListKind<T, never>, 'entity' | 'from'>,
  column: string,
  guids: readonly string[],
  order: RawBuilder<unknown>,
): Promise<ReadonlyMap<string, readonly T[]>> {
  if (guids.length === 0) return new Map();
  const { rows } = await sql<Row>`
    select ${selectionOf(kind.entity, 't')}, ${sql.ref(`t.${column}`)} as owner from ${kind.from}
    where ${sql.ref(`t.${column}`)} = any(${guids}::uuid[]) order by ${order}`.execute(handle);
  const parts = Map.groupBy(rows, (row) => String(row['owner']));
  return new Map([...parts].map(([guid, own]) => [guid, own.map((row) => objectOf(kind.entity, row))]));
}

/** The values a cursor is made of, for a `select`. */
export function keyColumns({ columns }: KeysetOrder<Row>): RawBuilder<unknown> {
  return sql.join(columns.map(({ expression }, i) => sql`(${expression})::text as ${sql.ref(`key_${i}`)}`));
}

/** The keyset of an order; the values of a row stand in `key_0` and so on. */
export function keysetOf({ expression, type, missing }: OrderKey, descending: boolean): KeysetOrder<Row> {
  const present = descending ? sql`(${expression} is not null)::int` : sql`(${expression} is null)::int`;
  const nullness = missing ? [{ expression: present, type: 'integer' }] : [];
  const own = missing ? sql`coalesce(${expression}, ${missing})` : expression;
  const columns = [...nullness, { expression: own, type }, { expression: sql`t.guid`, type: 'uuid' }];
  return {
    descending,
    columns: columns.map((column, i) => ({
      ...column,
      value: (row) => keyValue(column.type, row[`key_${i}`]),
    })),
  };
}

function keyValue(type: string, value: unknown): string | number {
  return type === 'integer' ? Number(value) : String(value);
}
