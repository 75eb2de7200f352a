import { sql } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import { pageClauses, pageOf, pageRequest } from '../../kernel/database/keyset.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { BackupRecord } from '../entities/backup-record.js';
import { recordColumns, toBackupRecord, type BackupRecordRow } from './backup-record-row.js';
import type { MetadataParts } from './parts.js';
import { recordConditions, type RecordFilter } from './record-conditions.js';
import { recordOrders, type RecordOrder } from './record-order.js';

/** A host whose records or clients are wanted; `userId` narrows them to one user's. */
export interface HostOfUser {
  /** Host name in lower case. */
  readonly hostKey: string;
  readonly userId: string | null;
}

/** What of each host's records is wanted: the same for all of them. */
export interface RecordsOfHostsRequest {
  readonly filter: RecordFilter;
  readonly orderBy: RecordOrder;
  readonly page: PageArgs;
}

/** One page of records per host, all by one statement. */
export async function recordsOfHosts(
  parts: MetadataParts,
  hosts: readonly HostOfUser[],
  request: RecordsOfHostsRequest,
  viewer: Viewer,
  countOf: (host: HostOfUser) => Promise<number>,
): Promise<Page<BackupRecord>[]> {
  const order = recordOrders[request.orderBy];
  const pageWish = pageRequest(request.page, order.columns.length);
  const { where, orderBy, limit, offset } = pageClauses(order, pageWish);
  const { rows } = await sql<BackupRecordRow & { place: number }>`
    select place, record.* from ${wantedHosts(hosts)} cross join lateral (
      select ${recordColumns} from metadata.backup_record
      where host_key = wanted_host and (wanted_user is null or user_id = wanted_user)
        and ${recordConditions(request.filter, viewer)} and ${where}
      order by ${orderBy} limit ${limit} offset ${offset}) as record
    order by place, ${orderBy}`.execute(parts.store.sql);
  const byPlace = Map.groupBy(rows, (row) => row.place);
  return hosts.map((host, i) =>
    pageOf(byPlace.get(i + 1) ?? [], order, pageWish, toBackupRecord, () => countOf(host)),
  );
}

/** How many records each host has under a filter, by one statement. */
export async function countRecordsOfHosts(
  parts: MetadataParts,
  hosts: readonly HostOfUser[],
  filter: RecordFilter,
  viewer: Viewer,
): Promise<number[]> {
  const { rows } = await sql<{ place: number; n: number }>`
    select place, record.n from ${wantedHosts(hosts)} cross join lateral (
      select count(*)::int as n from metadata.backup_record
      where host_key = wanted_host and (wanted_user is null or user_id = wanted_user)
        and ${recordConditions(filter, viewer)}) as record`.execute(parts.store.sql);
  const counts = new Map(rows.map((row) => [row.place, row.n]));
  return hosts.map((_, i) => counts.get(i + 1) ?? 0);
}

/** The hosts as a table `(wanted_host, wanted_user, place)` whose place counts from 1. */
export function wantedHosts(hosts: readonly HostOfUser[]): ReturnType<typeof sql> {
  const keys = hosts.map((host) => host.hostKey);
  const users = hosts.map((host) => host.userId);
  return sql`unnest(${keys}::text[], ${users}::text[]) with ordinality as wanted (wanted_host, wanted_user, place)`;
}
