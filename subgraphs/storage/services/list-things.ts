import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import { pageOf, pageRequest, type KeysetOrder, type PageRequest } from '../../kernel/database/keyset.js';
import { isStorableText } from '../../kernel/database/storable.js';
import type { Sql } from '../../kernel/database/store.js';
import { Fault } from '../../kernel/errors/fault.js';
import { isUuid } from './find-storages.js';
import type { InventoryRow } from './inventory-row.js';
import {
  areKeyTexts,
  keyTexts,
  orderText,
  totalOrder,
  type OrderedKey,
  type OrderWish,
} from './list-order.js';
import { pageRows, type KeyValues } from './list-rows.js';
import type { Listed } from './listed.js';
import { storageFault } from './storage-fault.js';

/** What a list is narrowed to: by member of its filter the values of which each row must have one. */
export type ListFilter = Readonly<Record<string, readonly string[] | null | undefined>>;

/** A wish for one page of a list. */
export interface ListWish {
  readonly filter?: ListFilter | null | undefined;
  readonly orderBy?: readonly OrderWish[] | null | undefined;
  /** `marker` is the UUID of the thing to continue behind. */
  readonly page: PageArgs & { readonly marker?: string | null };
}

/** A row of a list with the texts of its keys. */
export interface ListedRow extends InventoryRow {
  readonly keys: KeyValues;
}

/** A page of a list as statements need it. */
export interface ListPlan {
  readonly order: readonly OrderedKey[];
  readonly request: PageRequest;
  /** Condition on the rows of the whole list. */
  readonly narrowed: RawBuilder<unknown>;
  /** The rows of the page and one more, as a statement; see `pageRows`. */
  readonly rows: RawBuilder<unknown>;
  readonly keyset: KeysetOrder<ListedRow>;
}

/** Where a plan differs from what the wish says. */
interface PlanOptions {
  /** Values of the row the page starts behind; its cursor says unless given. */
  readonly start?: KeyValues | undefined;
  /** Condition that leaves the rows of one storage. */
  readonly within?: RawBuilder<boolean>;
}

/**
 * A page of a list; one statement, and one more for a marker. A marker that names nothing is the NotFound
 * fault of its kind.
 */
export async function listThings<T extends object>(
  handle: Sql,
  listed: Listed<T>,
  wish: ListWish,
): Promise<Page<T>> {
  const { marker, after } = wish.page;
  if (marker != null && after != null)
    throw new Fault('BAD_USER_INPUT', 'Give "after" or "marker", not both.');
  const start = marker == null ? undefined : await markedValues(handle, listed as Listed, wish, marker);
  const { order, request, narrowed, rows: page, keyset } = listPlan(listed as Listed, wish, { start });
  const { rows } = await sql<ListedRow>`
    select ${listed.selection}, ${keyTexts(order)} as keys
    from (${page}) t order by ${orderText(order, request.backward)}`.execute(handle);
  return pageOf(rows, keyset, request, listed.toObject, async () => {
    const counted = await sql<{ n: number }>`
      select count(*)::int as n from ${sql.table(`storage.${listed.table}`)} t where ${narrowed}`.execute(
      handle,
    );
    return counted.rows[0]?.n ?? 0;
  });
}

/** Plans a page. BAD_USER_INPUT for arguments that make none. */
export function listPlan(
  listed: Listed,
  { filter, orderBy, page: { after, before, first, last, offset } }: ListWish,
  { start, within }: PlanOptions = {},
): ListPlan {
  const order = totalOrder(listed, orderBy ?? []);
  const request = {
    ...pageRequest({ first, last, offset }, 1),
    after: start ?? (after == null ? undefined : cursorValues('after', after, order)),
    before: before == null ? undefined : cursorValues('before', before, order),
  };
  const conditions = [listed.shown, ...filterConditions(listed, filter ?? {})];
  const rows = pageRows({
    ...request,
    table: listed.table,
    conditions: within ? [within, ...conditions] : conditions,
    ofStorages: within !== undefined || filter?.['storageUuids'] != null,
    order,
    limit: request.limit + 1,
  });
  const cursorText = ({ keys }: ListedRow): string => JSON.stringify([nameOf(order), ...keys]);
  return {
    order,
    request,
    narrowed: sql.join(conditions, sql` and `),
    rows,
    keyset: { columns: [{ expression: sql`t.id`, type: 'text', value: cursorText }] },
  };
}

function filterConditions({ filterColumns }: Listed, filter: ListFilter): RawBuilder<boolean>[] {
  return filterColumns.flatMap(({ member, column, uuid }) => {
    const values = filter[member];
    if (values == null) return [];
    // What cannot be stored is nobody's value; the database would throw.
    const possible = values.filter(uuid ? isUuid : isStorableText);
    const [type, ref] = [sql.raw(uuid ? 'uuid' : 'text'), sql.ref(`t.${column}`)];
    // One value leaves the rows of an index in their order; several do not.
    if (possible.length === 1) return [sql<boolean>`${ref} = ${possible[0]}::${type}`];
    return [sql<boolean>`${ref} = any(${possible}::${type}[])`];
  });
}

async function markedValues(
  handle: Sql,
  listed: Listed,
  { orderBy }: ListWish,
  marker: string,
): Promise<KeyValues> {
  const { table, shown, notFound } = listed;
  if (!isUuid(marker)) throw storageFault(notFound, [marker]);
  const { rows } = await sql<{ keys: KeyValues }>`
    select ${keyTexts(totalOrder(listed, orderBy ?? []))} as keys from ${sql.table(`storage.${table}`)} t where ${shown} and t.id = ${marker}`.execute(
    handle,
  );
  if (!rows[0]) throw storageFault(notFound, [marker]);
  return rows[0].keys;
}

function cursorValues(
  name: string,
  cursor: string,
  order: readonly OrderedKey[],
): readonly (string | null)[] {
  const [text] = pageRequest({ after: cursor }, 1).after ?? [];
  const parsed = typeof text === 'string' ? listIn(text) : [];
  const [made, ...values] = parsed;
  if (made !== nameOf(order) || !areKeyTexts(order, values))
    throw new Fault('BAD_USER_INPUT', `"${name}" is not a cursor of this list in this order.`);
  return values as (string | null)[];
}

function listIn(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** Names an order, so that a cursor of another is refused. */
function nameOf(order: readonly OrderedKey[]): string {
  return order.map(({ key, up }) => `${up ? '' : '-'}${key.name}`).join(' ');
}
