import { choice, optionalText, type ConfigRow, type ConfigRows } from '../config/row.js';
import { samplerNames } from './tracing-settings.js';

/** What a process tells of itself, and to whom. */
export const telemetryConfig = {
  metricsToken: optionalText(
    'INFRAGRAPH_METRICS_TOKEN',
    'Bearer token that may read /metrics, besides operators and administrators without a tenant. Without accounts everybody who reaches a loopback port may.',
    { secret: true },
  ),
  tracesUrl: collectorUrl(
    'INFRAGRAPH_TRACES_URL',
    'URL of a collector that takes traces by OTLP over HTTP, such as http://127.0.0.1:4318/v1/traces. Nothing is traced unless it, or one of the endpoints of OpenTelemetry below, is set.',
  ),
  tracesHeaders: headers(
    'INFRAGRAPH_TRACES_HEADERS',
    'Headers that traces are sent with, as name=value, parted by commas, values percent-encoded.',
  ),
  tracesRatio: ratio(
    'INFRAGRAPH_TRACES_RATIO',
    'Share of the traces that begin here which are recorded, from 0 to 1; all unless OTEL_TRACES_SAMPLER says otherwise. Where a caller has decided, its decision holds.',
  ),
  otelTracesEndpoint: collectorUrl(
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    'The same as INFRAGRAPH_TRACES_URL, for who sets all programs alike.',
  ),
  otelEndpoint: collectorUrl(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'The same, to which /v1/traces is added. The variables of OpenTelemetry for headers, timeout, compression and certificates are heeded too.',
  ),
  otelServiceName: optionalText(
    'OTEL_SERVICE_NAME',
    'Name of the process in traces; infragraph with its role unless given.',
  ),
  otelSampler: choice(
    'OTEL_TRACES_SAMPLER',
    samplerNames,
    'parentbased_always_on',
    'Which traces are recorded, where INFRAGRAPH_TRACES_RATIO does not say.',
  ),
  otelSamplerArg: ratio('OTEL_TRACES_SAMPLER_ARG', 'The share for the samplers that end with traceidratio.'),
} satisfies ConfigRows;

function collectorUrl(key: string, meaning: string): ConfigRow<string | undefined> {
  return { ...optionalText(key, meaning), parse: httpUrl };
}

function httpUrl(value: string): string {
  const url = URL.parse(value.trim());
  if (!url || !/^https?:$/.test(url.protocol)) throw new Error('must be a URL with http or https');
  if (url.username !== '' || url.password !== '')
    throw new Error('must hold no credentials: send them as headers');
  return url.href;
}

function headers(key: string, meaning: string): ConfigRow<Readonly<Record<string, string>> | undefined> {
  return { ...optionalText(key, meaning, { secret: true }), default: undefined, parse: readHeaders };
}

function readHeaders(value: string): Readonly<Record<string, string>> {
  const pairs = value.split(',').map((pair): [string, string] => {
    const [, name = '', given = ''] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*=(.*)$/.exec(pair) ?? [];
    if (name === '') throw new Error('must be name=value, parted by commas');
    return [name, decodeURIComponent(given.trim())];
  });
  // A value that no header can hold is told here and not with every request.
  return Object.fromEntries(new Headers(pairs));
}

function ratio(key: string, meaning: string): ConfigRow<number | undefined> {
  const parse = (value: string): number => {
    const number = Number(value);
    if (value.trim() === '' || !(number >= 0 && number <= 1))
      throw new Error(`must be a number from 0 to 1, not "${value}"`);
    return number;
  };
  return { key, type: 'number', default: undefined, meaning, secret: false, min: 0, max: 1, parse };
}
