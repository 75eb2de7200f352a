import { registerIde } from '../../gateway/console/ide.js';
import { registerSchemaSdl } from '../../gateway/console/schema-sdl.js';
import { LiveFederation } from '../../gateway/federation/live-federation.js';
import { linkMaker } from '../../gateway/federation/subgraph-links.js';
import { SupergraphFile } from '../../gateway/federation/supergraph-file.js';
import { subgraphPlaces } from '../../gateway/federation/supergraph/places.js';
import type { RequestedDocuments } from '../../gateway/limits/documents/requested-documents.js';
import { openDocuments } from '../../gateway/limits/documents/trusted-file.js';
import { createGateway, type Gateway } from '../../gateway/gateway.js';
import { graphqlPath } from '../../gateway/http/graphql-route.js';
import { parseSubgraphUrls } from '../../gateway/config.js';
import { ConfigError } from '../../subgraphs/kernel/config/load.js';
import { anonymous } from '../../subgraphs/kernel/identity/viewer.js';
import { openLog, type Log } from '../../subgraphs/kernel/log/log.js';
import { listen } from '../../subgraphs/kernel/server/http-server.js';
import { Lifecycle, untilSignal } from '../../subgraphs/kernel/server/lifecycle.js';
import { settingsOf, type CommandInput } from '../command-input.js';
import { loadProductConfig, type ProductConfig } from '../config-groups.js';
import { hopSigning } from './hop-signing.js';
import { leave } from './leave.js';
import { Metrics } from '../../subgraphs/kernel/telemetry/metrics.js';
import { spanFamily, type Tracing } from '../../subgraphs/kernel/telemetry/tracing.js';
import { serveMetrics } from './metrics.js';
import { announce, workerNumber } from '../serving-worker.js';
import { openTracing } from '../tracing.js';
import { startsWorkers, superviseWorkers } from './workers.js';
import { isLoopback } from './loopback.js';
import { placementFaults } from './placement.js';
import { readSupergraphFile, remoteUrls } from './supergraph-sdl.js';

/**
 * `infragraph gateway --supergraph FILE` over subgraphs that are all somebody else's: no database, no accounts, no REST.
 * Everybody who asks is nobody, so what a subgraph keeps for signed-in callers is refused.
 */
export async function foreignGateway(input: CommandInput): Promise<number> {
  const startedAt = performance.now();
  const config = loadProductConfig({ env: process.env, options: settingsOf(input) });
  if (startsWorkers(config)) return superviseWorkers('gateway', input, config);
  const signalled = untilSignal();
  const log = openLog({ level: config.kernel.logLevel, worker: workerNumber() });
  const lifecycle = new Lifecycle(log, config.server.shutdownTimeout);
  try {
    const tracing = await openTracing(config, 'infragraph-gateway', log, lifecycle);
    const { documents, file: trusted } = await openDocuments(config.limits, log);
    const gateway = await openForeign(config, log, documents, tracing);
    await lifecycle.add({ name: 'gateway', stop: () => gateway.close() });
    if (trusted)
      await lifecycle.add({
        name: 'trusted documents',
        start: () => trusted.start(),
        stop: () => trusted.stop(),
      });
    const file = new SupergraphFile(config.gateway.supergraph ?? '', gateway.federation, log);
    await lifecycle.add({ name: 'supergraph', start: () => file.start(), stop: () => file.stop() });
    const address = await listen(gateway.app, config.server);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    announce(
      `The gateway is ready after ${seconds} s at ${address}${graphqlPath} (health: ${address}/health/ready)\n`,
    );
    log.info({ signal: await signalled }, 'Stopping');
    return 0;
  } finally {
    await leave(lifecycle);
  }
}

async function openForeign(
  config: ProductConfig,
  log: Log,
  documents: RequestedDocuments,
  tracing: Tracing | undefined,
): Promise<Gateway> {
  const supergraphSdl = await readSupergraphFile(config.gateway.supergraph);
  const places = subgraphPlaces(supergraphSdl);
  const faults = placementFaults(config, places, remoteUrls(config, places), false);
  if (faults.length > 0) throw new ConfigError(faults);
  const federation = new LiveFederation(
    supergraphSdl,
    linkMaker({
      local: [],
      remote: parseSubgraphUrls(config.gateway.subgraphUrls),
      timeoutMs: config.gateway.subgraphTimeout,
      log,
      isOurs: () => false,
      signHop: hopSigning(config.identity.hopSecrets),
    }),
    { overrideLabels: config.gateway.overrideLabels, shareQueries: config.gateway.shareQueries },
  );
  const { ide: chosen } = config.gateway;
  const ide = chosen === 'on' || (chosen === 'auto' && isLoopback(config.server.host));
  const metrics = new Metrics();
  const gateway = await createGateway({
    federation,
    viewers: { identify: () => Promise.resolve(anonymous), onceEnded: () => () => undefined },
    log,
    tracing,
    introspection: ide,
    limits: config.limits,
    documents,
    allowedOrigins: config.gateway.allowedOrigins,
    joinWithinMs: config.gateway.subscriptionJoin,
    dialects: [],
    ready: () => Promise.resolve(),
    worker: workerNumber(),
    pages: (app) => {
      serveMetrics(app, { metrics, config, log });
      if (!ide) return;
      registerIde(app, { path: '/ide', graphqlPath, subscriptionPath: graphqlPath });
      registerSchemaSdl(app, () => federation.current.apiSchema);
    },
  });
  metrics.add(...gateway.families, spanFamily(tracing));
  return gateway;
}
