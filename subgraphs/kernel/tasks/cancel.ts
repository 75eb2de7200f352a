import { sql } from 'kysely';
import type { Tx } from '../database/store.js';
import { Fault } from '../errors/fault.js';
import { seesAllTenants, type Viewer } from '../identity/viewer.js';
import { endTasks } from './end-task.js';
import { cancelTopic, type TaskParts } from './parts.js';
import { isGuid } from './guid.js';
import type { Task } from './task.js';
import { taskColumns, taskOf, type TaskRow } from './task-row.js';

interface CancelRow extends TaskRow {
  worker: string | null;
}

/**
 * Cancels a task: one that no worker has ends at once, a running one is told and ends when its work
 * gives way. Answers the task as it stands. A cancelled one stays as it is; NOT_FOUND for one the viewer
 * may not see, CONFLICT for one that has ended otherwise.
 */
export async function cancelTask(parts: TaskParts, guid: string, viewer: Viewer): Promise<Task> {
  const { task, subgraph } = await parts.store.transaction(async (tx) => {
    const row = await lock(tx, guid, viewer);
    return { task: await cancelLocked(parts, tx, row), subgraph: row.subgraph };
  });
  if (task.state === 'CANCELLED') await forgetPointer(parts, subgraph, task.guid);
  return task;
}

async function cancelLocked(parts: TaskParts, tx: Tx, row: CancelRow): Promise<Task> {
  if (row.state === 'CANCELLED') return taskOf(row);
  if (row.state === 'FINISHED' || row.state === 'FAILED')
    throw new Fault('CONFLICT', `The task has ended already, as ${row.state}.`);
  if (row.state === 'QUEUED' || row.worker === null) {
    const [ended] = await endTasks(parts, tx, [row.guid], { state: 'CANCELLED' });
    return ended ?? taskOf(row);
  }
  await sql`update kernel.task set cancel_requested = true where guid = ${row.guid}`.execute(tx.sql);
  await parts.hints.send(tx, cancelTopic);
  return taskOf(row);
}

/** After the commit: a claim locks the pointer first and the task second, so the two orders must not meet. A pointer that stays is dropped when it is met. */
async function forgetPointer(parts: TaskParts, subgraph: string, guid: string): Promise<void> {
  await parts.store
    .transaction((tx) => parts.dispatcher.drop(tx, subgraph, [guid]))
    .catch((err: unknown) =>
      parts.log.debug(
        { err, task: guid },
        'The pointer of a cancelled task stays in the queue until it is met',
      ),
    );
}

async function lock(tx: Tx, guid: string, viewer: Viewer): Promise<CancelRow> {
  if (!isGuid(guid)) throw new Fault('NOT_FOUND', `There is no task ${guid.slice(0, 64)}.`);
  const wall = seesAllTenants(viewer) ? sql`true` : sql`t.tenant_id = ${viewer.tenantId}`;
  const { rows } = await sql<CancelRow>`
    select ${taskColumns}, t.worker from kernel.task t where t.guid = ${guid} and ${wall} for update`.execute(
    tx.sql,
  );
  if (!rows[0]) throw new Fault('NOT_FOUND', `There is no task ${guid}.`);
  return rows[0];
}
