import type { MetricSeries } from '../drivers/metrics.js';
import type { CollectedSeries } from './performance-exporter.js';

/**
 * The records of a batch (section 12 of the Delfin contract): each a JSON array of `[name, labels, values]`,
 * none longer than `maxBytes` of UTF-8. They are split between series, and a series that alone is too long
 * between its samples; a series whose labels alone are too long is left out and counted by the caller.
 */
export function* kafkaRecords(batch: CollectedSeries, maxBytes: number): Generator<string, void, undefined> {
  let open: string[] = [];
  let bytes = 2;
  for (const series of batch.series) {
    for (const element of elementsOf(batch, series, maxBytes - 2)) {
      const size = Buffer.byteLength(element) + 1;
      if (open.length > 0 && bytes + size > maxBytes) {
        yield `[${open.join(',')}]`;
        open = [];
        bytes = 2;
      }
      open.push(element);
      bytes += size;
    }
  }
  if (open.length > 0) yield `[${open.join(',')}]`;
}

function elementsOf(batch: CollectedSeries, series: MetricSeries, maxBytes: number): string[] {
  const labels = JSON.stringify(labelsOf(batch, series));
  const element = (samples: MetricSeries['samples']): string =>
    `[${JSON.stringify(series.name)},${labels},${JSON.stringify(Object.fromEntries(samples))}]`;
  const whole = element(series.samples);
  if (Buffer.byteLength(whole) < maxBytes) return [whole];
  if (series.samples.length < 2) return [];
  const half = Math.ceil(series.samples.length / 2);
  return [series.samples.slice(0, half), series.samples.slice(half)].flatMap((samples) =>
    elementsOf(batch, { ...series, samples }, maxBytes),
  );
}

/** In the order of section 10.3. */
function labelsOf(
  { storageId, storageName, serialNumber }: CollectedSeries,
  { resourceType, resourceId, resourceName, type, unit, valueType }: MetricSeries,
): Readonly<Record<string, string | null>> {
  return {
    storage_id: storageId,
    resource_type: resourceType,
    resource_id: resourceId,
    type: type ?? 'RAW',
    unit,
    ...(resourceName === undefined ? {} : { resource_name: resourceName }),
    ...(valueType === undefined ? {} : { value_type: valueType }),
    name: storageName,
    serial_number: serialNumber,
  };
}
