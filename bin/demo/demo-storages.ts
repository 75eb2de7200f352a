import type { DemoGraph, DemoTask } from './demo-graph.js';

const addresses = ['127.0.0.1', ...Array.from({ length: 10 }, (_, i) => `127.0.0.${i + 3}`)];

/** Two arrays without hardware. Their hosts have the addresses of the machines, so the graph joins both. */
const arrays = [
  { name: 'array-north', port: 8443, pools: '3', hosts: addresses.slice(0, 6) },
  { name: 'array-south', port: 8444, pools: '4', hosts: addresses.slice(6) },
];

/** An array of the demo. */
export interface DemoStorage {
  readonly uuid: string;
  readonly name: string;
}

/** Registers the arrays that are not there yet. Each tells its alerts when it is registered. */
export async function makeStorages(graph: DemoGraph): Promise<void> {
  const there = new Set((await listStorages(graph)).map(({ name }) => name));
  const fresh = arrays.filter(({ name }) => !there.has(name));
  const syncs: DemoTask[] = [];
  for (const { name, port, pools, hosts } of fresh) {
    const { registerStorage } = await graph.ask<{ registerStorage: { task: DemoTask | null } }>(
      `mutation DemoRegister($input: RegisterStorageInput!) { registerStorage(input: $input) { task { guid } } }`,
      {
        input: {
          vendor: 'fake_storage',
          model: 'fake_driver',
          storageName: name,
          rest: { host: '127.0.0.1', port, username: 'demo', password: 'demo' },
          extraAttributes: {
            seed: name,
            name,
            capacity_unit: '1000000000',
            linked: 'true',
            host_addresses: hosts.join(','),
            hosts: String(hosts.length),
            host_groups: '4',
            volume_groups: '6',
            masking_views: '8',
            volumes: '24',
            disks: '12',
            pools,
          },
        },
      },
    );
    if (registerStorage.task) syncs.push(registerStorage.task);
  }
  await graph.ended(syncs);
}

/** Deletes the arrays with everything that is known of them. */
export async function removeStorages(graph: DemoGraph): Promise<number> {
  const there = await listStorages(graph);
  const tasks: DemoTask[] = [];
  for (const { uuid } of there) {
    const { deleteStorage } = await graph.ask<{ deleteStorage: { task: DemoTask } }>(
      `mutation DemoDelete($input: DeleteStorageInput!) { deleteStorage(input: $input) { task { guid } } }`,
      { input: { storageUuid: uuid } },
    );
    tasks.push(deleteStorage.task);
  }
  await graph.ended(tasks);
  return there.length;
}

/** The arrays of the demo that are registered. */
export async function listStorages(graph: DemoGraph): Promise<readonly DemoStorage[]> {
  const { storages } = await graph.ask<{ storages: { nodes: readonly DemoStorage[] } }>(
    `query DemoStorages($filter: StorageFilter) { storages(first: 10, filter: $filter) { nodes { uuid name } } }`,
    { filter: { names: arrays.map(({ name }) => name), models: ['fake_model'] } },
  );
  return storages.nodes;
}

/** Asks an array what is wrong with it, which opens an alert for each fault that has none. */
export async function askForAlerts(graph: DemoGraph, storageUuid: string): Promise<void> {
  await graph.ask(
    `mutation DemoAlerts($input: SyncAlertsInput!) { syncAlerts(input: $input) { task { guid } } }`,
    { input: { storageUuid } },
  );
}
