import { sql } from 'kysely';
import type { Sql, Tx } from '../../kernel/database/store.js';
import type { Capabilities } from '../drivers/metrics.js';
import { mostRetries, type CollectRange } from './collection-plan.js';
import type { MeasuredStorage } from './collect-range.js';

/** Name of the task type that collects. */
export const collectTaskName = 'storage.collect';

/** A storage's collection as its task finds it. */
export interface CollectionState extends MeasuredStorage {
  readonly enabled: boolean;
  readonly capabilities: Capabilities;
  /** Its own setting, else the driver's, else the server's, in milliseconds. */
  readonly intervalMs: number;
  /** Whether the regular run is due; otherwise only gaps are. */
  readonly isDue: boolean;
  /** End of the last regular run, in milliseconds since 1970. */
  readonly collectedTo: number | undefined;
  readonly lastSeries: number | undefined;
  /** Ranges whose next try is due, the oldest first. */
  readonly gaps: readonly CollectRange[];
}

/** Interval of a storage that is measured though the server by itself measures none. */
const fallbackMs = 900_000;

/**
 * Milliseconds of the interval of collection `c` of storage `s`; the parameter is the server's own. What a
 * driver says is kept between ten seconds and a day.
 */
export function intervalOf(usualMs: number): ReturnType<typeof sql<number>> {
  const driver = sql`case when (s.capabilities->>'collect_interval')::numeric > 0
    then least(greatest((s.capabilities->>'collect_interval')::numeric, 10), 86400) end`;
  return sql<number>`(coalesce(c.interval_seconds, ${driver}, ${(usualMs || fallbackMs) / 1000}::numeric) * 1000)::bigint`;
}

/** Whether storage `s` can be measured at all. */
export const measurable = sql<boolean>`s.deleted_at is null and s.capabilities is not null
  and coalesce(s.capabilities->>'resource_metrics', '{}') not in ('{}', 'null')`;

/** The collection of a storage; undefined when it is not registered any more or measures nothing. */
export async function collectionState(
  handle: Sql,
  storageId: string,
  usualMs: number,
): Promise<CollectionState | undefined> {
  const { rows } = await sql<StateRow>`
    select s.id, s.name, s.serial_number, s.capabilities, c.enabled, c.due_at <= now() as is_due, c.last_series,
      ${intervalOf(usualMs)} as interval_ms, (extract(epoch from c.collected_to) * 1000)::bigint as collected_to,
      (select json_agg(json_build_array((extract(epoch from g.start_at) * 1000)::bigint, (extract(epoch from g.end_at) * 1000)::bigint)
        order by g.start_at) from storage.metric_gap g where g.storage_id = s.id and g.due_at <= now()) as gaps
    from storage.metric_collection c join storage.storage s on s.id = c.storage_id
    where s.id = ${storageId}::uuid and ${measurable}`.execute(handle);
  const [row] = rows;
  if (!row) return undefined;
  return {
    storageId: row.id,
    storageName: row.name,
    serialNumber: row.serial_number,
    enabled: row.enabled,
    capabilities: row.capabilities,
    intervalMs: row.interval_ms,
    isDue: row.is_due,
    collectedTo: row.collected_to ?? undefined,
    lastSeries: row.last_series ?? undefined,
    gaps: (row.gaps ?? []).map(([start, end]) => ({ start, end })),
  };
}

interface StateRow {
  readonly id: string;
  readonly name: string | null;
  readonly serial_number: string | null;
  readonly capabilities: Capabilities;
  readonly enabled: boolean;
  readonly is_due: boolean;
  readonly last_series: number | null;
  readonly interval_ms: number;
  readonly collected_to: number | null;
  readonly gaps: readonly (readonly [number, number])[] | null;
}

/** A gap is closed. */
export async function closeGap(tx: Tx, storageId: string, { start, end }: CollectRange): Promise<void> {
  await sql`delete from storage.metric_gap where storage_id = ${storageId}::uuid
    and start_at = ${isoOf(start)}::timestamptz and end_at = ${isoOf(end)}::timestamptz`.execute(tx.sql);
}

/** A range could not be collected: it is tried again at once, then after each period, and given up after the fifth try. */
export async function openGap(
  tx: Tx,
  storageId: string,
  { start, end }: CollectRange,
  periodMs: number,
): Promise<void> {
  await sql`
    insert into storage.metric_gap as g (storage_id, start_at, end_at, due_at)
    select c.storage_id, ${isoOf(start)}::timestamptz, ${isoOf(end)}::timestamptz, now()
    from storage.metric_collection c where c.storage_id = ${storageId}::uuid
    on conflict (storage_id, start_at, end_at) do update
    set tries = g.tries + 1, due_at = now() + ${periodMs / 1000} * interval '1 second'`.execute(tx.sql);
  await sql`delete from storage.metric_gap where storage_id = ${storageId}::uuid and tries >= ${mostRetries}`.execute(
    tx.sql,
  );
}

function isoOf(instant: number): string {
  return new Date(instant).toISOString();
}
