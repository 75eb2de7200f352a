import { sql, type RawBuilder } from 'kysely';
import { Fault } from '../../kernel/errors/fault.js';
import type { Sql } from '../../kernel/database/store.js';
import {
  metricResourceWords,
  type MetricAggregation,
  type MetricResourceType,
} from '../entities/metric-enums.js';
import { MeasuredSeries, MetricPoint } from '../entities/metric-series.js';
import { isStorableText } from '../../kernel/database/storable.js';
import { isUuid } from './find-storages.js';
import type { MetricWindow } from './metric-window.js';
import { aggregate, samplesIn, shown } from './metric-samples.js';

/** Which series are wanted; what is absent or null does not narrow, an empty list finds nothing. */
export interface SeriesFilter {
  readonly storageUuids?: readonly string[] | null | undefined;
  readonly resourceType?: MetricResourceType | null | undefined;
  readonly resourceNativeIds?: readonly string[] | null | undefined;
  readonly metrics?: readonly string[] | null | undefined;
}

/** Only the series with the highest or the lowest values over the window. */
export interface SeriesTop {
  readonly count: number;
  readonly by: MetricAggregation;
  readonly lowest: boolean;
}

/** Most series of one answer. */
export const mostSeries = 500;

/** Most series that are ranked, and most rows of samples that are read for it, of a quarter of an hour each. */
const mostRanked = 20_000;
const mostRankedRows = 250_000;
const rowMs = 900_000;

interface SeriesRow {
  readonly id: number;
  readonly storage_id: string;
  readonly resource_type: string;
  readonly resource_id: string;
  readonly resource_name: string | null;
  readonly metric: string;
  readonly unit: string;
  /** Milliseconds since 1970. */
  readonly at: number | null;
  readonly reading: number | null;
  readonly rank: number | null;
}

const columns = sql`m.id, m.storage_id, m.resource_type, m.resource_id, m.resource_name, m.metric, m.unit,
  (extract(epoch from l.at) * 1000)::bigint as at, l.reading`;
const tables = sql`storage.metric_series m join storage.storage s on s.id = m.storage_id and s.deleted_at is null
  left join storage.metric_latest l on l.series = m.id`;

/** The series that match, by storage, kind, thing and metric. BAD_USER_INPUT when there are more than `most`. */
export async function findSeries(
  handle: Sql,
  filter: SeriesFilter,
  window: MetricWindow,
  most = mostSeries,
): Promise<MeasuredSeries[]> {
  const { rows } = await sql<SeriesRow>`
    select ${columns}, null::float8 as rank from ${tables} where ${conditionOf(filter)}
    order by m.storage_id, m.resource_type, m.resource_id, m.metric, m.id limit ${most + 1}`.execute(handle);
  if (rows.length > most)
    throw new Fault(
      'BAD_USER_INPUT',
      `More than ${most} series match; narrow the filter or ask for the top of them.`,
    );
  return rows.map((row) => seriesOf(row, window));
}

/** The series that lead over the window, the leader first. BAD_USER_INPUT when ranking them would read too much. */
export async function topSeries(
  handle: Sql,
  filter: SeriesFilter,
  window: MetricWindow,
  { count, by, lowest }: SeriesTop,
): Promise<MeasuredSeries[]> {
  if (!(count >= 1 && count <= mostSeries))
    throw new Fault('BAD_USER_INPUT', `"count" must be from 1 to ${mostSeries}.`);
  const { rows: ranked } = await sql<{ id: number }>`
    select m.id from ${tables} where ${conditionOf(filter)} limit ${mostRanked + 1}`.execute(handle);
  if (
    ranked.length * Math.ceil((window.to - window.from) / rowMs) > mostRankedRows ||
    ranked.length > mostRanked
  )
    throw new Fault(
      'BAD_USER_INPUT',
      'Too many samples would have to be ranked; narrow the filter or the range.',
    );
  if (ranked.length === 0) return [];
  const direction = lowest ? sql`asc` : sql`desc`;
  const { rows } = await sql<SeriesRow>`
    with ranked as (
      select x.series, ${aggregate(by)} as rank from ${samplesIn(
        ranked.map(({ id }) => id),
        window,
      )} x
      group by x.series order by 2 ${direction}, 1 limit ${count})
    select ${columns}, r.rank from ${tables} join ranked r on r.series = m.id order by r.rank ${direction}, m.id`.execute(
    handle,
  );
  return rows.map((row) => seriesOf(row, window));
}

function conditionOf({
  storageUuids,
  resourceType,
  resourceNativeIds,
  metrics,
}: SeriesFilter): RawBuilder<boolean> {
  const conditions: RawBuilder<boolean>[] = [sql`true`];
  const texts = (list: readonly string[]): string[] => list.filter(isStorableText);
  if (storageUuids != null) conditions.push(sql`m.storage_id = any(${storageUuids.filter(isUuid)}::uuid[])`);
  if (resourceType != null) conditions.push(sql`m.resource_type = ${metricResourceWords[resourceType]}`);
  if (resourceNativeIds != null)
    conditions.push(sql`m.resource_id = any(${texts(resourceNativeIds)}::text[])`);
  if (metrics != null) conditions.push(sql`m.metric = any(${texts(metrics)}::text[])`);
  return sql`${sql.join(conditions, sql` and `)}`;
}

const typeOfWord = new Map(
  Object.entries(metricResourceWords).map(([type, word]) => [word as string, type as MetricResourceType]),
);

function seriesOf(row: SeriesRow, window: MetricWindow): MeasuredSeries {
  const { at, reading, rank } = row;
  return Object.assign(new MeasuredSeries(), {
    seriesId: row.id,
    window,
    storageUuid: row.storage_id,
    resourceType: typeOfWord.get(row.resource_type) ?? 'STORAGE',
    resourceNativeId: row.resource_id,
    resourceName: row.resource_name,
    metric: row.metric,
    unit: row.unit,
    latest:
      at === null || reading === null
        ? null
        : Object.assign(new MetricPoint(), { at: new Date(at), value: reading, samples: 1 }),
    rank: rank === null ? null : shown(rank),
  });
}
