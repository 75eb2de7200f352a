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
  beyond,
  keyTexts,
  orderText,
  totalOrder,
  type OrderedKey,
  type OrderWish,
} from './list-order.js';
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
  readonly keys: readonly (string | null)[];
}

/** A page of a list as statements need it. */
export interface ListPlan {
  readonly order: readonly OrderedKey[];
  readonly request: PageRequest;
  /** Condition on the rows of the whole list. */
  readonly narrowed: RawBuilder<unknown>;
  /** Condition on the rows of this page. */
  readonly wanted: RawBuilder<unknown>;
  readonly keyset: KeysetOrder<ListedRow>;
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
  const marked =
    marker == null
      ? undefined
      : await markedValues(
          handle,
          listed as Listed,
          totalOrder(listed as Listed, wish.orderBy ?? []),
          marker,
        );
  const { order, request, narrowed, wanted, keyset } = listPlan(listed as Listed, wish, marked);
  const table = sql.table(`storage.${listed.table}`);
  const { rows } = await sql<ListedRow>`
    select ${listed.selection}, ${keyTexts(order)} as keys from ${table} t where ${wanted}
    order by ${orderText(order, request.backward)} limit ${request.limit + 1} offset ${request.offset}`.execute(
    handle,
  );
  return pageOf(rows, keyset, request, listed.toObject, async () => {
    const counted = await sql<{ n: number }>`
      select count(*)::int as n from ${table} t where ${narrowed}`.execute(handle);
    return counted.rows[0]?.n ?? 0;
  });
}

/** Plans a page; `start` are the values of the row it starts behind, otherwise its cursor says. BAD_USER_INPUT for arguments that make no page. */
export function listPlan(
  listed: Listed,
  { filter, orderBy, page: { after, before, first, last, offset } }: ListWish,
  start?: readonly (string | null)[],
): ListPlan {
  const order = totalOrder(listed, orderBy ?? []);
  const request = {
    ...pageRequest({ first, last, offset }, 1),
    after: start ?? (after == null ? undefined : cursorValues('after', after, order)),
    before: before == null ? undefined : cursorValues('before', before, order),
  };
  const narrowed = [listed.shown, ...filterConditions(listed, filter ?? {})];
  const wanted = [...narrowed];
  if (request.after) wanted.push(beyond(order, request.after, true));
  if (request.before) wanted.push(beyond(order, request.before, false));
  return {
    order,
    request,
    narrowed: sql.join(narrowed, sql` and `),
    wanted: sql.join(wanted, sql` and `),
    keyset: {
      columns: [
        {
          expression: sql`t.id`,
          type: 'text',
          value: ({ keys }) => JSON.stringify([nameOf(order), ...keys]),
        },
      ],
    },
  };
}

function filterConditions({ filterColumns }: Listed, filter: ListFilter): RawBuilder<boolean>[] {
  return filterColumns.flatMap(({ member, column, uuid }) => {
    const values = filter[member];
    if (values == null) return [];
    // What cannot be stored is nobody's value; the database would throw.
    const possible = values.filter(uuid ? isUuid : isStorableText);
    return [sql<boolean>`${sql.ref(`t.${column}`)} = any(${possible}::${sql.raw(uuid ? 'uuid' : 'text')}[])`];
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
