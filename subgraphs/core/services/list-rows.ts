import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import { pageClauses, pageOf, pageRequest, type KeysetOrder } from '../../kernel/database/keyset.js';
import type { Store } from '../../kernel/database/store.js';

/** A list of one kernel table. */
export interface RowList<R, T> {
  /** Columns to read. */
  readonly columns: RawBuilder<unknown>;
  /** Tables and joins. */
  readonly from: RawBuilder<unknown>;
  /** All of them must hold; the first is the wall between tenants. */
  readonly conditions: readonly RawBuilder<boolean>[];
  readonly order: KeysetOrder<R>;
  readonly toNode: (row: R) => T;
}

/** One page of a list; the count runs only when asked for. */
export async function listRows<R, T>(store: Store, list: RowList<R, T>, args: PageArgs): Promise<Page<T>> {
  const request = pageRequest(args, list.order.columns.length);
  const clauses = pageClauses(list.order, request);
  const where = sql.join(list.conditions, sql` and `);
  const { rows } = await sql<R>`
    select ${list.columns} from ${list.from} where ${where} and ${clauses.where}
    order by ${clauses.orderBy} limit ${clauses.limit} offset ${clauses.offset}`.execute(store.sql);
  return pageOf(rows, list.order, request, list.toNode, async () => {
    const counted = await sql<{
      n: number;
    }>`select count(*)::int as n from ${list.from} where ${where}`.execute(store.sql);
    return counted.rows[0]?.n ?? 0;
  });
}
