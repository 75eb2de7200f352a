import { sql } from 'kysely';
import { queueTopic, type TaskParts } from './parts.js';

/**
 * Gives the tasks of a process that died back to their queues, without waiting for their heartbeats to
 * run out. Only where no other process can be working: on the embedded database, before the workers
 * start. Each counts as lost. Returns how many.
 */
export async function releaseDead(parts: TaskParts): Promise<number> {
  return parts.store.transaction(async (tx) => {
    const { rows } = await sql<{ guid: string; subgraph: string; priority: number }>`
      update kernel.task set worker = null, lost = lost + 1 where state = 'RUNNING' and worker is not null
      returning guid, subgraph, priority`.execute(tx.sql);
    for (const row of rows) {
      await parts.dispatcher.drop(tx, row.subgraph, [row.guid]);
      await parts.dispatcher.put(tx, row);
      await parts.hints.send(tx, queueTopic(row.subgraph));
    }
    return rows.length;
  });
}
