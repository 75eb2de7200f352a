import { OtlpTracing } from '../../subgraphs/kernel/telemetry/otlp-tracing.js';
import type { Log } from '../../subgraphs/kernel/log/log.js';
import type { TracingSettings } from '../../subgraphs/kernel/telemetry/tracing-settings.js';
import { silentLog } from './engines.js';

/** Traces of a test, sent to a collector it has started. All are recorded unless it says otherwise. */
export function testTracing(
  url: string,
  serviceName = 'tested',
  { log = silentLog, ...settings }: Partial<TracingSettings> & { readonly log?: Log } = {},
): OtlpTracing {
  const all = { url, headers: {}, sampling: { ratio: 1, heedsCaller: true }, serviceName, ...settings };
  return new OtlpTracing(all, { serviceName, version: '0', worker: undefined }, log);
}
