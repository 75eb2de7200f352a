import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import { MetricCollection } from '../entities/metric-collection.js';
import { intervalOf } from './collection-rows.js';

interface CollectionRow {
  readonly storage_id: string;
  readonly enabled: boolean;
  readonly interval_ms: number;
  readonly interval_seconds: number | null;
  readonly is_historic: boolean;
  readonly due_at: string;
  readonly running: boolean;
  readonly ended_at: string | null;
  readonly collected_to: string | null;
  readonly last_series: number | null;
  readonly last_samples: number | null;
  readonly last_error: string | null;
  readonly gaps: number;
}

/** How these storages are measured, by UUID, in one statement; those that measure nothing are absent. */
export async function collectionsOf(
  handle: Sql,
  storageIds: readonly string[],
  usualMs: number,
): Promise<ReadonlyMap<string, MetricCollection>> {
  const { rows } = await sql<CollectionRow>`
    select c.storage_id, c.enabled, ${intervalOf(usualMs)} as interval_ms, c.interval_seconds,
      coalesce((s.capabilities->>'is_historic')::boolean, false) as is_historic, c.due_at, c.task is not null as running,
      c.ended_at, c.collected_to, c.last_series, c.last_samples, c.last_error,
      (select count(*)::int from storage.metric_gap g where g.storage_id = c.storage_id) as gaps
    from storage.metric_collection c join storage.storage s on s.id = c.storage_id
    where c.storage_id = any(${[...storageIds]}::uuid[])`.execute(handle);
  return new Map(rows.map((row) => [row.storage_id, collectionOf(row)]));
}

function collectionOf(row: CollectionRow): MetricCollection {
  const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));
  return Object.assign(new MetricCollection(), {
    enabled: row.enabled,
    intervalSeconds: Math.round(row.interval_ms / 1000),
    ownIntervalSeconds: row.interval_seconds,
    isHistoric: row.is_historic,
    nextAt: row.enabled ? instant(row.due_at) : null,
    running: row.running,
    endedAt: instant(row.ended_at),
    collectedTo: instant(row.collected_to),
    lastSeries: row.last_series,
    lastSamples: row.last_samples,
    lastError: row.last_error,
    openGaps: row.gaps,
  });
}
