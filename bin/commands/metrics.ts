import cluster from 'node:cluster';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { bearerToken, type ViewerSource } from '../../gateway/auth/bearer.js';
import { codeOf } from '../../subgraphs/kernel/errors/fault.js';
import { anonymous, hasRole, type Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import type { Kernel } from '../../subgraphs/kernel/kernel.js';
import type { Log } from '../../subgraphs/kernel/log/log.js';
import { registerMetrics } from '../../subgraphs/kernel/server/metrics-route.js';
import { processFamilies, sharedFamilies } from '../../subgraphs/kernel/telemetry/kernel-metrics.js';
import { Metrics } from '../../subgraphs/kernel/telemetry/metrics.js';
import type { ProductConfig } from '../config-groups.js';
import { workerNumber } from '../serving-worker.js';
import { isLoopback } from './loopback.js';
import { scrapeWorkers, tellWhenAsked, workerFamilies } from './worker-metrics.js';

/** What `/metrics` is served with. */
export interface ServedMetrics {
  readonly metrics: Metrics;
  readonly config: ProductConfig;
  readonly log: Log;
  /** Who asks; without accounts of our own nobody is known. */
  readonly viewers?: Pick<ViewerSource, 'identify'>;
  /** The text under the names of the exporter beside vProtect. */
  readonly legacy?: () => Promise<string>;
}

/** The metrics of a process with a kernel. Of several workers the first tells what stands in the database. */
export function kernelMetrics(kernel: Kernel): Metrics {
  const metrics = new Metrics();
  metrics.add(...processFamilies(kernel));
  if ((workerNumber() ?? 1) === 1) metrics.add(...sharedFamilies(kernel));
  return metrics;
}

/** Serves `/metrics` on a listener, of several workers whichever is asked tells for all, and `/metrics/vprotect` where that dialect is. */
export function serveMetrics(app: FastifyInstance, served: ServedMetrics): void {
  const { metrics, log, legacy } = served;
  const allows = (authorization: string | undefined): Promise<boolean> => mayRead(served, authorization);
  if (cluster.isWorker) tellWhenAsked(metrics);
  else metrics.add(...workerFamilies(1, 1));
  registerMetrics(app, {
    path: '/metrics',
    log,
    text: () => (cluster.isWorker ? scrapeWorkers() : metrics.text()),
    allows,
  });
  if (legacy) registerMetrics(app, { path: '/metrics/vprotect', log, text: legacy, allows });
}

async function mayRead(
  { config, viewers }: ServedMetrics,
  authorization: string | undefined,
): Promise<boolean> {
  const { metricsToken } = config.telemetry;
  const given = bearerToken(authorization);
  if (given !== undefined && metricsToken !== undefined && isSame(given, metricsToken)) return true;
  const isOwnMachine = isLoopback(config.server.host);
  if (!viewers) return isOwnMachine && metricsToken === undefined;
  const viewer = await viewers.identify(given).catch(strangerOnly);
  if (viewer.kind === 'open') return isOwnMachine || config.gateway.insecure;
  return hasRole(viewer, 'operator') && viewer.tenantId === null && viewer.scopes === null;
}

/** A token nobody has is a stranger's; that it cannot be looked up is another matter. */
function strangerOnly(error: unknown): Viewer {
  if (codeOf(error) !== 'UNAUTHENTICATED') throw error;
  return anonymous;
}

function isSame(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
