import { sql } from 'kysely';
import { Fault } from '../../kernel/errors/fault.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { isEnded } from '../../kernel/tasks/task-states.js';
import { wholeSeconds } from './collection-plan.js';
import { collectionState, type CollectionState } from './collection-rows.js';
import { isUuid } from './find-storages.js';
import { oldestSample } from './metric-partitions.js';
import type { StorageParts } from './parts.js';
import { storageFault } from './storage-fault.js';

/** Name of the task type that collects the past. */
export const collectHistoryTaskName = 'storage.collect-history';

/** What a collection of the past works on; both in milliseconds since 1970. */
export interface CollectHistoryInput {
  readonly storageId: string;
  readonly start: number;
  readonly end: number;
}

/** A range of the past that someone wishes. */
export interface HistoryWish {
  readonly storageId: string;
  readonly from: Date;
  readonly to: Date;
  readonly idempotencyKey?: string | undefined;
}

/** The work someone asked for, and where its task's events begin. */
export interface StartedHistory {
  readonly guid: string;
  readonly cursor: string;
}

/**
 * Begins to collect a range of the past. StorageNotFound, StorageCapabilityNotSupported when the driver
 * measures nothing, BAD_USER_INPUT when it cannot tell the past or the range is not kept by the array or by
 * us, CONFLICT while another such work of the same storage runs.
 */
export async function startHistory(
  parts: StorageParts,
  wish: HistoryWish,
  viewer: Viewer,
): Promise<StartedHistory> {
  const { storageId, idempotencyKey } = wish;
  const state = await measuredState(parts, storageId);
  const range = checkedRange(parts, state, wish);
  const over = await overTask(parts, storageId);
  return parts.store.transaction(async (tx) => {
    const cursor = await parts.tasks.cursorIn(tx);
    const { task, created } = await parts.tasks.createOrFind<unknown, CollectHistoryInput>(tx, {
      type: collectHistoryTaskName,
      title: `Past performance of ${state.storageName ?? 'a storage'}`,
      input: { storageId, ...range },
      priority: 30,
      about: [{ kind: 'Storage', id: storageId }],
      requestedBy: viewer.userName ?? viewer.userId,
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    });
    if (created) {
      const { numAffectedRows } = await sql`
        update storage.metric_collection set history_task = ${task.guid}::uuid
        where storage_id = ${storageId}::uuid and (history_task is null or history_task = ${over ?? null}::uuid)`.execute(
        tx.sql,
      );
      if (Number(numAffectedRows ?? 0) === 0)
        throw new Fault(
          'CONFLICT',
          'The past of this storage is being collected already; wait for its task.',
        );
    }
    return { guid: task.guid, cursor };
  });
}

async function measuredState(parts: StorageParts, storageId: string): Promise<CollectionState> {
  if (!isUuid(storageId)) throw storageFault('StorageNotFound', [storageId]);
  const state = await collectionState(parts.store.sql, storageId, parts.config.collectInterval);
  if (state) return state;
  const { rows } = await sql`
    select 1 from storage.storage where id = ${storageId}::uuid and deleted_at is null`.execute(
    parts.store.sql,
  );
  throw rows.length === 0
    ? storageFault('StorageNotFound', [storageId])
    : storageFault('StorageCapabilityNotSupported');
}

function checkedRange(
  { config }: StorageParts,
  { capabilities }: CollectionState,
  { from, to }: HistoryWish,
): { start: number; end: number } {
  if (!capabilities.is_historic)
    throw new Fault('BAD_USER_INPUT', 'The driver of this storage cannot tell the past.');
  const now = Date.now();
  const window = capabilities.performance_metric_retention_window;
  const kept = window === undefined ? 0 : now - window * 1000;
  const oldest = Math.max(kept, oldestSample(now, config.metricsRetention));
  const [start, end] = [wholeSeconds(from.getTime()), wholeSeconds(to.getTime())];
  if (!(start < end)) throw new Fault('BAD_USER_INPUT', '"from" must be before "to".');
  if (end > now) throw new Fault('BAD_USER_INPUT', '"to" must not lie in the future.');
  if (start < wholeSeconds(oldest))
    throw new Fault('BAD_USER_INPUT', `"from" must not be before ${new Date(oldest).toISOString()}.`);
  return { start, end };
}

/** The task that holds the storage's past although it has ended, if so. */
async function overTask({ store, tasks }: StorageParts, storageId: string): Promise<string | undefined> {
  const { rows } = await sql<{ history_task: string | null }>`
    select history_task from storage.metric_collection where storage_id = ${storageId}::uuid`.execute(
    store.sql,
  );
  const guid = rows[0]?.history_task;
  if (guid == null) return undefined;
  const task = await tasks.get(guid);
  return task === undefined || isEnded(task.state) ? guid : undefined;
}
