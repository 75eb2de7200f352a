import { isStorableText } from '../../kernel/database/storable.js';
import { metricResources, type MetricResource, type MetricSeries } from '../drivers/metrics.js';

/** Samples outside are not taken, in milliseconds since 1970, both ends included. */
export interface SampleBounds {
  readonly from: number;
  readonly to: number;
}

/** What is left of a driver's batch, and how many samples were not fit to keep. */
export interface CheckedSeries {
  readonly series: readonly MetricSeries[];
  readonly rejected: number;
}

const longestText = 512;
/** More than one a second for a day. */
const longestSeries = 100_000;
/** The largest number that is kept in four bytes. */
const largest = 3.4e38;
const resources: ReadonlySet<unknown> = new Set(metricResources);

/**
 * Takes what can be kept and shown of what a driver told: known kinds of thing, names that Prometheus can
 * print, texts of a sane length, finite numbers at instants within the bounds, each instant once and the
 * oldest first. The rest is counted; one lie never costs the other series.
 */
export function checkedSeries(batch: unknown, bounds: SampleBounds): CheckedSeries {
  if (!Array.isArray(batch)) return { series: [], rejected: 1 };
  const series: MetricSeries[] = [];
  let rejected = 0;
  for (const told of batch as unknown[]) {
    const samples = isObject(told) && Array.isArray(told['samples']) ? (told['samples'] as unknown[]) : [];
    const kept = isObject(told) && isNamed(told) ? keptSamples(samples, bounds) : [];
    rejected += samples.length - kept.length;
    if (kept.length > 0) series.push(seriesOf(told as Record<string, unknown>, kept));
  }
  return { series, rejected };
}

function isNamed(told: Readonly<Record<string, unknown>>): boolean {
  const { name, resourceType, resourceId, unit } = told;
  if (typeof name !== 'string' || !/^[a-zA-Z_]\w{0,63}$/.test(name)) return false;
  return resources.has(resourceType) && isText(resourceId) && resourceId !== '' && isText(unit);
}

function keptSamples(samples: readonly unknown[], { from, to }: SampleBounds): [number, number][] {
  if (samples.length > longestSeries) return [];
  let sorted = true;
  const kept: [number, number][] = [];
  for (const sample of samples) {
    if (!Array.isArray(sample)) continue;
    const [at, value] = sample as [unknown, unknown];
    if (!Number.isSafeInteger(at) || typeof value !== 'number' || !(Math.abs(value) <= largest)) continue;
    const instant = at as number;
    if (instant < from || instant > to) continue;
    sorted &&= instant > (kept.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY);
    kept.push([instant, value]);
  }
  if (sorted) return kept;
  // The last word of a driver about an instant holds.
  return [...new Map(kept).entries()].sort((a, b) => a[0] - b[0]);
}

function seriesOf(told: Readonly<Record<string, unknown>>, samples: MetricSeries['samples']): MetricSeries {
  const { name, resourceType, resourceId, unit, resourceName, type, valueType } = told;
  return {
    name: name as string,
    resourceType: resourceType as MetricResource,
    resourceId: resourceId as string,
    unit: unit as string,
    type: isText(type) && type !== '' ? type : 'RAW',
    ...(isText(resourceName) ? { resourceName } : {}),
    ...(isText(valueType) ? { valueType } : {}),
    samples,
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestText && isStorableText(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
