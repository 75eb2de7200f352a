import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { NewTask } from '../../kernel/tasks/contract.js';
import { isEnded, type TaskOrigin } from '../../kernel/tasks/task-states.js';
import { syncUnitKinds, type SyncUnitKind } from '../entities/sync-unit.js';
import { emitStorageEvent } from '../events.js';
import { isUuid } from './find-storages.js';
import type { StorageParts } from './parts.js';
import { storageFault } from './storage-fault.js';

/** Name of the task type that syncs. */
export const syncTaskName = 'storage.sync';

/** What a sync is told. */
export interface SyncInput {
  readonly storageId: string;
  /** The units to read, in order; all sixteen unless told. */
  readonly kinds: readonly SyncUnitKind[];
}

/** A sync someone has asked for, and where its task's events begin. */
export interface StartedSync {
  readonly guid: string;
  readonly cursor: string;
}

/** How a sync is wished. */
export interface SyncWish {
  /** The units to read; all sixteen unless told. */
  readonly kinds?: readonly SyncUnitKind[] | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly origin?: TaskOrigin;
  /** Only when the last one that read as much was asked for before this long ago, in milliseconds. */
  readonly dueAfterMs?: number;
}

interface SyncStateRow {
  readonly name: string | null;
  readonly sync_task: string | null;
  readonly alive: boolean;
  readonly due: boolean;
}

/**
 * Starts a sync of one storage (section 7.3). StorageNotFound when it is not registered, StorageIsSyncing
 * while another sync is under way and has shown a sign of life within the expiration time.
 */
export async function startSync(
  parts: StorageParts,
  storageId: string,
  viewer: Viewer | undefined,
  wish: SyncWish = {},
): Promise<StartedSync> {
  const started = await startSyncWhenDue(parts, storageId, viewer, wish);
  if (!started) throw storageFault('StorageIsSyncing', [storageId]);
  return started;
}

/** The same for a schedule: undefined when it is not due. */
export async function startSyncWhenDue(
  parts: StorageParts,
  storageId: string,
  viewer: Viewer | undefined,
  wish: SyncWish = {},
): Promise<StartedSync | undefined> {
  if (!isUuid(storageId)) throw storageFault('StorageNotFound', [storageId]);
  if (wish.kinds?.length === 0) throw storageFault('InvalidInput', ['"kinds" must name something to read.']);
  const over = await overTask(parts, storageId);
  return parts.store.transaction(async (tx) => {
    const state = await lockState(parts, tx, storageId, wish);
    const cursor = await parts.tasks.cursorIn(tx);
    const kinds = syncUnitKinds.filter((kind) => wish.kinds === undefined || wish.kinds.includes(kind));
    const requester = viewer && (viewer.userName ?? viewer.userId);
    const make = (): ReturnType<typeof parts.tasks.createOrFind> =>
      parts.tasks.createOrFind<unknown, SyncInput>(tx, {
        ...syncWork(storageId, state.name, kinds),
        origin: wish.origin ?? 'USER',
        ...(wish.idempotencyKey !== undefined && { idempotencyKey: wish.idempotencyKey }),
        ...(requester !== undefined && { requestedBy: requester }),
      });
    if (wish.idempotencyKey !== undefined) {
      const { task, created } = await make();
      if (!created) return { guid: task.guid, cursor };
      refuseBusy(state, over, storageId);
      await begin(parts, tx, storageId, task.guid, kinds);
      return { guid: task.guid, cursor };
    }
    if (!state.due) return undefined;
    refuseBusy(state, over, storageId);
    const { task } = await make();
    await begin(parts, tx, storageId, task.guid, kinds);
    return { guid: task.guid, cursor };
  });
}

/** Starts the first sync of a storage that the same transaction has written. */
export async function startFirstSync(
  parts: Pick<StorageParts, 'events' | 'tasks'>,
  tx: Tx,
  storageId: string,
  name: string | null,
): Promise<void> {
  const work = syncWork(storageId, name, syncUnitKinds);
  const task = await parts.tasks.create<unknown, SyncInput>(tx, { ...work, origin: 'SYSTEM' });
  await begin(parts, tx, storageId, task.guid, syncUnitKinds);
}

function syncWork(
  storageId: string,
  name: string | null,
  kinds: readonly SyncUnitKind[],
): Pick<NewTask<SyncInput>, 'type' | 'title' | 'input' | 'about'> {
  return {
    type: syncTaskName,
    title: `Sync of ${name ?? 'a storage'}`,
    input: { storageId, kinds },
    about: [{ kind: 'Storage', id: storageId }],
  };
}

/** The task that holds the storage although it has ended, if so; looked up before the transaction, which must not wait for another store. */
async function overTask(parts: StorageParts, storageId: string): Promise<string | undefined> {
  const { rows } = await sql<{ sync_task: string | null }>`
    select sync_task from storage.storage where id = ${storageId}`.execute(parts.store.sql);
  const guid = rows[0]?.sync_task;
  if (guid == null) return undefined;
  const task = await parts.tasks.get(guid);
  return task === undefined || isEnded(task.state) ? guid : undefined;
}

async function lockState(
  parts: StorageParts,
  tx: Tx,
  storageId: string,
  { dueAfterMs, kinds }: SyncWish,
): Promise<SyncStateRow> {
  const partial = kinds !== undefined;
  const seconds = parts.config.syncExpiration / 1000;
  const dueAfter = dueAfterMs === undefined ? null : dueAfterMs / 1000;
  const { rows } = await sql<SyncStateRow>`
    select name, sync_task,
      coalesce(greatest(sync_started_at, updated_at, (select max(greatest(u.started_at, u.ended_at)) from storage.sync_unit u
        where u.storage_id = s.id)) > now() - ${seconds} * interval '1 second', false) as alive,
      ${dueAfter}::float8 is null
        or coalesce(${partial ? sql`sync_started_at` : sql`full_sync_at`}, created_at) <= now() - ${dueAfter}::float8 * interval '1 second' as due
    from storage.storage s where id = ${storageId} and deleted_at is null for no key update`.execute(tx.sql);
  if (!rows[0]) throw storageFault('StorageNotFound', [storageId]);
  return rows[0];
}

function refuseBusy(state: SyncStateRow, over: string | undefined, storageId: string): void {
  if (state.sync_task !== null && state.sync_task !== over && state.alive)
    throw storageFault('StorageIsSyncing', [storageId]);
}

async function begin(
  parts: Pick<StorageParts, 'events'>,
  tx: Tx,
  storageId: string,
  guid: string,
  kinds: readonly SyncUnitKind[],
): Promise<void> {
  await sql`
    update storage.storage set sync_task = ${guid}, sync_started_at = now(), updated_at = now(),
      full_sync_at = case when ${kinds.length === syncUnitKinds.length} then now() else full_sync_at end
    where id = ${storageId}`.execute(tx.sql);
  const rows = kinds.map(
    (kind) => sql`(${storageId}::uuid, ${kind}, ${syncUnitKinds.indexOf(kind)}, 'PENDING')`,
  );
  await sql`
    insert into storage.sync_unit as u (storage_id, kind, position, state) values ${sql.join(rows)}
    on conflict (storage_id, kind) do update set state = 'PENDING', started_at = null, ended_at = null,
      added = 0, updated = 0, removed = 0, error = null, error_reason = null`.execute(tx.sql);
  emitStorageEvent(parts.events, tx, 'sync.started', storageId, { task: guid, kinds });
}
