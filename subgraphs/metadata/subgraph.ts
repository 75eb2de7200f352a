import type { ConfigOf } from '../kernel/config/row.js';
import type { StoreDefinition } from '../kernel/database/database.js';
import type { Kernel } from '../kernel/kernel.js';
import { federatedGraph, type GraphDefinition } from '../kernel/subgraph/federated-schema.js';
import type { Subgraph } from '../kernel/subgraph/subgraph.js';
import type { metadataConfig } from './config.js';
import { Action } from './entities/action.js';
import { BackupClient } from './entities/backup-client.js';
import { BackupRecord } from './entities/backup-record.js';
import { ComputeNode } from './entities/compute-node.js';
import { VirtualMachine } from './entities/virtual-machine.js';
import { Job } from './entities/job.js';
import { Session } from './entities/session.js';
import { metadataName } from './events.js';
import { MetadataLoaders } from './loaders.js';
import { Migration0001BackupsAndClients } from './migrations/0001-backups-and-clients.js';
import { Migration0002ActionsJobsSessions } from './migrations/0002-actions-jobs-sessions.js';
import { Migration0003SearchStatistics } from './migrations/0003-search-statistics.js';
import { ActionResolver } from './resolvers/action.resolver.js';
import { BackupClientResolver } from './resolvers/backup-client.resolver.js';
import { BackupRecordResolver } from './resolvers/backup-record.resolver.js';
import { ComputeNodeResolver } from './resolvers/compute-node.resolver.js';
import { VirtualMachineResolver } from './resolvers/virtual-machine.resolver.js';
import { jobEventsResolver } from './resolvers/job-events.resolver.js';
import { JobResolver } from './resolvers/job.resolver.js';
import { sessionEventsResolver } from './resolvers/session-events.resolver.js';
import { SessionRunResolver } from './resolvers/session-run.resolver.js';
import { SessionResolver } from './resolvers/session.resolver.js';
import { WorkLoaders } from './resolvers/work-loaders.js';
import type { MetadataParts } from './services/parts.js';
import { toAction, toJob, toSession } from './services/work-entities.js';

/** The tables of this subgraph. */
export const metadataTables: StoreDefinition = {
  schema: metadataName,
  entities: [BackupRecord, BackupClient, Action, Job, Session],
  migrations: [
    Migration0001BackupsAndClients,
    Migration0002ActionsJobsSessions,
    Migration0003SearchStatistics,
  ],
};

/** The graph of this subgraph over its services. */
export function metadataGraph(parts: MetadataParts): GraphDefinition {
  return {
    name: metadataName,
    resolvers: [
      new BackupRecordResolver(parts),
      new BackupClientResolver(parts),
      new ComputeNodeResolver(parts),
      new VirtualMachineResolver(parts),
      new ActionResolver(parts),
      new JobResolver(parts),
      jobEventsResolver(parts),
      new SessionResolver(parts),
      new SessionRunResolver(parts),
      sessionEventsResolver(parts),
    ],
    orphanedTypes: [ComputeNode, VirtualMachine],
    references: {
      BackupRecord: ({ id }, context) => MetadataLoaders.of(parts, context).recordById.load(String(id)),
      BackupClient: ({ id }, context) => MetadataLoaders.of(parts, context).clientById.load(String(id)),
      Action: async ({ id }, context) =>
        found(await WorkLoaders.of(parts, context).action.load(String(id)), toAction),
      Job: async ({ id }, context) => found(await WorkLoaders.of(parts, context).job.load(String(id)), toJob),
      Session: async ({ id }, context) =>
        found(await WorkLoaders.of(parts, context).session.load(String(id)), toSession),
      ComputeNode: ({ id, name }) => Object.assign(new ComputeNode(), { id, name }),
      VirtualMachine: ({ id, name, hostName }) =>
        Object.assign(new VirtualMachine(), { id, name, hostName: hostName ?? null }),
    },
  };
}

function found<R, T>(row: R | null, toEntity: (row: R) => T): T | null {
  return row === null ? null : toEntity(row);
}

/** Opens the subgraph's tables and wires its parts; call it before the database migrates. */
export async function openMetadata(
  kernel: Pick<Kernel, 'database' | 'events'>,
  config: ConfigOf<typeof metadataConfig>,
): Promise<Subgraph> {
  const store = await kernel.database.store(metadataTables);
  const parts: MetadataParts = { store, events: kernel.events, documentBytes: config.documentBytes };
  return {
    name: metadataName,
    graph: federatedGraph(metadataGraph(parts)),
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}
