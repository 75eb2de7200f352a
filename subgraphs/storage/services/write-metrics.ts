import { sql } from 'kysely';
import type { Store } from '../../kernel/database/store.js';
import type { MetricSeries } from '../drivers/metrics.js';
import type { MetricPartitions } from './metric-partitions.js';
import { sampleRows } from './sample-rows.js';
import type { SeriesIds } from './series-ids.js';

/** What samples are written with. */
export interface MetricWriterParts {
  readonly store: Store;
  readonly partitions: MetricPartitions;
}

/**
 * Writes checked series of one storage in one statement, two when some are new. Writing the same samples
 * again changes nothing. What comes from an earlier range never replaces the
 * latest value of a series.
 */
export async function writeMetrics(
  { store, partitions }: MetricWriterParts,
  series: SeriesIds,
  batch: readonly MetricSeries[],
): Promise<void> {
  if (batch.length === 0) return;
  await partitions.ensure(batch.flatMap(({ samples }) => daysOf(samples)));
  const ids = await series.of(batch);
  const rows = new Map<string, readonly [id: number, at: string, offsets: string, readings: string]>();
  const latest = new Map<number, readonly [at: string, reading: number]>();
  for (const [i, { samples }] of batch.entries()) {
    const id = ids[i];
    const last = samples.at(-1);
    if (id === undefined || last === undefined) continue;
    for (const { at, offsets, readings } of sampleRows(samples))
      rows.set(`${id} ${at}`, [id, isoOf(at), offsets, readings]);
    latest.set(id, [isoOf(last[0]), last[1]]);
  }
  const stored = [...rows.values()];
  await sql`
    with told as (
      insert into storage.metric_sample as s (series, at, offsets_ms, readings)
      select t.series, t.at, t.offsets::integer[], t.readings::real[]
      from unnest(${stored.map(([id]) => id)}::integer[], ${stored.map((row) => row[1])}::timestamptz[],
        ${stored.map((row) => row[2])}::text[], ${stored.map((row) => row[3])}::text[]) as t (series, at, offsets, readings)
      on conflict (series, at) do update set offsets_ms = excluded.offsets_ms, readings = excluded.readings
      where cardinality(excluded.readings) >= cardinality(s.readings))
    insert into storage.metric_latest as l (series, at, reading)
    select * from unnest(${[...latest.keys()]}::integer[], ${[...latest.values()].map(([at]) => at)}::timestamptz[],
      ${[...latest.values()].map(([, reading]) => reading)}::double precision[])
    on conflict (series) do update set at = excluded.at, reading = excluded.reading where l.at <= excluded.at`.execute(
    store.sql,
  );
}

/** One instant of every day the samples, oldest first, lie in. */
function daysOf(samples: MetricSeries['samples']): number[] {
  const days = new Map(samples.map(([at]) => [Math.floor(at / 86_400_000), at]));
  return [...days.values()];
}

function isoOf(instant: number): string {
  return new Date(instant).toISOString();
}
