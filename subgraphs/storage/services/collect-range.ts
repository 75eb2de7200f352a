import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Fault } from '../../kernel/errors/fault.js';
import type { Capabilities, MetricSeries } from '../drivers/metrics.js';
import type { StorageDriver } from '../drivers/driver.js';
import type { PerformanceExporter } from '../exporters/performance-exporter.js';
import { checkedSeries } from './checked-series.js';
import { requestOf, type CollectRange } from './collection-plan.js';
import { SeriesIds } from './series-ids.js';
import { storageFault } from './storage-fault.js';
import { writeMetrics, type MetricWriterParts } from './write-metrics.js';

/** What a collection writes with and tells. */
export interface CollectParts extends MetricWriterParts {
  readonly exporters: readonly PerformanceExporter[];
}

/** The storage that is measured. */
export interface MeasuredStorage {
  readonly storageId: string;
  readonly storageName: string | null;
  readonly serialNumber: string | null;
}

/** What a collection brought. */
export interface Collected {
  readonly series: number;
  readonly samples: number;
  /** Samples that were not fit to keep. */
  readonly rejected: number;
}

/** How a collection is told how far it is. */
export type CollectProgress = (series: number) => Promise<void>;

/** Series that are written and exported together; keeps each turn of the event loop short. */
const batchSize = 250;
const mostSamples = 20_000_000;
/** An array of 8,000 volumes has about 125,000; each that was ever told has an id. */
const mostSeries = 1_000_000;
/** Clocks of arrays may go ahead by so much, in milliseconds. */
const aheadMs = 300_000;

/**
 * Collects one range of one storage: reads what the driver tells page by page, keeps what is fit, writes it
 * and hands it to the exporters. Throws the DriverFault of the device, and InvalidResults for a list without
 * end; what was written until then stays.
 */
export async function collectRange(
  parts: CollectParts,
  storage: MeasuredStorage,
  driver: StorageDriver,
  capabilities: Capabilities,
  range: CollectRange,
  signal: AbortSignal,
  progress: CollectProgress = () => Promise.resolve(),
): Promise<Collected> {
  const request = requestOf(capabilities, range);
  if (!request || !driver.collectMetrics) return { series: 0, samples: 0, rejected: 0 };
  const now = Date.now();
  const bounds = { from: parts.partitions.oldest(now), to: now + aheadMs };
  const total = { series: 0, samples: 0, rejected: 0 };
  const ids = await SeriesIds.open(parts.store, storage.storageId);
  let waiting: MetricSeries[] = [];

  const flush = async (): Promise<void> => {
    const batch = waiting.splice(0, batchSize);
    await writeMetrics(parts, ids, batch);
    for (const exporter of parts.exporters) exporter.take({ ...storage, series: batch });
    total.series += batch.length;
    await progress(total.series);
    await nextTurn();
    signal.throwIfAborted();
  };

  for await (const page of driver.collectMetrics(request, signal)) {
    if (waiting.length + lengthOf(page) > mostSeries) throw tooMany(`${mostSeries} series in one batch`);
    const { series, rejected } = checkedSeries(page, bounds);
    total.rejected += rejected;
    total.samples += series.reduce((sum, { samples }) => sum + samples.length, 0);
    if (total.samples > mostSamples) throw tooMany(`${mostSamples} samples in one collection`);
    waiting = waiting.length === 0 ? [...series] : [...waiting, ...series];
    if (total.series + waiting.length > mostSeries) throw tooMany(`${mostSeries} series in one collection`);
    while (waiting.length >= batchSize) await flush();
    signal.throwIfAborted();
  }
  while (waiting.length > 0) await flush();
  return total;
}

function lengthOf(page: unknown): number {
  return Array.isArray(page) ? page.length : 0;
}

function tooMany(what: string): Fault {
  return storageFault('InvalidResults', [`More than ${what}.`]);
}
