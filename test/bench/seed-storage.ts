import { sql } from 'kysely';
import type { OpenProduct } from '../support/product.js';
import { graphql, kyselyOf } from './seed-graph.js';

/** Arrays that are alike, each with so many volumes; a call to one takes so many seconds. */
export const benchArrays = { count: 20, volumes: 500, seconds: 0.3 };
/** Of the first array: hosts in groups, and how many masking views each group has. */
export const benchHosts = { count: 50, groups: 10, views: 5 };
/** Disks of each pool that the volumes of the views lie in. */
export const benchDisks = 4;

/** What of the arrays is asked for by id. */
export interface SeededStorages {
  /** UUID of the first of the arrays that are alike. */
  readonly storageId: string;
  /** UUID of one that is measured with as many series as a fake array has by default. */
  readonly measuredId: string;
}

/** The attributes the arrays are registered with; `i` from 0, the measured one is the last. */
export function arrayAttributes(i: number): Readonly<Record<string, string>> {
  const usual = { seed: `bench ${i}`, delay: String(benchArrays.seconds) };
  return i < benchArrays.count ? { ...usual, volumes: String(benchArrays.volumes) } : usual;
}

/** Registers the arrays and waits for their first sync; the first then gets hosts that see its volumes. */
export async function seedStorages(product: OpenProduct): Promise<SeededStorages> {
  const ids = await Promise.all(
    Array.from({ length: benchArrays.count + 1 }, (_, i) => register(product, i)),
  );
  const [storageId = '', measuredId = ''] = [ids[0], ids.at(-1)];
  await seedHosts(product, storageId);
  return { storageId, measuredId };
}

async function register(product: OpenProduct, i: number): Promise<string> {
  const rest = { host: `192.0.2.${i + 1}`, port: 8443, username: 'bench', password: 'bench' };
  const { done } = (await graphql(
    product,
    'mutation ($input: RegisterStorageInput!) { done: registerStorage(input: $input) { storage { uuid } task { guid } } }',
    {
      input: {
        vendor: 'fake_storage',
        model: 'fake_driver',
        rest,
        extraAttributes: arrayAttributes(i),
      },
    },
  )) as { done: { storage: { uuid: string }; task: { guid: string } } };
  await product.running.kernel.tasks.waitFor(done.task.guid, ({ state }) => state === 'FINISHED', 120_000);
  return done.storage.uuid;
}

/** As a sync would write it: hosts in groups, views that show each group some volumes, pools of disks under them. */
async function seedHosts(product: OpenProduct, storageId: string): Promise<void> {
  const db = kyselyOf(product);
  const { count, groups, views } = benchHosts;
  const id = sql`${storageId}::uuid`;
  for (const table of [
    'masking_view',
    'storage_host_group_host',
    'storage_host_group',
    'storage_host',
    'disk',
  ])
    await sql`delete from ${sql.table(`storage.${table}`)} where storage_id = ${id}`.execute(db);
  await sql`
    insert into storage.storage_host (storage_id, native_storage_host_id, name, created_at)
    select ${id}, 'bh-' || i, 'bench host ' || i, now() from generate_series(1, ${count}) i`.execute(db);
  await sql`
    insert into storage.storage_host_group (storage_id, native_storage_host_group_id, name, created_at)
    select ${id}, 'bg-' || i, 'bench group ' || i, now() from generate_series(1, ${groups}) i`.execute(db);
  await sql`
    insert into storage.storage_host_group_host (storage_id, native_storage_host_group_id, native_storage_host_id, position)
    select ${id}, 'bg-' || (1 + i % ${groups}), 'bh-' || i, i from generate_series(1, ${count}) i`.execute(
    db,
  );
  await sql`
    insert into storage.masking_view (storage_id, native_masking_view_id, name, native_storage_host_group_id, native_volume_id, created_at)
    select ${id}, 'bv-' || i, 'bench view ' || i, 'bg-' || (1 + i % ${groups}), 'volume_' || i, now()
    from generate_series(1, ${groups * views}) i`.execute(db);
  await sql`
    update storage.volume set native_storage_pool_id = 'storagePool_0' where storage_id = ${id}`.execute(db);
  await sql`
    insert into storage.disk (storage_id, native_disk_id, name, native_disk_group_id, created_at)
    select ${id}, 'bd-' || i, 'bench disk ' || i, 'storagePool_0', now() from generate_series(1, ${benchDisks}) i`.execute(
    db,
  );
}
