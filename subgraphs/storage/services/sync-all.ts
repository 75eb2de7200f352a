import { sql } from 'kysely';
import { faultOf } from '../../kernel/errors/fault.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { StorageParts } from './parts.js';
import { startSync, type StartedSync, type SyncWish } from './start-sync.js';

/** What came of a sync of all storages. */
export interface StartedSyncs {
  readonly started: readonly (StartedSync & { readonly storageId: string })[];
  /** Storages that were syncing already. */
  readonly skipped: readonly string[];
}

/** Starts a sync of every registered storage; one that is syncing already is left out (section 7.3, mended). */
export async function syncAll(
  parts: StorageParts,
  viewer: Viewer,
  wish: Pick<SyncWish, 'kinds'> = {},
): Promise<StartedSyncs> {
  const { rows } = await sql<{ id: string }>`
    select id from storage.storage where deleted_at is null order by created_at, id`.execute(parts.store.sql);
  const started: (StartedSync & { storageId: string })[] = [];
  const skipped: string[] = [];
  for (const { id } of rows) {
    try {
      started.push({ storageId: id, ...(await startSync(parts, id, viewer, wish)) });
    } catch (error) {
      const reason = faultOf(error)?.extensions['reason'];
      // A storage deleted in between needs no sync either.
      if (reason !== 'StorageIsSyncing' && reason !== 'StorageNotFound') throw error;
      if (reason === 'StorageIsSyncing') skipped.push(id);
    }
  }
  return { started, skipped };
}
