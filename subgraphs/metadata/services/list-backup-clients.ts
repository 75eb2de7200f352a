import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import {
  pageClauses,
  pageOf,
  pageRequest,
  writeCursor,
  type KeysetOrder,
} from '../../kernel/database/keyset.js';
import { Fault } from '../../kernel/errors/fault.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { BackupClient } from '../entities/backup-client.js';
import { clientColumns, toBackupClient, type BackupClientRow } from './backup-client-row.js';
import { findClientRow } from './find-backup-client.js';
import type { MetadataParts } from './parts.js';
import { searchCondition, type Search } from './search-condition.js';
import { isKeepable, visibleTo } from './wall.js';

/** The orders of a list of clients. */
export const ClientOrder = { INSERTED_ASC: 'INSERTED_ASC', INSERTED_DESC: 'INSERTED_DESC' } as const;

/** One of them. */
export type ClientOrder = keyof typeof ClientOrder;

/** What a list of clients is narrowed to; absent and null members narrow nothing. */
export interface ClientFilter {
  readonly userId?: string | null | undefined;
  readonly tenantId?: string | null | undefined;
  /** Compared ignoring case. */
  readonly hostName?: string | null | undefined;
  readonly search?: Search | undefined;
}

/** A page of the clients a viewer sees. `marker` is the client id to continue behind; BAD_USER_INPUT when it is unknown. */
export async function listBackupClients(
  parts: MetadataParts,
  filter: ClientFilter,
  orderBy: ClientOrder,
  page: PageArgs & { readonly marker?: string | null },
  viewer: Viewer,
): Promise<Page<BackupClient>> {
  const order: KeysetOrder<BackupClientRow> = {
    columns: [{ expression: sql`seq`, type: 'bigint', value: (row) => row.seq }],
    descending: orderBy === 'INSERTED_DESC',
  };
  const after = page.marker == null ? page.after : await cursorOfMarker(parts, page.marker, filter, viewer);
  const request = pageRequest(Object.assign({}, page, { after }), order.columns.length);
  const clauses = pageClauses(order, request);
  const conditions = clientConditions(filter, viewer);
  const { rows } = await sql<BackupClientRow>`
    select ${clientColumns} from metadata.backup_client where ${conditions} and ${clauses.where}
    order by ${clauses.orderBy} limit ${clauses.limit} offset ${clauses.offset}`.execute(parts.store.sql);
  return pageOf(rows, order, request, toBackupClient, async () => {
    const counted = await sql<{
      n: number;
    }>`select count(*)::int as n from metadata.backup_client where ${conditions}`.execute(parts.store.sql);
    return counted.rows[0]?.n ?? 0;
  });
}

function clientConditions(filter: ClientFilter, viewer: Viewer): RawBuilder<boolean> {
  if (![filter.userId, filter.tenantId, filter.hostName].every((text) => isKeepable(text ?? '')))
    return sql<boolean>`false`;
  const conditions = [visibleTo(viewer, filter.userId)];
  if (filter.userId != null) conditions.push(sql`user_id = ${filter.userId}`);
  if (filter.tenantId != null) conditions.push(sql`project_id = ${filter.tenantId}`);
  if (filter.hostName != null) conditions.push(sql`host_key = ${filter.hostName.toLowerCase()}`);
  if (filter.search) conditions.push(searchCondition(filter.search));
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

async function cursorOfMarker(
  parts: MetadataParts,
  marker: string,
  filter: ClientFilter,
  viewer: Viewer,
): Promise<string> {
  const row = await findClientRow(parts.store.sql, { clientId: marker, userId: filter.userId }, viewer);
  if (!row)
    throw new Fault('BAD_USER_INPUT', 'The marker names no backup client of yours.', {
      details: { reason: 'MARKER_UNKNOWN' },
    });
  return writeCursor([row.seq]);
}
