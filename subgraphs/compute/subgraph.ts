import type { Database, StoreDefinition } from '../kernel/database/database.js';
import type { Events } from '../kernel/events/events.js';
import type { Log } from '../kernel/log/log.js';
import { federatedGraph, type GraphDefinition } from '../kernel/subgraph/federated-schema.js';
import type { Subgraph } from '../kernel/subgraph/subgraph.js';
import type { Tasks } from '../kernel/tasks/tasks.js';
import type { ComputeConfig } from './config.js';
import { driverTypes, enginesWithoutDriver } from './drivers/registry.js';
import type { DriverType } from './drivers/driver.js';
import { Assignment } from './entities/assignment.js';
import { BackupClient } from './entities/backup-client.js';
import { BackupRecord } from './entities/backup-record.js';
import { Cloud } from './entities/cloud.js';
import { ComputeNode } from './entities/compute-node.js';
import { StorageHost } from './entities/storage-host.js';
import { subgraphName } from './events.js';
import { Migration0001Clouds } from './migrations/0001-clouds.js';
import { Migration0002Dummy } from './migrations/0002-dummy.js';
import { Migration0003ListingNumber } from './migrations/0003-listing-number.js';
import { Migration0004Addresses } from './migrations/0004-addresses.js';
import { references } from './references.js';
import { AssignmentResolver } from './resolvers/assignment.resolver.js';
import { CloudResolver } from './resolvers/cloud.resolver.js';
import { ComputeNodeResolver } from './resolvers/compute-node.resolver.js';
import { BackupClientResolver, BackupRecordResolver } from './resolvers/host-name.resolver.js';
import { nodeEventsResolver } from './resolvers/node-events.resolver.js';
import { NodeWorkResolver } from './resolvers/node-work.resolver.js';
import { CloudTenantResolver, ImageResolver, SizeResolver } from './resolvers/offer.resolver.js';
import type { ComputeParts } from './resolvers/parts.js';
import { StorageHostResolver } from './resolvers/storage-host.resolver.js';
import { TaskResolver } from './resolvers/task.resolver.js';
import type { AssignmentService } from './services/assignment-service.js';
import { BuiltInAssignments } from './services/built-in-assignments.js';
import { Catalog } from './services/catalog.js';
import { CisternAssignments } from './services/cistern-assignments.js';
import { CisternClient } from './services/cistern-client.js';
import { readClouds } from './services/clouds-file.js';
import { Clouds } from './services/clouds.js';
import { Inventory } from './services/inventory.js';
import { InventoryPoll } from './services/inventory-poll.js';
import { TaskRequests } from './services/task-requests.js';
import { assignTask } from './tasks/assign.js';
import { releaseTask } from './tasks/release.js';
import { startTask } from './tasks/start.js';
import { stopTask } from './tasks/stop.js';

/** The tables of this subgraph. */
export const computeTables: StoreDefinition = {
  schema: subgraphName,
  entities: [Cloud, ComputeNode, Assignment],
  migrations: [Migration0001Clouds, Migration0002Dummy, Migration0003ListingNumber, Migration0004Addresses],
};

/** The graph of this subgraph over its parts. */
export function computeGraph(parts: ComputeParts): GraphDefinition {
  return {
    name: subgraphName,
    resolvers: [
      new CloudResolver(parts),
      new ComputeNodeResolver(parts),
      new AssignmentResolver(parts),
      new ImageResolver(parts),
      new SizeResolver(parts),
      new CloudTenantResolver(parts),
      new NodeWorkResolver(parts),
      new BackupRecordResolver(parts),
      new BackupClientResolver(parts),
      new StorageHostResolver(parts),
      new TaskResolver(parts),
      nodeEventsResolver(parts),
    ],
    orphanedTypes: [BackupRecord, BackupClient, StorageHost],
    references: references(parts),
  };
}

/** What the subgraph needs of the kernel. */
export interface ComputeKernel {
  readonly log: Log;
  readonly database: Database;
  readonly events: Events;
  readonly tasks: Tasks;
}

/**
 * Opens the subgraph before the database is migrated: its tables, its clouds and its kinds of task.
 * Throws a ConfigError when the clouds file is wrong. `drivers` are all there are unless told.
 */
export async function openCompute(
  kernel: ComputeKernel,
  config: ComputeConfig,
  drivers: readonly DriverType[] = driverTypes,
): Promise<Subgraph> {
  const { log, events, tasks } = kernel;
  const configured = await readClouds(config.cloudsFile, { drivers, withoutDriver: enginesWithoutDriver });
  const store = await kernel.database.store(computeTables);
  const clouds = new Clouds(configured, store, log, config.cloudTimeout);
  const keepsAssignments = config.cisternUrl === undefined;
  const inventory = new Inventory({ store, events, log, keepsAssignments });
  const requests = new TaskRequests(tasks, store, config.waitTimeout);
  const assignments: AssignmentService =
    config.cisternUrl === undefined
      ? new BuiltInAssignments(store, events, (guid) => requests.hasEnded(guid))
      : new CisternAssignments(new CisternClient(config.cisternUrl, config.cloudTimeout));

  tasks.register(startTask({ clouds, inventory, store, buildTimeoutMs: config.buildTimeout }));
  tasks.register(stopTask({ clouds, inventory, store }));
  tasks.register(assignTask(assignments));
  tasks.register(releaseTask({ clouds, inventory, store, assignments }));

  const poll = new InventoryPoll(clouds, inventory, store, log, config.refreshInterval);
  const catalog = new Catalog(config.catalogCache);
  const { releaseDestroysNode } = config;
  const graph = federatedGraph(
    computeGraph({
      store,
      events,
      clouds,
      catalog,
      inventory,
      assignments,
      requests,
      keepsAssignments,
      releaseDestroysNode,
    }),
  );
  return {
    name: subgraphName,
    graph,
    start: async () => {
      await clouds.save();
      await poll.start();
    },
    stop: () => poll.stop(),
  };
}
