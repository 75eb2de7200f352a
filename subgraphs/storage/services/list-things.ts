import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import { pageOf, pageRequest, type KeysetOrder } from '../../kernel/database/keyset.js';
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
import { pageRows } from './list-rows.js';
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

interface ListedRow extends InventoryRow {
  readonly keys: readonly (string | null)[];
}

/**
 * A page of a list; one statement, and one more for a marker. A marker that names nothing is the NotFound
 * fault of its kind.
 */
export async function listThings<T extends object>(
  handle: Sql,
  listed: Listed<T>,
  { filter, orderBy, page: { after, before, marker, ...rest } }: ListWish,
): Promise<Page<T>> {
  if (marker != null && after != null)
    throw new Fault('BAD_USER_INPUT', 'Give "after" or "marker", not both.');
  const order = totalOrder(listed as Listed, orderBy ?? []);
  const request = {
    ...pageRequest(rest, 1),
    after: after == null ? undefined : cursorValues('after', after, order),
    before: before == null ? undefined : cursorValues('before', before, order),
  };
  const start = marker == null ? request.after : await markedValues(handle, listed as Listed, order, marker);
  const narrowed = [listed.shown, ...filterConditions(listed as Listed, filter ?? {})];
  const page = pageRows({
    ...request,
    table: listed.table,
    conditions: narrowed,
    ofStorages: filter?.['storageUuids'] != null,
    order,
    after: start,
    limit: request.limit + 1,
  });
  const { rows } = await sql<ListedRow>`
    select ${listed.selection}, ${keyTexts(order)} as keys
    from (${page}) t order by ${orderText(order, request.backward)}`.execute(handle);
  const keyset: KeysetOrder<ListedRow> = {
    columns: [
      { expression: sql`t.id`, type: 'text', value: ({ keys }) => JSON.stringify([nameOf(order), ...keys]) },
    ],
  };
  return pageOf(rows, keyset, { ...request, after: start }, listed.toObject, async () => {
    const counted = await sql<{ n: number }>`
      select count(*)::int as n from ${sql.table(`storage.${listed.table}`)} t where ${sql.join(narrowed, sql` and `)}`.execute(
      handle,
    );
    return counted.rows[0]?.n ?? 0;
  });
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
  { table, shown, notFound }: Listed,
  order: readonly OrderedKey[],
  marker: string,
): Promise<readonly (string | null)[]> {
  if (!isUuid(marker)) throw storageFault(notFound, [marker]);
  const { rows } = await sql<{ keys: readonly (string | null)[] }>`
    select ${keyTexts(order)} as keys from ${sql.table(`storage.${table}`)} t where ${shown} and t.id = ${marker}`.execute(
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
