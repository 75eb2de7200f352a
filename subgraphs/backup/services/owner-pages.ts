import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import { pageClauses, pageOf, pageRequest } from '../../kernel/database/keyset.js';
import type { Sql } from '../../kernel/database/store.js';
import { objectOf, selectionOf } from '../entities/column.js';
import { keyColumns, keysetOf, type ListKind, type PageWish } from './list-page.js';

type Row = Readonly<Record<string, unknown>>;

/**
 * The same page of the list of each owner, such as the newest backups of each machine, in one statement. `column` of
 * the table names the owner by its GUID. `countOf` tells how long the list of one is, when it is asked for.
 */
export async function ownerPages<T extends object, F extends string>(
  handle: Sql,
  kind: ListKind<T, F>,
  column: string,
  owners: readonly string[],
  { page, orderBy, where: conditions }: PageWish<F>,
  countOf: (owner: string) => Promise<number>,
): Promise<ReadonlyMap<string, Page<T>>> {
  const { field, direction } = orderBy ?? kind.usual;
  const keyset = keysetOf(kind.orders[field], direction === 'DESC');
  const request = pageRequest(page, keyset.columns.length);
  const { where, orderBy: order, limit, offset } = pageClauses(keyset, request);
  const { rows } = await sql<Row>`
    select o.guid as owner, p.* from unnest(${[...owners]}::uuid[]) as o(guid)
    cross join lateral (
      select ${selectionOf(kind.entity, 't')}, ${keyColumns(keyset)}, row_number() over (order by ${order}) as place
      from ${kind.from}
      where ${sql.ref(`t.${column}`)} = o.guid and ${sql.join([...conditions, where], sql` and `)}
      order by ${order} limit ${limit} offset ${offset}
    ) p order by p.place`.execute(handle);
  const own = Map.groupBy(rows, (row) => String(row['owner']));
  const pageFor = (owner: string): Page<T> =>
    pageOf(
      own.get(owner) ?? [],
      keyset,
      request,
      (row) => objectOf(kind.entity, row),
      () => countOf(owner),
    );
  return new Map(owners.map((owner) => [owner, pageFor(owner)]));
}

/** How long the list of each owner is, in one statement; those with an empty one are left out. */
export async function ownerCounts<T extends object>(
  handle: Sql,
  kind: Pick<ListKind<T, never>, 'from'>,
  column: string,
  owners: readonly string[],
  conditions: readonly RawBuilder<unknown>[],
): Promise<ReadonlyMap<string, number>> {
  const owner = sql.ref(`t.${column}`);
  const { rows } = await sql<{ owner: string; count: number }>`
    select ${owner} as owner, count(*)::int as count from ${kind.from}
    where ${owner} = any(${[...owners]}::uuid[]) and ${sql.join([...conditions], sql` and `)} group by ${owner}`.execute(
    handle,
  );
  return new Map(rows.map((row) => [row.owner, row.count]));
}
