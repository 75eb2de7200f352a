import type { TimeRange } from '../drivers/alerts.js';
import type { Tx } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { NewTask } from '../../kernel/tasks/contract.js';
import type { Tasks } from '../../kernel/tasks/tasks.js';
import { isUuid, storageByUuid } from './find-storages.js';
import type { StorageParts } from './parts.js';
import { storageFault } from './storage-fault.js';

/** Name of the task that asks an array for its alerts. */
export const alertSyncTaskName = 'storage.alert-sync';

/** What such a task is told. */
export interface AlertSyncInput extends TimeRange {
  readonly storageId: string;
}

/** A wish to have a storage asked for its alerts. */
export interface AlertSyncWish extends TimeRange {
  readonly storageUuid: string;
  readonly viewer: Viewer;
  readonly idempotencyKey?: string | null | undefined;
}

/** A task that has begun, and the place in the log just before it. */
export interface BegunAlertSync {
  readonly guid: string;
  readonly cursor: string;
}

/** A range as the contract reads it: zero is absent, and the end lies behind the beginning (delfin.md 4.4, 7.7). */
export function checkedRange({ beginTime, endTime }: TimeRange): TimeRange {
  if (beginTime && endTime && endTime <= beginTime)
    throw storageFault('InvalidInput', ['end_time should be greater than begin_time.']);
  return { ...(beginTime ? { beginTime } : {}), ...(endTime ? { endTime } : {}) };
}

/** Has a storage asked for its alerts; InvalidInput or StorageNotFound. */
export async function startAlertSync(parts: StorageParts, wish: AlertSyncWish): Promise<BegunAlertSync> {
  const range = checkedRange(wish);
  if (!isUuid(wish.storageUuid)) throw storageFault('StorageNotFound', [wish.storageUuid]);
  return parts.store.transaction(async (tx) => {
    const { name } = await storageByUuid(tx.sql, wish.storageUuid);
    const cursor = await parts.tasks.cursorIn(tx);
    const task = await createAlertSync(parts.tasks, tx, {
      input: { storageId: wish.storageUuid, ...range },
      storageName: name,
      requestedBy: wish.viewer.userName ?? wish.viewer.userId,
      ...(wish.idempotencyKey == null ? {} : { idempotencyKey: wish.idempotencyKey }),
    });
    return { guid: task.guid, cursor };
  });
}

/** Creates the task with the commit of a transaction, for whoever has looked the storage up. */
export function createAlertSync(
  tasks: Tasks,
  tx: Tx,
  {
    input,
    storageName,
    ...rest
  }: Omit<NewTask<AlertSyncInput>, 'type' | 'title' | 'about'> & { readonly storageName: string | null },
): ReturnType<Tasks['create']> {
  return tasks.create<unknown, AlertSyncInput>(tx, {
    ...rest,
    type: alertSyncTaskName,
    title: `Alerts of ${storageName ?? 'a storage'}`,
    input,
    about: [{ kind: 'Storage', id: input.storageId }],
  });
}
