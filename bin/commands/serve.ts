import { createGateway, type Gateway } from '../../gateway/gateway.js';
import { parseSubgraphUrls, schemaReaders } from '../../gateway/config.js';
import type { RequestedDocuments } from '../../gateway/limits/documents/requested-documents.js';
import { openDocuments } from '../../gateway/limits/documents/trusted-file.js';
import { openWebhooks } from '../../gateway/subscriptions/webhooks/open-webhooks.js';
import { legacyMetricsText } from '../../gateway/rest/vprotect/exporter.js';
import { refuseOpenIdentity } from '../../gateway/rest/freezer/authenticate.js';
import { LiveFederation } from '../../gateway/federation/live-federation.js';
import { linkMaker } from '../../gateway/federation/subgraph-links.js';
import { SupergraphFile } from '../../gateway/federation/supergraph-file.js';
import { subgraphPlaces } from '../../gateway/federation/supergraph/places.js';
import { ConfigError, type ConfigSource } from '../../subgraphs/kernel/config/load.js';
import { listen } from '../../subgraphs/kernel/server/http-server.js';
import { untilSignal } from '../../subgraphs/kernel/server/lifecycle.js';
import { subgraphNames, type SubgraphName } from '../../subgraphs/main.js';
import { settingsOf, type CommandInput } from '../command-input.js';
import { loadProductConfig, type ProductConfig } from '../config-groups.js';
import { openProcess, type RunningProcess } from '../process.js';
import { banner, type OwnPort } from './banner.js';
import { legacyDialects, type ServedDialect } from './dialects.js';
import { isLoopback } from './loopback.js';
import { serveOwnPorts } from './own-ports.js';
import { demoFaults, isFirstRun, serveDemo } from './serve-demo.js';
import { isOurs, placementFaults } from './placement.js';
import { pages } from './pages.js';
import { readSupergraphFile, remoteUrls } from './supergraph-sdl.js';
import { hopSigning } from './hop-signing.js';
import { leave } from './leave.js';
import { kernelMetrics, serveMetrics } from './metrics.js';
import { announce, workerNumber } from '../serving-worker.js';
import { refuseWorkers, startsWorkers, superviseWorkers } from './workers.js';

/** `infragraph serve`: everything in one process. */
export function serve(input: CommandInput): Promise<number> {
  return run(input, true);
}

/** `infragraph gateway`: the gateway over subgraphs that all run elsewhere. */
export function gatewayOnly(input: CommandInput): Promise<number> {
  return run(input, false);
}

/** The product as it listens. */
export interface Serving {
  readonly config: ProductConfig;
  readonly running: RunningProcess;
  readonly gateway: Gateway;
  readonly ownPorts: readonly OwnPort[];
  /** Whether nobody has used its data folder before. */
  readonly firstRun: boolean;
}

async function run(input: CommandInput, withSubgraphs: boolean): Promise<number> {
  const startedAt = performance.now();
  const source = { env: process.env, options: settingsOf(input) };
  const settings = loadProductConfig(source);
  refuseWorkers(settings);
  if (startsWorkers(settings)) return superviseWorkers(withSubgraphs ? 'serve' : 'gateway', input, settings);
  // A signal during the start waits for its end: nothing is left half opened.
  const signalled = untilSignal();
  const { config, running, gateway, ownPorts, firstRun } = await openServing(source, withSubgraphs);
  try {
    const ms = performance.now() - startedAt;
    announce(banner(config, gateway, ownPorts, running, { ms, firstRun }));
    const signal = await signalled;
    running.kernel.log.info({ signal }, 'Stopping');
    return 0;
  } finally {
    await leave(running.lifecycle);
  }
}

/**
 * Opens the product and listens; the end is `running.lifecycle.stop()`. Throws a ConfigError when the
 * settings do not fit together; what was opened by then is closed again.
 */
export async function openServing(source: ConfigSource, withSubgraphs: boolean): Promise<Serving> {
  const config = loadProductConfig(source);
  const supergraphSdl = await readSupergraphFile(config.gateway.supergraph);
  const places = subgraphPlaces(supergraphSdl);
  const remote = remoteUrls(config, places);
  const faults = placementFaults(config, places, remote, withSubgraphs);
  if (faults.length > 0) throw new ConfigError(faults);
  const firstRun = withSubgraphs && isFirstRun(config);
  const local = withSubgraphs ? subgraphNames.filter((name) => !remote.has(name)) : [];

  const running = await openProcess(config, withOwnOrchestrator(config, source, local), {
    name: withSubgraphs ? 'infragraph' : 'infragraph-gateway',
    subgraphs: local,
    // The first of several works on tasks, so that there are as many at once as one process has, and one backup node.
    work: withSubgraphs && (workerNumber() ?? 1) === 1,
  });
  const { lifecycle, kernel } = running;
  try {
    await refuseOpenToTheNetwork(config, running);
    const dialects = legacyDialects(config, kernel);
    const { documents, file } = await openDocuments(config.limits, kernel.log);
    const gateway = await openGateway(config, running, supergraphSdl, dialects, documents);
    await lifecycle.add({ name: 'gateway', stop: () => gateway.close() });
    const webhooks = openWebhooks(kernel, gateway, config.webhooks);
    await lifecycle.add({ name: 'webhooks', start: () => webhooks.start(), stop: () => webhooks.stop() });
    if (file)
      await lifecycle.add({ name: 'trusted documents', start: () => file.start(), stop: () => file.stop() });
    await watchSupergraph(config, running, gateway);
    await listen(gateway.app, config.server);
    const ownPorts = await serveOwnPorts(config, dialects, kernel, gateway, lifecycle);
    if (withSubgraphs) await serveDemo(config, running, gateway);
    return { config, running, gateway, ownPorts, firstRun };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

/** Machines are taken from the Orchestrator API of this very process, unless the settings name another or none. */
function withOwnOrchestrator(
  config: ProductConfig,
  source: ConfigSource,
  local: readonly SubgraphName[],
): ConfigSource {
  const { host, port } = config.server;
  if (config.backup.orchestratorUrl !== undefined || port === 0 || !local.includes('backup')) return source;
  const address = isUnspecified(host) ? '127.0.0.1' : host;
  const url = `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
  return { ...source, options: { ...source.options, 'backup-orchestrator-url': url } };
}

/** Whether a host to listen on means every address of the machine. */
function isUnspecified(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

async function openGateway(
  config: ProductConfig,
  running: RunningProcess,
  supergraphSdl: string,
  dialects: readonly ServedDialect[],
  documents: RequestedDocuments,
): Promise<Gateway> {
  const { kernel, subgraphs } = running;
  const makeLink = linkMaker({
    local: subgraphs,
    remote: parseSubgraphUrls(config.gateway.subgraphUrls),
    timeoutMs: config.gateway.subgraphTimeout,
    log: kernel.log,
    isOurs,
    signHop: hopSigning(config.identity.hopSecrets),
  });
  const readers = schemaReaders(config.gateway);
  const metrics = kernelMetrics(kernel);
  const gateway: Gateway = await createGateway({
    federation: new LiveFederation(supergraphSdl, makeLink, {
      overrideLabels: config.gateway.overrideLabels,
      shareQueries: config.gateway.shareQueries,
    }),
    viewers: kernel.identity,
    log: kernel.log,
    tracing: kernel.tracing,
    introspection: readers,
    limits: config.limits,
    documents,
    allowedOrigins: config.gateway.allowedOrigins,
    joinWithinMs: config.gateway.subscriptionJoin,
    dialects: dialects.map(({ dialect }) => dialect),
    ready: () => kernel.database.ping(),
    worker: workerNumber(),
    onForeignPacket: (app) => (packet, socket) =>
      dialects.some(({ onForeignPacket }) => onForeignPacket?.(packet, socket, app()) ?? false),
    pages: (app, federation) => {
      const legacy = (): Promise<string> => legacyText(dialects, gateway);
      serveMetrics(app, { metrics, config, log: kernel.log, viewers: kernel.identity, legacy });
      pages(app, federation, dialects, readers, kernel.identity);
    },
  });
  metrics.add(...gateway.families);
  return gateway;
}

/** What the exporter beside vProtect would tell. */
function legacyText(dialects: readonly ServedDialect[], { rows }: Gateway): Promise<string> {
  const vprotect = dialects.find(({ dialect: { name } }) => name === 'vprotect');
  if (!vprotect) throw new Error('The dialect vprotect is not served.');
  return legacyMetricsText(vprotect.dialect, rows);
}

/** A supergraph of one's own is served as often as its file changes. */
async function watchSupergraph(
  config: ProductConfig,
  { kernel, lifecycle }: RunningProcess,
  gateway: Gateway,
): Promise<void> {
  const { supergraph } = config.gateway;
  if (supergraph === undefined) return;
  const file = new SupergraphFile(supergraph, gateway.federation, kernel.log);
  await lifecycle.add({ name: 'supergraph', start: () => file.start(), stop: () => file.stop() });
}

/** Without accounts everybody is administrator, so only this machine may reach the server. */
async function refuseOpenToTheNetwork(config: ProductConfig, { kernel }: RunningProcess): Promise<void> {
  const { host } = config.server;
  const loopback = isLoopback(host);
  const faults: string[] = [];
  if (!loopback && !config.gateway.insecure && (await kernel.identity.mode()) === 'open') {
    faults.push(
      `INFRAGRAPH_HOST is ${host}, which others can reach, and there is no account: create one with "infragraph account create NAME", listen on 127.0.0.1, or set INFRAGRAPH_INSECURE=true if the network is yours alone`,
    );
  }
  faults.push(...demoFaults(config, (await kernel.identity.mode()) === 'open'));
  const freezer = refuseOpenIdentity(config.freezer, host, loopback);
  if (freezer !== undefined) faults.push(freezer);
  if (faults.length > 0) throw new ConfigError(faults);
}
