import { sql } from 'kysely';
import { fakeDriverType } from '../../subgraphs/storage/drivers/fake-storage-fake-driver/fake-driver.js';
import { fakeCapabilities } from '../../subgraphs/storage/drivers/fake-storage-fake-driver/fake-metrics.js';
import type { StorageDriver } from '../../subgraphs/storage/drivers/driver.js';
import { syncUnitKinds } from '../../subgraphs/storage/entities/sync-unit.js';
import type { OpenProduct } from '../support/product.js';
import { waitFor } from '../support/wait-for.js';
import { graphql, kyselyOf } from './seed-graph.js';
import { arrayAttributes, benchArrays, type SeededStorages } from './seed-storage.js';

/** Work that is measured as a whole, compared with what its drivers take for their part of it. */
export interface WorkCase {
  readonly name: string;
  readonly title: string;
  /** Does it in the product; gives the ms it took. */
  readonly product: (product: OpenProduct, seeded: SeededStorages) => Promise<number>;
  /** Has the drivers alone tell the same, as many at once; gives the ms it took. */
  readonly drivers: () => Promise<number>;
}

const patience = { withinMs: 120_000, everyMs: 25 };
const never = new AbortController().signal;
const intervalMs = 900_000;

/** The works of the storage subgraph that wait for arrays. */
export const workCases: readonly WorkCase[] = [
  {
    name: 'storage-sync-all',
    title: `sync of ${benchArrays.count + 1} arrays, ${benchArrays.volumes} volumes each`,
    product: async (product) => {
      const startedAt = performance.now();
      const { done } = (await graphql(
        product,
        'mutation { done: syncAllStorages(input: {}) { tasks { guid } } }',
        {},
      )) as { done: { tasks: readonly { guid: string }[] } };
      const { tasks } = product.running.kernel;
      for (const { guid } of done.tasks)
        await tasks.waitFor(guid, ({ state }) => state === 'FINISHED', patience.withinMs);
      return performance.now() - startedAt;
    },
    drivers: () =>
      timed(
        Array.from({ length: benchArrays.count + 1 }, (_, i) => i),
        inventory,
      ),
  },
  {
    name: 'storage-collect',
    title: 'collection of 31,629 series, 506,064 samples',
    product: async (product, { measuredId }) => {
      const db = kyselyOf(product);
      const before = new Date();
      await sql`
        update storage.metric_collection set due_at = now(), collected_to = null where storage_id = ${measuredId}::uuid`.execute(
        db,
      );
      const { ms } = await waitFor(
        'the collection',
        async () => {
          const { rows } = await sql<{ ms: number }>`
            select (extract(epoch from t.finished_at - t.started_at) * 1000)::float8 as ms
            from kernel.task t join kernel.task_about a on a.task_guid = t.guid and a.id = ${measuredId}
            where t.type = 'storage.collect' and t.state = 'FINISHED' and t.created_at >= ${before.toISOString()}::timestamptz`.execute(
            db,
          );
          return rows[0];
        },
        patience,
      );
      return ms;
    },
    drivers: () => timed([benchArrays.count], measurements),
  },
];

async function timed(
  arrays: readonly number[],
  ask: (driver: StorageDriver) => Promise<void>,
): Promise<number> {
  const drivers = await Promise.all(arrays.map(open));
  const startedAt = performance.now();
  await Promise.all(drivers.map(ask));
  return performance.now() - startedAt;
}

function open(i: number): Promise<StorageDriver> {
  const options = { storageId: `bench ${i}`, access: {}, extraAttributes: arrayAttributes(i) };
  const tls = { verify: true };
  return fakeDriverType.open({ ...options, tls, addressesOf: () => Promise.resolve([]) }, never);
}

/** Everything a sync asks for, one after the other as it does. */
async function inventory(driver: StorageDriver): Promise<void> {
  for (const kind of syncUnitKinds) {
    if (kind === 'DEVICE') await driver.getStorage(never);
    else await exhausted(driver.list[kind]?.(never));
  }
}

async function measurements(driver: StorageDriver): Promise<void> {
  const end = Math.floor(Date.now() / 1000) * 1000;
  const range = { start: end - intervalMs - 60_000, end };
  await exhausted(
    driver.collectMetrics?.({ ...range, metrics: fakeCapabilities.resource_metrics ?? {} }, never),
  );
}

async function exhausted(listing: unknown): Promise<void> {
  const isPaged = typeof listing === 'object' && listing !== null && Symbol.asyncIterator in listing;
  if (!isPaged) return void (await listing);
  const pages = (listing as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  while ((await pages.next()).done !== true);
}
