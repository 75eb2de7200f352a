import type { MetricSeries } from '../drivers/metrics.js';

/** Samples of one series within one hour, as a row of `storage.metric_sample` takes them. */
export interface SampleRow {
  /** The first of them, in milliseconds since 1970. */
  readonly at: number;
  /** Milliseconds behind the first, and values, as array literals of PostgreSQL. */
  readonly offsets: string;
  readonly readings: string;
}

/** The longest time between the first and the last sample of a row; readers rely on it. */
export const rowSpanMs = 3_600_000;

const smallest = 1.2e-38;

/** Parts the samples of a series, oldest first, at the full hours, so that a row never crosses a partition. */
export function sampleRows(samples: MetricSeries['samples']): SampleRow[] {
  const rows: SampleRow[] = [];
  for (let first = 0; first < samples.length;) {
    const at = samples[first]?.[0] ?? 0;
    const hour = Math.floor(at / rowSpanMs);
    let end = first + 1;
    while (end < samples.length && Math.floor((samples[end]?.[0] ?? 0) / rowSpanMs) === hour) end++;
    const own = samples.slice(first, end);
    const offsets = own.map(([instant]) => instant - at).join(',');
    const readings = own.map(([, value]) => (Math.abs(value) < smallest ? 0 : value)).join(',');
    rows.push({ at, offsets: `{${offsets}}`, readings: `{${readings}}` });
    first = end;
  }
  return rows;
}
