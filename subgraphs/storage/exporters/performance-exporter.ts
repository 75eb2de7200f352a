import type { MetricSeries } from '../drivers/metrics.js';

/** Series of one storage as they are collected, with what exporters label them with. */
export interface CollectedSeries {
  readonly storageId: string;
  /** As the array tells it; null when it does not. */
  readonly storageName: string | null;
  readonly serialNumber: string | null;
  readonly series: readonly MetricSeries[];
}

/** Sends collected samples elsewhere. A failure is its own: it logs it, and neither the collection nor another exporter sees it. */
export interface PerformanceExporter {
  /** Takes a batch over at once; never throws and never waits. */
  take(batch: CollectedSeries): void;
  /** Sends what it has within a deadline of its own and ends. */
  stop(): Promise<void>;
}
