import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import type { StorageHost } from '../entities/storage-host.js';
import { inventoryObject, selectedOf, type InventoryRow } from './inventory-row.js';

interface RowAt extends InventoryRow {
  readonly at: string;
}

/** The hosts of arrays that have one of these addresses, by address; one statement. */
export async function hostsAt(
  handle: Sql,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, readonly StorageHost[]>> {
  const { rows } = await sql<RowAt>`
    select t.ip_address as at, ${selectedOf('STORAGE_HOST', 't')} from storage.storage_host t
    where t.ip_address = any(${addresses}::text[]) order by t.storage_id, t.native_storage_host_id`.execute(
    handle,
  );
  const byAddress = Map.groupBy(rows, ({ at }) => at);
  return new Map(
    [...byAddress].map(([at, group]) => [at, group.map((row) => inventoryObject('STORAGE_HOST', row))]),
  );
}
