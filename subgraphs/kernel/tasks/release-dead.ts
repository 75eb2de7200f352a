import { sql } from 'kysely';
import { queueTopic, type TaskParts } from './parts.js';

/**
 * Gives the tasks of a process that died back to their queues, without waiting for their heartbeats to
 * run out. Only where no other process can be working: on the embedded database, before the workers
 * start. Each counts as lost. Returns how many.
 */
export async function releaseDead(parts: TaskParts): Promise<number> {
  return parts.store.transaction(async (tx) => {
    const { rows } = await sql<{ guid: string; queue: string; priority: number; since: string }>`
      update kernel.task set worker = null, lost = lost + 1 where state = 'RUNNING' and worker is not null
      returning guid, queue, priority, coalesce(window_start, created_at) as since`.execute(tx.sql);
    for (const [queue, held] of Map.groupBy(rows, (row) => row.queue)) {
      await parts.dispatcher.drop(
        tx,
        queue,
        held.map(({ guid }) => guid),
      );
      await parts.hints.send(tx, queueTopic(queue));
    }
    await parts.dispatcher.put(
      tx,
      rows.map((row) => ({ ...row, since: new Date(row.since) })),
    );
    return rows.length;
  });
}
