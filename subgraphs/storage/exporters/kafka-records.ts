import type { MetricSeries } from '../drivers/metrics.js';
import type { CollectedSeries } from './performance-exporter.js';

/** One record, and how many samples it tells. */
export interface KafkaRecord {
  readonly text: string;
  readonly samples: number;
}

/**
 * The records of a batch (section 12 of the Delfin contract): each a JSON array of `[name, labels, values]`,
 * none longer than `maxBytes` of UTF-8. They are split between series, and a series that alone is too long
 * between its samples. Samples whose labels alone are too long are in no record.
 */
export function* kafkaRecords(
  batch: CollectedSeries,
  maxBytes: number,
): Generator<KafkaRecord, void, undefined> {
  let open: Element[] = [];
  let bytes = 2;
  for (const series of batch.series) {
    for (const element of elementsOf(batch, series, maxBytes - 2)) {
      const size = Buffer.byteLength(element.text) + 1;
      if (open.length > 0 && bytes + size > maxBytes) {
        yield recordOf(open);
        open = [];
        bytes = 2;
      }
      open.push(element);
      bytes += size;
    }
  }
  if (open.length > 0) yield recordOf(open);
}

type Element = KafkaRecord;

function recordOf(elements: readonly Element[]): KafkaRecord {
  return {
    text: `[${elements.map(({ text }) => text).join(',')}]`,
    samples: elements.reduce((sum, { samples }) => sum + samples, 0),
  };
}

function elementsOf(batch: CollectedSeries, series: MetricSeries, maxBytes: number): Element[] {
  const { name, samples } = series;
  const labels = JSON.stringify(labelsOf(batch, series));
  const text = `[${JSON.stringify(name)},${labels},${JSON.stringify(Object.fromEntries(samples))}]`;
  if (Buffer.byteLength(text) < maxBytes) return [{ text, samples: samples.length }];
  if (samples.length < 2) return [];
  const half = Math.ceil(samples.length / 2);
  return [samples.slice(0, half), samples.slice(half)].flatMap((part) =>
    elementsOf(batch, { ...series, samples: part }, maxBytes),
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
