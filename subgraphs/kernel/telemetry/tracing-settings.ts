import type { ConfigOf } from '../config/row.js';
import type { telemetryConfig } from './config.js';

/** The samplers OpenTelemetry names; those of a parent heed what the caller decided. */
export const samplerNames = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** Which traces are recorded. */
export interface Sampling {
  /** From 0 to 1. */
  readonly ratio: number;
  /** Whether the decision of a caller holds, if there is one. */
  readonly heedsCaller: boolean;
}

/** Where traces go, and which. */
export interface TracingSettings {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly sampling: Sampling;
  /** Undefined is what the process is called by itself. */
  readonly serviceName: string | undefined;
}

type Telemetry = ConfigOf<typeof telemetryConfig>;

/** What the settings say of traces: our own first, then those every program with OpenTelemetry has. Undefined is off. */
export function tracingSettings(config: Telemetry): TracingSettings | undefined {
  const { tracesUrl, otelTracesEndpoint, otelEndpoint } = config;
  const url = tracesUrl ?? otelTracesEndpoint ?? (otelEndpoint && below(otelEndpoint, 'v1/traces'));
  if (url === undefined) return undefined;
  return {
    url,
    headers: config.tracesHeaders ?? {},
    sampling: samplingOf(config),
    serviceName: config.otelServiceName,
  };
}

function samplingOf({ tracesRatio, otelSampler, otelSamplerArg }: Telemetry): Sampling {
  if (tracesRatio !== undefined) return { ratio: tracesRatio, heedsCaller: true };
  const heedsCaller = otelSampler.startsWith('parentbased_');
  if (otelSampler.endsWith('always_off')) return { ratio: 0, heedsCaller };
  return { ratio: otelSampler.endsWith('traceidratio') ? (otelSamplerArg ?? 1) : 1, heedsCaller };
}

function below(base: string, path: string): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${path}`;
  return url.href;
}
