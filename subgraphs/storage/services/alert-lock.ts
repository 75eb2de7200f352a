import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';

/**
 * Lets one transaction at a time change what a storage has to do with alerts, without holding up its sync.
 * It also holds off the removal of what a deleted storage had, so nothing is left behind by a writer that
 * saw it alive. Of several storages, in one order everywhere: sort the UUIDs.
 */
export async function lockAlertsOf(tx: Tx, storageUuid: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`storage.alert ${storageUuid}`}, 0))`.execute(
    tx.sql,
  );
}
