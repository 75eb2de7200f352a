import { sql } from 'kysely';
import type { Store } from '../../kernel/database/store.js';
import type { LatestSample } from './prometheus-text.js';

const pageSize = 2000;
/** Older samples are not shown, in seconds: the series has ended, or its array is silent. */
const longestAgeS = 3600;

/** The latest samples of all storages in pages, all of one metric together. */
export async function* latestSamples(
  store: Store,
  size = pageSize,
): AsyncGenerator<readonly LatestSample[], void, undefined> {
  let last: LatestSample | undefined;
  for (;;) {
    const behind = last
      ? sql`(m.resource_type, m.metric, m.id) > (${last.resource_type}, ${last.metric}, ${last.id}::integer)`
      : sql`true`;
    const { rows } = await sql<LatestSample>`
      select m.id, m.storage_id, s.name as storage_name, s.serial_number as storage_sn, m.resource_type, m.resource_id,
        m.metric, m.type, m.unit, m.value_type, (extract(epoch from l.at) * 1000)::bigint as at, l.reading
      from storage.metric_series m join storage.metric_latest l on l.series = m.id
      join storage.storage s on s.id = m.storage_id and s.deleted_at is null
      where l.at > now() - ${longestAgeS} * interval '1 second' and ${behind}
      order by m.resource_type, m.metric, m.id limit ${size}`.execute(store.sql);
    if (rows.length > 0) yield rows;
    if (rows.length < size) return;
    last = rows.at(-1);
  }
}
