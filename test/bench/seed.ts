import { sql } from 'kysely';
import type { OpenProduct } from '../support/product.js';
import { graphql, kyselyOf } from './seed-graph.js';
import { seedStorages, type SeededStorages } from './seed-storage.js';
import type { BackupSizes } from './vprotect-lists.js';

/** Clouds beside `default`, which has two nodes: one for the federated query, one for the long list, one to start a node in. */
export const someNodes = { cloud: 'fifty', count: 50 };
export const manyNodes = { cloud: 'thousand', count: 1000 };
const scratchCloud = 'scratch';
const recordsPerHost = 20;

/** The clouds file of the benchmark. */
export const benchClouds = Object.fromEntries(
  ['default', someNodes.cloud, manyNodes.cloud, scratchCloud].map((name) => [name, { ENGINE: 'dummy' }]),
);

/** What the cases ask for by id. */
export interface Seeded extends SeededStorages {
  readonly taskGuid: string;
  readonly backupId: string;
  /** How many machines, tasks and backups there are where those are filled in. */
  readonly backupSizes: BackupSizes;
}

/** Fills a fresh product: 50 and 1,000 nodes, 20 backup records and a client for each of the 50, a finished task; and arrays. */
export async function seed(product: OpenProduct, sizes: BackupSizes): Promise<Seeded> {
  for (const { cloud, count } of [someNodes, manyNodes]) await seedNodes(product, cloud, count);
  const backupId = await seedRecords(product);
  await seedClients(product);
  const taskGuid = await seedTask(product);
  const storages = await seedStorages(product);
  await sql`analyze`.execute(kyselyOf(product));
  return { taskGuid, backupId, backupSizes: sizes, ...storages };
}

async function seedNodes(product: OpenProduct, cloud: string, count: number): Promise<void> {
  const db = kyselyOf(product);
  await sql`insert into compute.dummy_cloud (cloud) values (${cloud}) on conflict do nothing`.execute(db);
  await sql`insert into compute.dummy_node (cloud, id) select ${cloud}, id from generate_series(1, ${count}) as id
    on conflict do nothing`.execute(db);
  const refresh = 'query ($cloud: String) { cloud(name: $cloud) { nodes(refresh: true) { totalCount } } }';
  await graphql(product, refresh, { cloud });
}

/** The product registers one record, so that its row is as wide as a real one; the others are copies. */
async function seedRecords(product: OpenProduct): Promise<string> {
  await graphql(
    product,
    'mutation ($input: CreateBackupRecordInput!) { createBackupRecord(input: $input) { record { uuid } } }',
    { input: { metadata: backupDocument } },
  );
  const db = kyselyOf(product);
  await sql`
    insert into metadata.backup_record (backup_uuid, backup_id, user_id, status, container, host_name, host_key, backup_name,
      backup_time, level, session_time, session_posted, mode, document, search, phrases)
    select md5(host || '/' || run), backup_id || '_' || host || '_' || run, 'anonymous', status, container, 'dummy-' || host,
      'dummy-' || host, backup_name, backup_time + run * 3600, 0, session_time, session_posted, mode, document, search, phrases
    from metadata.backup_record, generate_series(1, ${someNodes.count}) as host, generate_series(1, ${recordsPerHost}) as run`.execute(
    db,
  );
  const { rows } = await sql<{ uuid: string }>`
    select backup_uuid as uuid from metadata.backup_record where user_id = 'anonymous' order by seq limit 1`.execute(
    db,
  );
  return rows[0]?.uuid ?? '';
}

async function seedClients(product: OpenProduct): Promise<void> {
  await graphql(
    product,
    'mutation ($input: CreateBackupClientInput!) { createBackupClient(input: $input) { client { clientId } } }',
    { input: { metadata: { client_id: 'bench_client', hostname: 'bench', description: 'the first' } } },
  );
  await sql`
    insert into metadata.backup_client (client_id, user_id, host_name, host_key, document, search, phrases)
    select client_id || '_' || host, 'anonymous', 'dummy-' || host, 'dummy-' || host, document, search, phrases
    from metadata.backup_client, generate_series(1, ${someNodes.count}) as host`.execute(kyselyOf(product));
}

async function seedTask(product: OpenProduct): Promise<string> {
  const { startComputeNode } = (await graphql(
    product,
    'mutation ($input: StartComputeNodeInput!) { startComputeNode(input: $input) { task { guid } } }',
    { input: { cloud: scratchCloud, name: 'bench', imageId: '1', sizeId: '1', wait: true } },
  )) as { startComputeNode: { task: { guid: string } } };
  const { guid } = startComputeNode.task;
  await product.running.kernel.tasks.waitFor(guid, ({ state }) => state === 'FINISHED', 10_000);
  return guid;
}

/** A document as the Freezer agent posts it. */
const backupDocument = {
  container: 'freezer_backups',
  hostname: 'bench.example.org',
  host_name: 'bench.example.org',
  backup_name: 'nightly',
  timestamp: 1_700_000_000,
  time_stamp: 1_700_000_000,
  level: 0,
  curr_backup_level: 0,
  max_level: 7,
  mode: 'fs',
  fs_real_path: '/srv/data',
  vol_snap_path: '',
  total_broken_links: 0,
  total_fs_files: 18_211,
  total_directories: 944,
  backup_size_uncompressed: 9_123,
  backup_size_compressed: 3_411,
  total_backup_session_size: 3_411,
  compression: 'gzip',
  encrypted: false,
  client_os: 'linux',
  broken_links: [],
  excluded_files: ['*.tmp', '.cache'],
  cli: '',
  version: '1.1.3',
};
