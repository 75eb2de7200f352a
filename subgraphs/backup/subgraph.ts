import { join } from 'node:path';
import type { StoreDefinition } from '../kernel/database/database.js';
import type { Kernel } from '../kernel/kernel.js';
import { HostGuard } from '../kernel/server/host-guard.js';
import { federatedGraph, type GraphDefinition } from '../kernel/subgraph/federated-schema.js';
import type { Subgraph } from '../kernel/subgraph/subgraph.js';
import type { BackupConfig } from './config.js';
import { BackupClient } from './entities/backup-client.js';
import { DriverFault } from './drivers/driver-fault.js';
import type { DriverType } from './drivers/driver.js';
import { Drivers } from './drivers/drivers.js';
import { driverTypes } from './drivers/registry.js';
import { BackupRecord } from './entities/backup-record.js';
import { Flavor } from './entities/flavor.js';
import { HypervisorCluster } from './entities/hypervisor-cluster.js';
import { HypervisorManager } from './entities/hypervisor-manager.js';
import { HypervisorStorage } from './entities/hypervisor-storage.js';
import { Hypervisor } from './entities/hypervisor.js';
import { NetworkInterface } from './entities/network-interface.js';
import { Network } from './entities/network.js';
import { Project } from './entities/project.js';
import { VirtualDisk } from './entities/virtual-disk.js';
import { VirtualMachine } from './entities/virtual-machine.js';
import { subgraphName } from './events.js';
import { Migration0001Inventory } from './migrations/0001-inventory.js';
import { Migration0002Backups } from './migrations/0002-backups.js';
import { Migration0003Policies } from './migrations/0003-policies.js';
import { backupReferences } from './references.js';
import { ComputeNodeResolver } from './resolvers/compute-node.resolver.js';
import { policyEntities, policyReferences, policyResolvers } from './resolvers/policy-resolvers.js';
import { dataEntities, dataReferences, dataResolvers } from './resolvers/data-resolvers.js';
import { BackupClientResolver, BackupRecordResolver } from './resolvers/host-name.resolver.js';
import { HypervisorManagerResolver } from './resolvers/hypervisor-manager.resolver.js';
import { HypervisorResolver, HypervisorStorageResolver } from './resolvers/hypervisor.resolver.js';
import { inventoryResolvers } from './resolvers/inventory-lists.resolver.js';
import { NetworkInterfaceResolver, VirtualDiskResolver } from './resolvers/machine-parts.resolver.js';
import { VirtualMachineWorkResolver } from './resolvers/virtual-machine-work.resolver.js';
import { VirtualMachineResolver } from './resolvers/virtual-machine.resolver.js';
import { workEntities, workReferences, workResolvers } from './resolvers/work-resolvers.js';
import { CleanSchedule } from './services/clean-schedule.js';
import { emitBackupEvents } from './services/backup-events.js';
import { backupSecretColumns } from './services/secret-columns.js';
import { failRemaining } from './services/fail-remaining.js';
import { managerAccess } from './services/manager-access.js';
import { NodePresence } from './services/node-presence.js';
import { keepOwnManager } from './services/own-manager.js';
import { ownNode } from './services/own-node.js';
import { Scheduler } from './services/scheduler.js';
import type { BackupParts } from './services/parts.js';
import { registerWork } from './services/register-work.js';
import { SyncSchedule } from './services/sync-schedule.js';
import type { WorkFunctions } from './services/work-contract.js';
import { workFunctions } from './services/work-functions.js';

/** The tables of this subgraph. */
export const backupTables: StoreDefinition = {
  schema: subgraphName,
  entities: [
    HypervisorManager,
    Project,
    HypervisorCluster,
    Hypervisor,
    HypervisorStorage,
    Network,
    Flavor,
    VirtualMachine,
    VirtualDisk,
    NetworkInterface,
    ...workEntities,
    ...dataEntities,
    ...policyEntities,
  ],
  migrations: [Migration0001Inventory, Migration0002Backups, Migration0003Policies],
  secretColumns: backupSecretColumns,
};

/** The graph of this subgraph over its parts. */
export function backupGraph(parts: BackupParts): GraphDefinition {
  return {
    name: subgraphName,
    resolvers: [
      new HypervisorManagerResolver(parts),
      ...inventoryResolvers(parts),
      new HypervisorResolver(parts),
      new HypervisorStorageResolver(parts),
      new VirtualMachineResolver(parts),
      new VirtualMachineWorkResolver(parts),
      new VirtualDiskResolver(parts),
      new NetworkInterfaceResolver(parts),
      new ComputeNodeResolver(parts),
      new BackupRecordResolver(parts),
      new BackupClientResolver(parts),
      ...workResolvers(parts),
      ...dataResolvers(parts),
      ...policyResolvers(parts),
    ],
    orphanedTypes: [BackupRecord, BackupClient],
    references: {
      ...backupReferences(parts),
      ...dataReferences(parts),
      ...policyReferences(parts),
      ...workReferences(parts),
    },
  };
}

/** What the subgraph needs of the kernel. */
export type BackupKernel = Pick<Kernel, 'log' | 'database' | 'events' | 'hints' | 'tasks' | 'secrets'> & {
  readonly identity: Pick<Kernel['identity'], 'mode'>;
};

/** Opens the subgraph before the database is migrated: its tables and its kinds of task. */
export async function openBackup(kernel: BackupKernel, config: BackupConfig): Promise<Subgraph> {
  return runBackup(await openBackupParts(kernel, config));
}

/** Opens what the subgraph's parts share; `types` are all drivers there are unless told. */
export async function openBackupParts(
  { log, database, events, hints, tasks, secrets, identity }: BackupKernel,
  config: BackupConfig,
  types: readonly DriverType[] = driverTypes,
): Promise<BackupParts> {
  const store = await database.store(backupTables);
  const guard = new HostGuard({
    networks: config.networks,
    loopback: async () => (await identity.mode()) === 'open',
    refusal: (cause) =>
      new DriverFault('ADDRESS_REFUSED', undefined, cause === undefined ? undefined : { cause }),
  });
  const drivers = new Drivers({
    types,
    load: (managerGuid) => managerAccess(store.sql, secrets, config, managerGuid),
    addressesOf: (host) => guard.addressesOf(host),
    anyAddressesOf: (host) => guard.anyAddressesOf(host),
    folder: join(config.directory ?? join(config.dataDir, 'backup'), 'managers'),
    limits: { callMs: config.callTimeout, inventoryMs: config.inventoryTimeout },
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
    node: ownNode(config, database.engine),
    hooks: {
      afterSync: [],
      backupsChanged: [(tx, guids) => emitBackupEvents(events, tx, guids)],
      exportsFailed: [(tx, guids) => failRemaining({ tasks }, tx, guids)],
    },
    clock: Date.now,
  };
}

/** The subgraph over open parts; its kinds of task are registered, with these functions. */
export function runBackup(parts: BackupParts, functions: WorkFunctions = workFunctions(parts)): Subgraph {
  registerWork(parts, functions);
  parts.tasks.workAt(subgraphName, parts.node.name);
  const presence = new NodePresence(parts, parts.node);
  const scheduler = new Scheduler(parts);
  parts.hooks.afterSync.push((tx) => scheduler.inventoryRead(tx));
  const schedule = new SyncSchedule(parts);
  const cleaning = new CleanSchedule(parts);
  return {
    name: subgraphName,
    graph: federatedGraph(backupGraph(parts)),
    start: async () => {
      if (parts.tasks.works) await presence.start();
      await keepOwnManager(parts);
      schedule.start();
      scheduler.start();
      cleaning.start();
    },
    stop: async () => {
      await cleaning.stop();
      await scheduler.stop();
      await schedule.stop();
      await presence.stop();
      await parts.drivers.stop();
    },
  };
}
