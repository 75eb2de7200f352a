import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { legacyDialects } from '../../bin/commands/dialects.js';
import { pages } from '../../bin/commands/pages.js';
import { loadProductConfig } from '../../bin/config-groups.js';
import { openProcess } from '../../bin/process.js';
import { projectRoot } from '../../bin/project.js';
import { schemaReaders } from '../../gateway/config.js';
import { LiveFederation, type LinkMaker } from '../../gateway/federation/live-federation.js';
import { linkMaker, type LinkOptions } from '../../gateway/federation/subgraph-links.js';
import { openWebhooks } from '../../gateway/subscriptions/webhooks/open-webhooks.js';
import { createGateway, type Gateway } from '../../gateway/gateway.js';
import { openDocuments } from '../../gateway/limits/documents/trusted-file.js';
import { createOwnPort } from '../../gateway/rest/own-port.js';
import type { Dialect } from '../../gateway/rest/route.js';
import type { Kernel } from '../../subgraphs/kernel/kernel.js';
import { subgraphNames } from '../../subgraphs/main.js';
import type { EngineKind } from '../support/engines.js';
import { createReadyDatabase } from '../support/shared-postgres.js';
import { captureLog, type CapturedLog } from './captured-log.js';

/** The whole product in this process, with its errors captured. */
export interface FuzzProduct {
  readonly kernel: Kernel;
  readonly gateway: Gateway;
  readonly dialects: readonly Dialect[];
  readonly errors: CapturedLog;
  /** Folder for what is kept in files; it goes when the product closes. */
  readonly folder: string;
  /** How often a subgraph was asked since the product opened. */
  fetches(): number;
  /** The listener a dialect has to itself; it answers all of its rows. */
  ownPort(dialect: string): FastifyInstance;
  close(): Promise<void>;
}

/** What keeps a fuzzed product quiet while nobody asks it anything. */
const quiet = {
  'compute-refresh-interval': '1h',
  ide: 'off',
};

/** Opens the product as `infragraph serve` does, without listening; its embedded database is in memory. */
export async function openFuzzProduct(
  settings: Readonly<Record<string, string>> = {},
  engine: EngineKind = 'embedded',
): Promise<FuzzProduct> {
  const folder = await mkdtemp(join(tmpdir(), 'infragraph-fuzz-'));
  const database = engine === 'server' ? await serverSettings() : {};
  const options = { ...quiet, 'backup-dir': join(folder, 'backup'), ...database, ...settings };
  const source = { env: {}, options };
  const loaded = loadProductConfig(source);
  const inMemory = { ...loaded.kernel, dataDir: undefined as unknown as string };
  const config = { ...loaded, kernel: inMemory };
  const errors = captureLog();
  const running = await openProcess(
    config,
    source,
    { name: 'infragraph', subgraphs: subgraphNames, work: true },
    errors.log,
  );
  const { kernel, lifecycle, subgraphs } = running;
  const served = legacyDialects(config, kernel);
  const dialects = served.map(({ dialect }) => dialect);
  let fetches = 0;
  const makeLink = countedLinks(() => fetches++, {
    local: subgraphs,
    remote: new Map(),
    timeoutMs: 5000,
    log: kernel.log,
    isOurs: () => true,
  });
  const readers = schemaReaders(config.gateway);
  const { documents } = await openDocuments(config.limits, kernel.log);
  const gateway = await createGateway({
    federation: new LiveFederation(
      await readFile(join(projectRoot, 'schema', 'supergraph.graphql'), 'utf8'),
      makeLink,
    ),
    viewers: kernel.identity,
    log: kernel.log,
    introspection: readers,
    limits: config.limits,
    documents,
    allowedOrigins: [],
    dialects,
    ready: () => kernel.database.ping(),
    onForeignPacket: (app) => (packet, socket) =>
      served.some(({ onForeignPacket }) => onForeignPacket?.(packet, socket, app()) ?? false),
    pages: (app, federation) => pages(app, federation, served, readers, kernel.identity),
  });
  await lifecycle.add({ name: 'gateway', stop: () => gateway.close() });
  const webhooks = openWebhooks(kernel, gateway, config.webhooks);
  await lifecycle.add({ name: 'webhooks', start: () => webhooks.start(), stop: () => webhooks.stop() });
  const ownPorts = new Map<string, FastifyInstance>();
  for (const dialect of dialects) {
    const app = await createOwnPort({ dialect, executor: gateway.rows, log: kernel.log });
    await lifecycle.add({ name: `${dialect.name} port`, stop: () => app.close() });
    await app.ready();
    ownPorts.set(dialect.name, app);
  }
  await gateway.app.ready();
  const ownPort = (dialect: string): FastifyInstance => {
    const app = ownPorts.get(dialect);
    if (!app) throw new Error(`There is no dialect "${dialect}".`);
    return app;
  };
  const close = async (): Promise<void> => {
    await lifecycle.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { kernel, gateway, dialects, errors, folder, ownPort, close, fetches: () => fetches };
}

/** Links that tell of every fetch and subscription. */
function countedLinks(count: () => void, options: LinkOptions): LinkMaker {
  const makeLink = linkMaker(options);
  return (place) => {
    const link = makeLink(place);
    return {
      name: link.name,
      execute: (...call) => {
        count();
        return link.execute(...call);
      },
      subscribe: (...call) => {
        count();
        return link.subscribe(...call);
      },
      check: () => link.check(),
      close: () => link.close(),
    };
  };
}

async function serverSettings(): Promise<Record<string, string>> {
  return {
    'database-url': await createReadyDatabase(),
    'secrets-key': randomBytes(32).toString('base64'),
  };
}
