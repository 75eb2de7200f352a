import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import type { Sql } from '../../kernel/database/store.js';
import {
  pageClauses,
  pageOf,
  pageRequest,
  writeCursor,
  type KeysetOrder,
} from '../../kernel/database/keyset.js';
import { Fault } from '../../kernel/errors/fault.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { findWork } from './find-work.js';
import { searchCondition, type Search } from './search-condition.js';
import { isKeepable, visibleTo } from './wall.js';
import type { WorkKind } from './work-kind.js';
import { tableOf, workColumns, type WorkRow } from './work-row.js';

/** The orders of a list of actions, jobs or sessions. */
export const WorkOrder = { INSERTED_ASC: 'INSERTED_ASC', INSERTED_DESC: 'INSERTED_DESC' } as const;

/** One of them. */
export type WorkOrder = keyof typeof WorkOrder;

/** What a list is narrowed to; absent and null members narrow nothing. */
export interface WorkFilter {
  readonly userId?: string | null | undefined;
  readonly tenantId?: string | null | undefined;
  /** No matter whose: only a caller of the Freezer API who administers it may ask for that; others have their tenant's wall. */
  readonly everyTenant?: boolean | null | undefined;
  /** Created at this time or later. */
  readonly createdFrom?: Date | null | undefined;
  /** Created at this time or earlier. */
  readonly createdTo?: Date | null | undefined;
  readonly search?: Search | undefined;
  /** Columns of the table and what they hold. */
  readonly columns?: Readonly<Partial<Record<WorkColumn, string | null | undefined>>>;
  /** Ids, of which any will do. */
  readonly nativeIds?: readonly string[] | null | undefined;
}

/** A column taken from the document. */
export type WorkColumn = 'client_id' | 'session_id' | 'event' | 'status' | 'result' | 'action' | 'mode';

/** A wish for a page of a list; `marker` is the id to continue behind. */
export interface WorkList {
  readonly kind: WorkKind;
  readonly filter: WorkFilter;
  readonly orderBy?: WorkOrder | null | undefined;
  readonly page: PageArgs & { readonly marker?: string | null };
}

/** A page of what a viewer sees. BAD_USER_INPUT when the marker is unknown. */
export async function listWork(
  handle: Sql,
  { kind, filter, orderBy, page }: WorkList,
  viewer: Viewer,
): Promise<Page<WorkRow>> {
  const order: KeysetOrder<WorkRow> = {
    columns: [{ expression: sql`seq`, type: 'bigint', value: (row) => row.seq }],
    descending: orderBy === 'INSERTED_DESC',
  };
  const after =
    page.marker == null ? page.after : await cursorOfMarker(handle, kind, page.marker, filter, viewer);
  const request = pageRequest(Object.assign({}, page, { after }), order.columns.length);
  const clauses = pageClauses(order, request);
  const conditions = workConditions(filter, viewer);
  const { rows } = await sql<WorkRow>`
    select ${workColumns} from ${tableOf(kind)} where ${conditions} and ${clauses.where}
    order by ${clauses.orderBy} limit ${clauses.limit} offset ${clauses.offset}`.execute(handle);
  return pageOf(
    rows,
    order,
    request,
    (row) => row,
    async () => {
      const counted = await sql<{
        n: number;
      }>`select count(*)::int as n from ${tableOf(kind)} where ${conditions}`.execute(handle);
      return counted.rows[0]?.n ?? 0;
    },
  );
}

function workConditions(filter: WorkFilter, viewer: Viewer): RawBuilder<boolean> {
  const { userId, tenantId, createdFrom, createdTo, nativeIds, search } = filter;
  const columns = Object.entries(filter.columns ?? {}).filter(([, value]) => value != null);
  const texts = [userId, tenantId, ...(nativeIds ?? []), ...columns.map(([, value]) => value)];
  if (!texts.every((text) => isKeepable(text ?? ''))) return sql<boolean>`false`;
  const conditions = [
    filter.everyTenant === true ? visibleToAdministrator(viewer) : visibleTo(viewer, userId),
  ];
  if (userId != null) conditions.push(sql`user_id = ${userId}`);
  if (tenantId != null) conditions.push(sql`project_id = ${tenantId}`);
  if (createdFrom != null) conditions.push(sql`created_at >= ${createdFrom}`);
  if (createdTo != null) conditions.push(sql`created_at <= ${createdTo}`);
  if (nativeIds != null) conditions.push(sql`native_id = any(${nativeIds}::text[])`);
  for (const [column, value] of columns) conditions.push(sql`${sql.ref(column)} = ${value}`);
  if (search) conditions.push(searchCondition(search));
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

function visibleToAdministrator(viewer: Viewer): RawBuilder<boolean> {
  if (viewer.kind !== 'dialect') return visibleTo(viewer);
  if (viewer.role !== 'admin') throw new Fault('FORBIDDEN', 'Only an administrator may see every tenant.');
  return sql<boolean>`true`;
}

async function cursorOfMarker(
  handle: Sql,
  kind: WorkKind,
  marker: string,
  { userId, tenantId }: WorkFilter,
  viewer: Viewer,
): Promise<string> {
  const row = await findWork(handle, kind, { nativeId: marker, userId, tenantId }, viewer);
  if (!row)
    throw new Fault('BAD_USER_INPUT', `The marker names no ${kind.table} of yours.`, {
      details: { reason: 'MARKER_UNKNOWN' },
    });
  return writeCursor([row.seq]);
}
