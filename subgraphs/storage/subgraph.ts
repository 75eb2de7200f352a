import type { StoreDefinition } from '../kernel/database/database.js';
import type { Kernel } from '../kernel/kernel.js';
import { federatedGraph, type GraphDefinition } from '../kernel/subgraph/federated-schema.js';
import type { Subgraph } from '../kernel/subgraph/subgraph.js';
import type { StorageConfig } from './config.js';
import { DriverFault } from './drivers/driver-fault.js';
import { Drivers } from './drivers/drivers.js';
import type { DriverType } from './drivers/driver.js';
import { driverTypes } from './drivers/registry.js';
import { AccessInfo } from './entities/access-info.js';
import { AlertSource } from './entities/alert-source.js';
import { Alert } from './entities/alert.js';
import { ComputeNode } from './entities/compute-node.js';
import { kindTables } from './entities/kinds.js';
import { Storage } from './entities/storage.js';
import { SyncUnit } from './entities/sync-unit.js';
import { subgraphName } from './events.js';
import { Migration0001Inventory } from './migrations/0001-inventory.js';
import { Migration0002Alerts } from './migrations/0002-alerts.js';
import { Migration0003Metrics } from './migrations/0003-metrics.js';
import { storageReferences } from './references.js';
import { alertResolvers } from './resolvers/alert-resolvers.js';
import { CollectionResolver } from './resolvers/collection.resolver.js';
import { ComputeNodeResolver } from './resolvers/compute-node.resolver.js';
import { kindResolvers } from './resolvers/kind.resolver.js';
import { listResolvers } from './resolvers/list.resolver.js';
import { HostMappingResolver, VolumeMappingResolver } from './resolvers/mapping.resolver.js';
import { MetricResolver } from './resolvers/metric.resolver.js';
import { storageEventsResolver } from './resolvers/storage-events.resolver.js';
import { StorageListsResolver } from './resolvers/storage-lists.resolver.js';
import { StorageWorkResolver } from './resolvers/storage-work.resolver.js';
import { AccessInfoResolver, StorageResolver } from './resolvers/storage.resolver.js';
import { TaskResolver } from './resolvers/task.resolver.js';
import { thingMetricsResolvers } from './resolvers/thing-metrics.resolver.js';
import { accessRecord, accessRow } from './services/access-rows.js';
import { AlertRuntime, alertStoreOf } from './services/alert-runtime.js';
import { DriverWatch } from './services/driver-watch.js';
import { HostGuard } from '../kernel/server/host-guard.js';
import { HostLocks } from './services/host-locks.js';
import type { StorageParts } from './services/parts.js';
import { openPerformance } from './services/performance.js';
import { storageSecretColumns } from './services/secret-columns.js';
import { SyncSchedule } from './services/sync-schedule.js';
import { deleteTask } from './tasks/delete.js';
import { syncTask } from './tasks/sync.js';

/** The tables of this subgraph. */
export const storageTables: StoreDefinition = {
  schema: subgraphName,
  entities: [
    Storage,
    AccessInfo,
    SyncUnit,
    Alert,
    AlertSource,
    ...Object.values(kindTables).map(({ entity }) => entity),
  ],
  migrations: [Migration0001Inventory, Migration0002Alerts, Migration0003Metrics],
  secretColumns: storageSecretColumns,
};

/** The graph of this subgraph over its parts. */
export function storageGraph(parts: StorageParts): GraphDefinition {
  return {
    name: subgraphName,
    resolvers: [
      new StorageResolver(parts),
      new AccessInfoResolver(parts),
      new StorageWorkResolver(parts),
      new ComputeNodeResolver(parts),
      new TaskResolver(parts),
      storageEventsResolver(parts),
      ...listResolvers(parts),
      ...kindResolvers(parts),
      new StorageListsResolver(parts),
      new VolumeMappingResolver(parts),
      new HostMappingResolver(parts),
      new CollectionResolver(parts),
      new MetricResolver(parts),
      ...thingMetricsResolvers(parts),
      ...alertResolvers(parts),
    ],
    orphanedTypes: [
      ComputeNode,
      AccessInfo,
      SyncUnit,
      ...Object.values(kindTables).map(({ entity }) => entity),
    ],
    references: { ...storageReferences(parts) },
  };
}

/** What the subgraph needs of the kernel. */
export type StorageKernel = Pick<Kernel, 'log' | 'database' | 'events' | 'hints' | 'tasks' | 'secrets'> & {
  readonly identity: Pick<Kernel['identity'], 'mode'>;
};

/** Opens the subgraph before the database is migrated: its tables, its drivers and its kinds of task. */
export async function openStorage(kernel: StorageKernel, config: StorageConfig): Promise<Subgraph> {
  return runStorage(await openStorageParts(kernel, config));
}

/** The subgraph over open parts; its kinds of task are registered. */
export function runStorage(parts: StorageParts): Subgraph {
  const { tasks, events, drivers, log, config } = parts;
  tasks.workAtOnce(subgraphName, config.taskConcurrency);
  tasks.register(syncTask(parts));
  tasks.register(deleteTask(parts));
  const alerts = new AlertRuntime(parts);
  const watch = new DriverWatch(events, drivers, log);
  const schedule = new SyncSchedule(parts);
  const performance = openPerformance(parts);
  return {
    name: subgraphName,
    graph: federatedGraph(storageGraph(parts)),
    start: async () => {
      if (!parts.secrets.hasKey)
        log.warn('No storage can be registered before INFRAGRAPH_SECRETS_KEY is set');
      await watch.start();
      schedule.start();
      await performance.start();
      await alerts.start();
    },
    stop: async () => {
      await alerts.stop();
      await performance.stop();
      await schedule.stop();
      await watch.stop();
      await drivers.stop();
    },
    listening: () => [...alerts.listening(), ...performance.listening()],
  };
}

/** Opens what the subgraph's parts share; `types` are all drivers there are unless told. */
export async function openStorageParts(
  { log, database, events, hints, tasks, secrets, identity }: StorageKernel,
  config: StorageConfig,
  types: readonly DriverType[] = driverTypes,
): Promise<StorageParts> {
  const store = await database.store(storageTables);
  const guard = new HostGuard({
    networks: config.networks,
    loopback: async () => (await identity.mode()) === 'open',
    refusal: (cause) => new DriverFault('InvalidIpOrPort', [], cause === undefined ? undefined : { cause }),
  });
  const drivers = new Drivers({
    types,
    load: async (storageId) => accessRecord(await accessRow(store.sql, storageId), secrets, config),
    addressesOf: (host) => guard.addressesOf(host),
    timeoutMs: config.callTimeout,
    log,
  });
  return {
    log,
    store,
    events,
    hints,
    tasks,
    secrets,
    config,
    drivers,
    guard,
    locks: new HostLocks(),
    hooks: { registered: [], measurable: [], removed: [] },
    alerts: alertStoreOf({ store, events, hints, config }),
  };
}
