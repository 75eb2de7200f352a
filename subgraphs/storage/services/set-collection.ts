import { sql } from 'kysely';
import { Fault } from '../../kernel/errors/fault.js';
import { intervalOf, measurable } from './collection-rows.js';
import { isUuid } from './find-storages.js';
import type { StorageParts } from './parts.js';
import { storageFault } from './storage-fault.js';

/** How a storage is to be measured; what is absent stays, null for the interval takes the driver's or the server's. */
export interface CollectionWish {
  readonly enabled?: boolean | undefined;
  readonly intervalSeconds?: number | null | undefined;
}

const shortestS = 10;
const longestS = 86_400;

/**
 * Changes how a storage is measured; the next run is due one interval from now at the latest. StorageNotFound
 * when there is none, StorageCapabilityNotSupported when its driver measures nothing, BAD_USER_INPUT for an
 * interval outside 10 s to a day.
 */
export async function setCollection(
  { store, config }: StorageParts,
  storageId: string,
  { enabled, intervalSeconds }: CollectionWish,
): Promise<void> {
  if (intervalSeconds != null && (intervalSeconds < shortestS || intervalSeconds > longestS))
    throw new Fault('BAD_USER_INPUT', `The interval must be from ${shortestS} to ${longestS} seconds.`);
  if (!isUuid(storageId)) throw storageFault('StorageNotFound', [storageId]);
  await store.transaction(async (tx) => {
    const { rows } = await sql<{ measurable: boolean }>`
      select ${measurable} as measurable from storage.storage s
      where s.id = ${storageId}::uuid and s.deleted_at is null`.execute(tx.sql);
    if (!rows[0]) throw storageFault('StorageNotFound', [storageId]);
    if (!rows[0].measurable) throw storageFault('StorageCapabilityNotSupported');
    await sql`
      insert into storage.metric_collection as c (storage_id, enabled, interval_seconds, due_at)
      values (${storageId}::uuid, ${enabled ?? true}, ${intervalSeconds ?? null}, now())
      on conflict (storage_id) do update set
        enabled = coalesce(${enabled ?? null}::boolean, c.enabled),
        interval_seconds = case when ${intervalSeconds === undefined} then c.interval_seconds else ${intervalSeconds ?? null}::integer end`.execute(
      tx.sql,
    );
    const next = sql`now() + ${intervalOf(config.collectInterval)} * interval '1 millisecond'`;
    await sql`
      update storage.metric_collection c set due_at = case when c.due_at <= now() then ${next} else least(c.due_at, ${next}) end
      from storage.storage s where s.id = c.storage_id and s.id = ${storageId}::uuid`.execute(tx.sql);
  });
}
