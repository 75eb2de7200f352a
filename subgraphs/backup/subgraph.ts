import type { StoreDefinition } from '../kernel/database/database.js';
import type { Kernel } from '../kernel/kernel.js';
import { federatedGraph, type GraphDefinition } from '../kernel/subgraph/federated-schema.js';
import type { Subgraph } from '../kernel/subgraph/subgraph.js';
import type { BackupConfig } from './config.js';
import { BackupNode } from './entities/backup-node.js';
import { VirtualMachine } from './entities/virtual-machine.js';
import { subgraphName } from './events.js';
import { Migration0001Inventory } from './migrations/0001-inventory.js';
import { Migration0002Backups } from './migrations/0002-backups.js';
import { Migration0003Policies } from './migrations/0003-policies.js';
import { backupReferences } from './references.js';
import { ComputeNodeResolver } from './resolvers/compute-node.resolver.js';
import { policyEntities, policyReferences, policyResolvers } from './resolvers/policy-resolvers.js';
import { ReportResolver } from './resolvers/report.resolver.js';
import { TaskResolver } from './resolvers/task.resolver.js';
import { VirtualMachineResolver } from './resolvers/virtual-machine.resolver.js';
import { NodePresence } from './services/node-presence.js';
import { ownNode } from './services/own-node.js';
import { Scheduler } from './services/scheduler.js';
import { backupSecretColumns } from './services/secret-columns.js';
import type { BackupParts } from './services/parts.js';
import { registerWork } from './services/register-work.js';
import type { WorkFunctions } from './services/work-contract.js';
import { workFunctions } from './tasks/work-functions.js';

/** The tables of this subgraph. */
export const backupTables: StoreDefinition = {
  schema: subgraphName,
  entities: [VirtualMachine, BackupNode, ...policyEntities],
  migrations: [Migration0001Inventory, Migration0002Backups, Migration0003Policies],
  secretColumns: backupSecretColumns,
};

/** The graph of this subgraph over its parts. */
export function backupGraph(parts: BackupParts): GraphDefinition {
  return {
    name: subgraphName,
    resolvers: [new VirtualMachineResolver(parts), new ComputeNodeResolver(parts), new TaskResolver(parts), ...policyResolvers(parts), new ReportResolver(parts)],
    references: { ...backupReferences(parts), ...policyReferences(parts) },
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

/** Opens what the subgraph's parts share. */
export async function openBackupParts(
  { log, database, events, hints, tasks, secrets }: BackupKernel,
  config: BackupConfig,
): Promise<BackupParts> {
  const store = await database.store(backupTables);
  return {
    log,
    store,
    events,
    hints,
    tasks,
    secrets,
    config,
    node: ownNode(config, database.engine),
    hooks: { afterSync: [], backupsChanged: [], exportsFailed: [] },
    clock: Date.now,
  };
}

/** The subgraph over open parts; its kinds of task are registered, with these functions. */
export function runBackup(parts: BackupParts, functions: WorkFunctions = workFunctions(parts)): Subgraph {
  registerWork(parts, functions);
  parts.tasks.workAt(subgraphName, parts.node.name);
  const scheduler = new Scheduler(parts);
  const presence = new NodePresence(parts, parts.node);
  return {
    name: subgraphName,
    graph: federatedGraph(backupGraph(parts)),
    start: async () => {
      if (parts.tasks.works) await presence.start();
      scheduler.start();
    },
    stop: async () => {
      await scheduler.stop();
      await presence.stop();
    },
  };
}
