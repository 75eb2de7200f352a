import { sql } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import { pageClauses, pageOf, pageRequest, type KeysetOrder } from '../../kernel/database/keyset.js';
import type { Sql } from '../../kernel/database/store.js';
import type { Storage } from '../entities/storage.js';
import type { StorageParts } from './parts.js';
import { storageFault } from './storage-fault.js';
import { storageOf, storageSelection, type StorageRow } from './storage-row.js';

const newestFirst: KeysetOrder<StorageRow> = {
  columns: [
    { expression: sql`s.created_at`, type: 'timestamptz', value: (row) => `${row.created_at}Z` },
    { expression: sql`s.id`, type: 'uuid', value: (row) => row.id },
  ],
  descending: true,
};

/** A page of the registered storages, the newest first. */
export async function listStorages({ store }: StorageParts, args: PageArgs): Promise<Page<Storage>> {
  const request = pageRequest(args, newestFirst.columns.length);
  const { where, orderBy, limit, offset } = pageClauses(newestFirst, request);
  const { rows } = await sql<StorageRow>`
    select ${storageSelection('s')} from storage.storage s where s.deleted_at is null and ${where}
    order by ${orderBy} limit ${limit} offset ${offset}`.execute(store.sql);
  return pageOf(rows, newestFirst, request, storageOf, async () => {
    const counted = await sql<{ n: number }>`
      select count(*)::int as n from storage.storage where deleted_at is null`.execute(store.sql);
    return counted.rows[0]?.n ?? 0;
  });
}

/** The registered storages of these UUIDs, in one statement. */
export async function storagesByUuid(
  handle: Sql,
  uuids: readonly string[],
): Promise<ReadonlyMap<string, Storage>> {
  const known = uuids.filter(isUuid);
  if (known.length === 0) return new Map();
  const { rows } = await sql<StorageRow>`
    select ${storageSelection('s')} from storage.storage s
    where s.deleted_at is null and s.id = any(${known}::uuid[])`.execute(handle);
  return new Map(rows.map((row) => [row.id, storageOf(row)]));
}

/** A registered storage; StorageNotFound when there is none. */
export async function storageByUuid(handle: Sql, uuid: string): Promise<Storage> {
  const found = (await storagesByUuid(handle, [uuid])).get(uuid);
  if (!found) throw storageFault('StorageNotFound', [uuid]);
  return found;
}

/** Whether a text can be a UUID; the database throws at others. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
