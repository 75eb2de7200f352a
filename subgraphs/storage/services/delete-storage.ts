import { sql } from 'kysely';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { emitStorageEvent } from '../events.js';
import { isUuid } from './find-storages.js';
import type { StorageParts } from './parts.js';
import type { StartedSync } from './start-sync.js';
import { storageFault } from './storage-fault.js';

/** Name of the task type that deletes. */
export const deleteTaskName = 'storage.delete';

/** What a deletion is told. */
export interface DeleteInput {
  readonly storageId: string;
}

/**
 * Deletes a storage (section 7.5): it is invisible at once and its serial number free again; what it had is
 * removed by a task. StorageNotFound when it is not registered.
 */
export async function deleteStorage(
  parts: StorageParts,
  storageId: string,
  viewer: Viewer,
): Promise<StartedSync> {
  if (!isUuid(storageId)) throw storageFault('StorageNotFound', [storageId]);
  return parts.store.transaction(async (tx) => {
    const { rows } = await sql<{ name: string | null }>`
      update storage.storage set deleted_at = now(), sync_task = null
      where id = ${storageId} and deleted_at is null returning name`.execute(tx.sql);
    if (!rows[0]) throw storageFault('StorageNotFound', [storageId]);
    const cursor = await parts.tasks.cursorIn(tx);
    const task = await parts.tasks.create<unknown, DeleteInput>(tx, {
      type: deleteTaskName,
      title: `Removal of ${rows[0].name ?? 'a storage'}`,
      input: { storageId },
      about: [{ kind: 'Storage', id: storageId }],
      requestedBy: viewer.userName ?? viewer.userId,
    });
    emitStorageEvent(parts.events, tx, 'storage.removed', storageId);
    // Not waited for: a device that is gone may be slow to part with.
    tx.afterCommit(() => void parts.drivers.close(storageId));
    return { guid: task.guid, cursor };
  });
}
