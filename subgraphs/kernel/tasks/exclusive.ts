import { sql } from 'kysely';
import type { Tx } from '../database/store.js';
import { queueTopic, type TaskParts } from './parts.js';

interface Parked {
  guid: string;
  queue: string;
  priority: number;
  since: string;
}

/**
 * Of the tasks with one text only one runs. A task that is due while another holds its text is parked:
 * it loses its pointer and gets it back when the holder ends. Both sides take the text's lock first, so
 * that neither misses the other.
 */
export async function lockTexts(tx: Tx, texts: readonly string[]): Promise<void> {
  if (texts.length === 0) return;
  await sql`
    select pg_advisory_xact_lock(hashtextextended(x.text, 20260))
    from (select distinct text from unnest(${[...texts]}::text[]) as text order by text offset 0) x`.execute(
    tx.sql,
  );
}

/** Which of these texts a running task holds; the caller has locked them. */
export async function heldTexts(tx: Tx, texts: readonly string[]): Promise<ReadonlySet<string>> {
  if (texts.length === 0) return new Set();
  const { rows } = await sql<{ exclusive: string }>`
    select exclusive from kernel.task where state = 'RUNNING' and exclusive = any(${[...texts]}::text[])`.execute(
    tx.sql,
  );
  return new Set(rows.map(({ exclusive }) => exclusive));
}

/** Parks queued tasks whose pointers the caller drops. */
export async function park(tx: Tx, guids: readonly string[]): Promise<void> {
  if (guids.length === 0) return;
  await sql`update kernel.task set parked = true where guid in (${sql.join(guids)}) and state = 'QUEUED'`.execute(
    tx.sql,
  );
}

/** Gives the first in line of each free text its pointer back: the highest priority, the earliest window, the oldest. */
export async function unpark(parts: TaskParts, tx: Tx, texts: readonly string[]): Promise<number> {
  if (texts.length === 0) return 0;
  await lockTexts(tx, texts);
  const { rows } = await sql<Parked>`
    select p.* from (select distinct text from unnest(${[...texts]}::text[]) as text) x
    cross join lateral (
      select t.guid, t.queue, t.priority, coalesce(t.window_start, t.created_at) as since from kernel.task t
      where t.exclusive = x.text and t.parked and t.state = 'QUEUED'
        and not exists (select from kernel.task r where r.exclusive = x.text and r.state = 'RUNNING')
      order by t.priority desc, since, t.created_at, t.guid limit 1 for update skip locked
    ) p`.execute(tx.sql);
  if (rows.length === 0) return 0;
  await sql`update kernel.task set parked = false where guid in (${sql.join(rows.map(({ guid }) => guid))})`.execute(
    tx.sql,
  );
  await parts.dispatcher.put(
    tx,
    rows.map(({ guid, queue, priority, since }) => ({ guid, queue, priority, since: new Date(since) })),
  );
  for (const queue of new Set(rows.map((row) => row.queue))) await parts.hints.send(tx, queueTopic(queue));
  return rows.length;
}
