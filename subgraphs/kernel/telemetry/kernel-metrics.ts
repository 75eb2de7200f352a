import { sql } from 'kysely';
import type { Engine } from '../database/engine.js';
import type { Sql } from '../database/store.js';
import type { Kernel } from '../kernel.js';
import { gauge, type MetricFamily, type Sample } from './family.js';
import { spanFamily } from './tracing.js';

/** What this process does in the database and at tasks, and what becomes of its spans. */
export function processFamilies({ database, store, tasks, events, tracing }: Kernel): MetricFamily[] {
  const { engine } = database;
  return [
    engine.statements.seconds,
    engine.statements.failed,
    gauge(
      'infragraph_database_connections',
      'Connections of the pool to the PostgreSQL server, by what they do; waiting are those who wait for one. None with the embedded database.',
      () => poolSamples(engine),
    ),
    gauge(
      'infragraph_database_connections_limit',
      'Most connections of the pool. None with the embedded database.',
      () => (engine.pool ? [{ labels: {}, value: engine.pool.options.max }] : []),
    ),
    spanFamily(tracing),
    tasks.counts.attempts,
    tasks.counts.seconds,
    gauge('infragraph_tasks_running', 'Attempts at tasks that run in this process now.', () => [
      { labels: {}, value: tasks.load },
    ]),
    gauge('infragraph_event_readers', 'Streams of the event log that are open in this process.', () => [
      { labels: {}, value: events.readerCount },
    ]),
    gauge(
      'infragraph_event_lag',
      'Events of each log this process follows that it has not handed on yet.',
      async () => (await lagOf(store.sql, events.positions)).map(({ log, lag }) => of(log, lag)),
      'max',
    ),
    gauge(
      'infragraph_event_lag_seconds',
      'Age of the oldest event that has not been handed on yet, by log; 0 when there is none.',
      async () => (await lagOf(store.sql, events.positions)).map(({ log, age }) => of(log, age)),
      'max',
    ),
  ];
}

/** What stands in the database, the same for every process on it: one of those that are scraped tells it. */
export function sharedFamilies({ store }: Kernel): MetricFamily[] {
  const first = 'first';
  return [
    gauge('infragraph_tasks', 'Tasks that are kept, by type and state.', () => taskSamples(store.sql), first),
    gauge(
      'infragraph_task_oldest_due_seconds',
      'How long the oldest queued task has been due, by type.',
      () => dueSamples(store.sql),
      first,
    ),
    gauge(
      'infragraph_event_head',
      'Number of the newest event of each log.',
      () => logSamples(store.sql, 'head'),
      first,
    ),
    gauge(
      'infragraph_event_retained',
      'Events each log holds.',
      () => logSamples(store.sql, 'retained'),
      first,
    ),
  ];
}

function poolSamples({ pool }: Engine): readonly Sample[] {
  if (!pool) return [];
  const { totalCount, idleCount, waitingCount } = pool;
  return Object.entries({ busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount }).map(
    ([state, value]) => ({ labels: { state }, value }),
  );
}

async function taskSamples(handle: Sql): Promise<Sample[]> {
  const { rows } = await sql<{ type: string; state: string; count: number }>`
    select type, state, count(*)::int as count from kernel.task group by type, state order by type, state`.execute(
    handle,
  );
  return rows.map(({ type, state, count }) => ({ labels: { type, state }, value: count }));
}

async function dueSamples(handle: Sql): Promise<Sample[]> {
  const { rows } = await sql<{ type: string; seconds: number }>`
    select type, extract(epoch from now() - min(greatest(created_at, coalesce(window_start, created_at))))::float8 as seconds
    from kernel.task where state = 'QUEUED' and coalesce(window_start, created_at) <= now()
    group by type order by type`.execute(handle);
  return rows.map(({ type, seconds }) => ({ labels: { type }, value: Math.max(0, seconds) }));
}

async function logSamples(handle: Sql, value: 'head' | 'retained'): Promise<Sample[]> {
  const { rows } = await sql<{ log: string; head: number; retained: number }>`
    select subgraph as log, head, head - floor as retained from kernel.event_head order by subgraph`.execute(
    handle,
  );
  return rows.map((row) => of(row.log, row[value]));
}

interface Lag {
  readonly log: string;
  readonly lag: number;
  readonly age: number;
}

async function lagOf(handle: Sql, positions: ReadonlyMap<string, number>): Promise<Lag[]> {
  if (positions.size === 0) return [];
  const places = [...positions].map(([log, at]) => sql`(${log}::text, ${at}::bigint)`);
  const { rows } = await sql<Lag>`
    select p.log, greatest(0, h.head - p.at)::int as lag,
      coalesce(extract(epoch from now() - (
        select created_at from kernel.event e where e.subgraph = p.log and e.seq > p.at order by e.seq limit 1
      )), 0)::float8 as age
    from (values ${sql.join(places)}) as p (log, at) join kernel.event_head h on h.subgraph = p.log
    order by p.log`.execute(handle);
  return rows;
}

function of(log: string, value: number): Sample {
  return { labels: { log }, value };
}
