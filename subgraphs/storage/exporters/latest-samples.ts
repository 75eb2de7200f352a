import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Store } from '../../kernel/database/store.js';
import type { LatestSample } from './prometheus-text.js';

const pageSize = 500;
/** Older samples are not shown, in seconds: the series has ended, or its array is silent. */
const longestAgeS = 3600;

type Metric = Pick<LatestSample, 'resource_type' | 'metric'>;

/** The latest samples of all storages in pages, all of one metric together. */
export async function* latestSamples(
  store: Store,
  size = pageSize,
): AsyncGenerator<readonly LatestSample[], void, undefined> {
  for (const metric of await metricsOf(store)) {
    for (let after = 0; ;) {
      // The embedded database answers within the turn that asks; others want theirs too.
      await nextTurn();
      const page = await pageOf(store, metric, after, size);
      const shown = page.filter(isShown);
      if (shown.length > 0) yield shown;
      if (page.length < size) break;
      after = page.at(-1)?.id ?? after;
    }
  }
}

/** Every metric there is a series of; steps from one to the next in the index instead of reading all series. */
async function metricsOf(store: Store): Promise<readonly Metric[]> {
  const { rows } = await sql<Metric>`
    with recursive name as (
      (select resource_type, metric from storage.metric_series order by resource_type, metric limit 1)
      union all
      select n.resource_type, n.metric from name p cross join lateral (
        select m.resource_type, m.metric from storage.metric_series m
        where (m.resource_type, m.metric) > (p.resource_type, p.metric)
        order by m.resource_type, m.metric limit 1) n)
    select resource_type, metric from name`.execute(store.sql);
  return rows;
}

type PageRow = Omit<LatestSample, 'at'> & {
  /** Null when the series has no sample of late, or its storage is deleted. */
  readonly at: number | null;
};

/** One page of the series of a metric; the page is cut before the joins, so that each reads no more than it. */
async function pageOf(
  store: Store,
  metric: Metric,
  after: number,
  size: number,
): Promise<readonly PageRow[]> {
  const { rows } = await sql<PageRow>`
    select m.id, m.storage_id, s.name as storage_name, s.serial_number as storage_sn, m.resource_type, m.resource_id,
      m.metric, m.type, m.unit, m.value_type, l.reading,
      case when s.id is not null then (extract(epoch from l.at) * 1000)::bigint end as at
    from (
      select * from storage.metric_series
      where resource_type = ${metric.resource_type} and metric = ${metric.metric} and id > ${after}::integer
      order by id limit ${size}) m
    left join storage.metric_latest l on l.series = m.id and l.at > now() - ${longestAgeS} * interval '1 second'
    left join storage.storage s on s.id = m.storage_id and s.deleted_at is null
    order by m.id`.execute(store.sql);
  return rows;
}

function isShown(row: PageRow): row is LatestSample {
  return row.at !== null;
}
