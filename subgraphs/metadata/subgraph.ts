import type { ConfigOf } from '../kernel/config/row.js';
import type { StoreDefinition } from '../kernel/database/database.js';
import type { Kernel } from '../kernel/kernel.js';
import { federatedGraph, type GraphDefinition } from '../kernel/subgraph/federated-schema.js';
import type { Subgraph } from '../kernel/subgraph/subgraph.js';
import type { metadataConfig } from './config.js';
import { BackupClient } from './entities/backup-client.js';
import { BackupRecord } from './entities/backup-record.js';
import { ComputeNode } from './entities/compute-node.js';
import { metadataName } from './events.js';
import { MetadataLoaders } from './loaders.js';
import { Migration0001BackupsAndClients } from './migrations/0001-backups-and-clients.js';
import { BackupClientResolver } from './resolvers/backup-client.resolver.js';
import { BackupRecordResolver } from './resolvers/backup-record.resolver.js';
import { ComputeNodeResolver } from './resolvers/compute-node.resolver.js';
import type { MetadataParts } from './services/parts.js';

/** The tables of this subgraph. */
export const metadataTables: StoreDefinition = {
  schema: metadataName,
  entities: [BackupRecord, BackupClient],
  migrations: [Migration0001BackupsAndClients],
};

/** The graph of this subgraph over its services. */
export function metadataGraph(parts: MetadataParts): GraphDefinition {
  return {
    name: metadataName,
    resolvers: [
      new BackupRecordResolver(parts),
      new BackupClientResolver(parts),
      new ComputeNodeResolver(parts),
    ],
    orphanedTypes: [ComputeNode],
    references: {
      BackupRecord: ({ id }, context) => MetadataLoaders.of(parts, context).recordById.load(String(id)),
      BackupClient: ({ id }, context) => MetadataLoaders.of(parts, context).clientById.load(String(id)),
      ComputeNode: ({ id, name }) => Object.assign(new ComputeNode(), { id, name }),
    },
  };
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
