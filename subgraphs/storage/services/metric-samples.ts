import { sql, type RawBuilder } from 'kysely';
import { Fault } from '../../kernel/errors/fault.js';
import type { Sql } from '../../kernel/database/store.js';
import type { MetricAggregation } from '../entities/metric-enums.js';
import { MetricPoint } from '../entities/metric-series.js';
import { stepsOf, type MetricWindow } from './metric-window.js';
import { rowSpanMs } from './sample-rows.js';

/** Most points of one answer. */
export const mostPoints = 100_000;

const aggregates: Readonly<Record<MetricAggregation, RawBuilder<number>>> = {
  AVERAGE: sql`avg(x.reading)`,
  MINIMUM: sql`min(x.reading)::float8`,
  MAXIMUM: sql`max(x.reading)::float8`,
  SUM: sql`sum(x.reading::float8)`,
  LAST: sql`((array_agg(x.reading order by x.at desc))[1])::float8`,
};

/** The value of several samples `x`. */
export function aggregate(aggregation: MetricAggregation): RawBuilder<number> {
  return aggregates[aggregation];
}

/**
 * The samples `(series, at, reading)` of some series within a window, each instant once: collections overlap,
 * and from the beginning of a later row on that row holds.
 */
export function samplesIn(series: readonly number[], { from, to }: MetricWindow): RawBuilder<unknown> {
  const [start, end] = [isoOf(from), isoOf(to)];
  return sql`(
    select c.series, c.at + u.offset_ms * interval '1 millisecond' as at, u.reading
    from (
      select series, at, offsets_ms, readings, lead(at) over (partition by series order by at) as next
      from storage.metric_sample
      where series = any(${[...series]}::integer[]) and at >= ${isoOf(from - rowSpanMs)}::timestamptz and at < ${end}::timestamptz
    ) c cross join lateral unnest(c.offsets_ms, c.readings) as u (offset_ms, reading)
    where c.at + u.offset_ms * interval '1 millisecond' >= ${start}::timestamptz
      and c.at + u.offset_ms * interval '1 millisecond' < least(${end}::timestamptz, c.next))`;
}

/** The points of some series over one window, in one statement. BAD_USER_INPUT when there could be more than 100,000. */
export async function metricPoints(
  handle: Sql,
  series: readonly number[],
  window: MetricWindow,
): Promise<ReadonlyMap<number, readonly MetricPoint[]>> {
  if (series.length * stepsOf(window) > mostPoints)
    throw new Fault(
      'BAD_USER_INPUT',
      `That would be more than ${mostPoints} points; ask for fewer series, a shorter range or wider steps.`,
    );
  const found = new Map<number, MetricPoint[]>(series.map((id) => [id, []]));
  const { rows } = await sql<{ series: number; at: number; value: number; samples: number }>`
    select x.series, (extract(epoch from date_bin(${window.stepS} * interval '1 second', x.at, 'epoch')) * 1000)::bigint as at,
      ${aggregate(window.aggregation)} as value, count(*)::int as samples
    from ${samplesIn(series, window)} x group by 1, 2 order by 1, 2`.execute(handle);
  for (const { series: id, at, value, samples } of rows)
    found.get(id)?.push(Object.assign(new MetricPoint(), { at: new Date(at), value: shown(value), samples }));
  return found;
}

/** Samples are kept to seven digits; more would be noise. */
export function shown(value: number): number {
  return Number(value.toPrecision(7));
}

function isoOf(instant: number): string {
  return new Date(instant).toISOString();
}
