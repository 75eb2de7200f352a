import type { Database } from '../../subgraphs/kernel/database/database.js';
import { Hints } from '../../subgraphs/kernel/database/hints.js';
import { Migration0001Events } from '../../subgraphs/kernel/database/migrations/0001-events.js';
import { Events } from '../../subgraphs/kernel/events/events.js';
import { anonymous, type Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import { SubgraphExecutor, type SubgraphResponse } from '../../subgraphs/kernel/subgraph/executor.js';
import { federatedGraph } from '../../subgraphs/kernel/subgraph/federated-schema.js';
import { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import { documentOfValue, type LegacyDocument } from '../../subgraphs/metadata/services/document.js';
import type { MetadataParts } from '../../subgraphs/metadata/services/parts.js';
import { metadataGraph, metadataTables } from '../../subgraphs/metadata/subgraph.js';
import { openTestDatabase, silentLog, type EngineKind } from '../support/engines.js';

/** The metadata subgraph over a fresh database. */
export interface MetadataFixture {
  readonly database: Database;
  readonly events: Events;
  readonly parts: MetadataParts;
  /** Executes an operation or an entity fetch as the gateway would. */
  execute(
    query: string,
    variables?: Readonly<Record<string, unknown>>,
    viewer?: Viewer,
  ): Promise<SubgraphResponse>;
  close(): Promise<void>;
}

export async function openMetadataFixture(kind: EngineKind): Promise<MetadataFixture> {
  const database = await openTestDatabase(kind);
  const kernelStore = await database.store({
    schema: 'kernel',
    entities: [],
    migrations: [Migration0001Events],
  });
  const store = await database.store(metadataTables);
  await database.migrate();
  const hints = new Hints(database.engine, silentLog);
  await hints.start();
  const events = new Events(kernelStore, hints, silentLog, 86_400_000);
  const parts: MetadataParts = { store, events, documentBytes: 1024 * 1024 };
  const executor = new SubgraphExecutor('metadata', federatedGraph(metadataGraph(parts)), silentLog);
  return {
    database,
    events,
    parts,
    execute: (query, variables = {}, viewer = ann) =>
      executor.execute({ query, variables }, new RequestContext(viewer)),
    close: async () => {
      await events.stop();
      await hints.stop();
      await database.close();
    },
  };
}

/** Somebody the dialect let in. */
export function dialectViewer(
  userId: string,
  tenantId: string | null,
  userName: string | null = null,
): Viewer {
  return { ...anonymous, kind: 'dialect', role: 'operator', userId, tenantId, userName };
}

export const ann = dialectViewer('u-ann', 'p-1', 'ann');
export const bob = dialectViewer('u-bob', 'p-2', 'bob');

/** A document of a backup; `changes` replaces members. */
export function backupDocument(changes: Readonly<Record<string, unknown>> = {}): LegacyDocument {
  return documentOfValue({ ...backup, ...changes }, 1024 * 1024);
}

const backup = {
  container: 'vault',
  host_name: 'db1.example.org',
  backup_name: 'orders',
  timestamp: 1_700_000_000,
  level: 0,
  mode: 'mysql',
};
