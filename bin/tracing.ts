import type { Log } from '../subgraphs/kernel/log/log.js';
import type { Lifecycle } from '../subgraphs/kernel/server/lifecycle.js';
import { tracingSettings } from '../subgraphs/kernel/telemetry/tracing-settings.js';
import type { Tracing } from '../subgraphs/kernel/telemetry/tracing.js';
import type { ProductConfig } from './config-groups.js';
import { productVersion } from './project.js';
import { workerNumber } from './serving-worker.js';

/**
 * Starts traces where the settings name a collector; a process without one loads nothing for them. `serviceName` is what
 * the process is called unless the settings say. To be called before anything else is started, for it stops last.
 */
export async function openTracing(
  config: ProductConfig,
  serviceName: string,
  log: Log,
  lifecycle: Lifecycle,
): Promise<Tracing | undefined> {
  const settings = tracingSettings(config.telemetry);
  if (!settings) return undefined;
  const { OtlpTracing } = await import('../subgraphs/kernel/telemetry/otlp-tracing.js');
  const traced = {
    serviceName: settings.serviceName ?? serviceName,
    version: productVersion(),
    worker: workerNumber(),
  };
  const tracing = new OtlpTracing(settings, traced, log);
  await lifecycle.add({ name: 'traces', stop: () => tracing.stop() });
  return tracing;
}
