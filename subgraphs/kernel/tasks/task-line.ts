import { sql, type RawBuilder } from 'kysely';

/** A key of an order: what it is made of, and the type of its values for a cursor. */
export interface LineKey {
  readonly expression: RawBuilder<unknown>;
  readonly type: 'integer' | 'bigint' | 'uuid';
}

const micros = (instant: string): RawBuilder<unknown> =>
  sql.raw(`(extract(epoch from (${instant} at time zone 'UTC')) * 1000000)::bigint`);

/**
 * The order people look at tasks in, of `kernel.task` under the alias `t`, all keys ascending: the running ones by
 * their start, the waiting ones as they will run, the ended ones with the newest first. An index holds it
 * (migration 0004), so that pages of long lists stay cheap.
 */
export const taskLine: readonly LineKey[] = [
  { expression: sql`(case t.state when 'RUNNING' then 0 when 'QUEUED' then 1 else 2 end)`, type: 'integer' },
  { expression: sql`(case t.state when 'QUEUED' then -t.priority else 0 end)`, type: 'integer' },
  {
    expression: sql`(case t.state when 'RUNNING' then ${micros('t.started_at')} when 'QUEUED' then ${micros('coalesce(t.window_start, t.created_at)')} else -${micros('t.finished_at')} end)`,
    type: 'bigint',
  },
  { expression: sql`(${micros('t.created_at')})`, type: 'bigint' },
  { expression: sql`t.guid`, type: 'uuid' },
];
