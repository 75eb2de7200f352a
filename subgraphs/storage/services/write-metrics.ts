import { sql } from 'kysely';
import type { Sql, Store } from '../../kernel/database/store.js';
import type { MetricSeries } from '../drivers/metrics.js';
import type { MetricPartitions } from './metric-partitions.js';
import { sampleRows } from './sample-rows.js';

/** What samples are written with. */
export interface MetricWriterParts {
  readonly store: Store;
  readonly partitions: MetricPartitions;
}

/**
 * Writes checked series of one storage: three statements for any number of them, four when some are new.
 * Writing the same samples again changes nothing. What comes from an earlier range never replaces the
 * latest value of a series.
 */
export async function writeMetrics(
  { store, partitions }: MetricWriterParts,
  storageId: string,
  batch: readonly MetricSeries[],
): Promise<void> {
  if (batch.length === 0) return;
  await partitions.ensure(batch.flatMap(({ samples }) => daysOf(samples)));
  const ids = await seriesIds(store.sql, storageId, batch);
  const rows = new Map<string, readonly [id: number, at: string, offsets: string, readings: string]>();
  const latest = new Map<number, readonly [at: string, reading: number]>();
  for (const [i, series] of batch.entries()) {
    const id = ids[i];
    const last = series.samples.at(-1);
    if (id === undefined || last === undefined) continue;
    for (const { at, offsets, readings } of sampleRows(series.samples))
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

/** The ids of the series, in the order of the batch; those that are new are made. */
async function seriesIds(
  handle: Sql,
  storageId: string,
  batch: readonly MetricSeries[],
): Promise<readonly (number | undefined)[]> {
  const found = await findIds(handle, storageId, batch);
  const missing = batch.filter((_, i) => found[i] === undefined);
  if (missing.length === 0) return found;
  // Only what is missing is inserted: each try of an insert uses up an id, of which there are 2^31.
  const column = (value: (series: MetricSeries) => string | null): (string | null)[] => missing.map(value);
  await sql`
    insert into storage.metric_series (storage_id, resource_type, resource_id, metric, type, unit, resource_name, value_type)
    select ${storageId}::uuid, t.* from unnest(${column((s) => s.resourceType)}::text[], ${column((s) => s.resourceId)}::text[],
      ${column((s) => s.name)}::text[], ${column((s) => s.type ?? 'RAW')}::text[], ${column((s) => s.unit)}::text[],
      ${column((s) => s.resourceName ?? null)}::text[], ${column((s) => s.valueType ?? null)}::text[]) as t
    on conflict do nothing`.execute(handle);
  return findIds(handle, storageId, batch);
}

async function findIds(
  handle: Sql,
  storageId: string,
  batch: readonly MetricSeries[],
): Promise<(number | undefined)[]> {
  const { rows } = await sql<{ id: number; place: number }>`
    select s.id, t.place::int as place
    from unnest(${batch.map((s) => s.resourceType)}::text[], ${batch.map((s) => s.resourceId)}::text[],
      ${batch.map((s) => s.name)}::text[], ${batch.map((s) => s.type ?? 'RAW')}::text[])
      with ordinality as t (resource_type, resource_id, metric, type, place)
    join storage.metric_series s on s.storage_id = ${storageId}::uuid and s.resource_type = t.resource_type
      and s.resource_id = t.resource_id and s.metric = t.metric and s.type = t.type`.execute(handle);
  const ids = new Array<number | undefined>(batch.length).fill(undefined);
  for (const { id, place } of rows) ids[place - 1] = id;
  return ids;
}

/** One instant of every day the samples, oldest first, lie in. */
function daysOf(samples: MetricSeries['samples']): number[] {
  const days = new Map(samples.map(([at]) => [Math.floor(at / 86_400_000), at]));
  return [...days.values()];
}

function isoOf(instant: number): string {
  return new Date(instant).toISOString();
}
