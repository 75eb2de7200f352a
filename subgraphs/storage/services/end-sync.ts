import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { Fault } from '../../kernel/errors/fault.js';
import { isEnded } from '../../kernel/tasks/task-states.js';
import { emitStorageEvent } from '../events.js';
import type { StorageParts } from './parts.js';

/** Writes down that a sync has ended, and whether the array could be reached. */
export async function endSync(
  { events }: StorageParts,
  tx: Tx,
  storageId: string,
  down: Fault | undefined,
): Promise<void> {
  await sql`
    update storage.storage set sync_task = null, reachable = ${down === undefined}, last_error = ${down?.message ?? null},
      synced_at = case when ${down === undefined} then clock_timestamp() else synced_at end, updated_at = clock_timestamp()
    where id = ${storageId}`.execute(tx.sql);
  emitStorageEvent(events, tx, 'sync.ended', storageId, { error: down?.message ?? null });
}

/** Frees a storage from a sync that will not go on, if it still has it; what was not read counts as failed. */
export async function abandonSync(
  { store, events }: StorageParts,
  storageId: string,
  guid: string,
  reason: string,
): Promise<void> {
  await store.transaction(async (tx) => {
    const { rows } = await sql`
      update storage.storage set sync_task = null, updated_at = clock_timestamp()
      where id = ${storageId} and sync_task = ${guid} returning id`.execute(tx.sql);
    if (rows.length === 0) return;
    await sql`
      update storage.sync_unit set state = 'FAILED', ended_at = clock_timestamp(), error = ${reason}
      where storage_id = ${storageId} and state in ('PENDING', 'RUNNING')`.execute(tx.sql);
    emitStorageEvent(events, tx, 'sync.ended', storageId, { task: guid, error: reason });
  });
}

/** Frees the storages whose sync has ended without saying so: cancelled while it waited, or failed with the database. */
export async function abandonEndedSyncs(parts: StorageParts): Promise<void> {
  const { rows } = await sql<{ id: string; sync_task: string }>`
    select id, sync_task from storage.storage where sync_task is not null`.execute(parts.store.sql);
  for (const { id, sync_task: guid } of rows) {
    const task = await parts.tasks.get(guid);
    if (task && !isEnded(task.state)) continue;
    const reason = task?.state === 'CANCELLED' ? 'The sync was cancelled.' : 'The sync ended early.';
    await abandonSync(parts, id, guid, reason);
  }
}
