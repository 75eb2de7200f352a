import { sql } from 'kysely';
import type { Tx } from '../database/store.js';
import { Fault } from '../errors/fault.js';
import type { Viewer } from '../identity/viewer.js';
import { endTasks } from './end-task.js';
import { isGuid } from './guid.js';
import { cancelTopic, type TaskParts } from './parts.js';
import type { Task } from './task.js';
import { taskColumns, taskOf, taskWall, type TaskReader, type TaskRow } from './task-row.js';

/** A task as its end needs it, with its row locked. */
export interface LockedTask extends TaskRow {
  worker: string | null;
  queue: string;
}

/**
 * Cancels a task: one that no worker has ends at once, a running one is told and ends when its work
 * gives way. Answers the task as it stands. A cancelled one stays as it is; NOT_FOUND for one the viewer
 * may not see, CONFLICT for one that has ended otherwise.
 */
export async function cancelTask(parts: TaskParts, guid: string, viewer: Viewer): Promise<Task> {
  const { task, queue } = await parts.store.transaction(async (tx) => {
    const [row] = await lockTasks(tx, [guid], viewer);
    if (!row) throw new Fault('NOT_FOUND', `There is no task ${guid.slice(0, 64)}.`);
    if (row.state === 'FINISHED' || row.state === 'FAILED')
      throw new Fault('CONFLICT', `The task has ended already, as ${row.state}.`);
    const [ended] = row.state === 'CANCELLED' ? [] : await cancelLocked(parts, tx, [row]);
    return { task: ended ?? taskOf(row), queue: row.queue };
  });
  if (task.state === 'CANCELLED') await forgetPointers(parts, [{ guid: task.guid, queue }]);
  return task;
}

/** Locks the tasks of these guids that the reader may see, in the order of their guids; text that is no guid finds nothing. */
export async function lockTasks(tx: Tx, guids: readonly string[], reader: TaskReader): Promise<LockedTask[]> {
  const wanted = guids.filter(isGuid);
  if (wanted.length === 0) return [];
  const { rows } = await sql<LockedTask>`
    select ${taskColumns}, t.worker, t.queue from kernel.task t
    where t.guid = any(${wanted}::uuid[]) and ${taskWall(reader)} order by t.guid for update`.execute(tx.sql);
  return rows;
}

/**
 * Ends those that no worker has and gives them; the others are told. What follows from an end is known
 * where its type is: elsewhere the task is only marked, and a process that knows it ends it.
 */
export async function cancelLocked(parts: TaskParts, tx: Tx, rows: readonly LockedTask[]): Promise<Task[]> {
  const open = rows.filter(({ state }) => state === 'QUEUED' || state === 'RUNNING');
  const idle = open.filter(
    ({ state, worker, type }) => (state === 'QUEUED' || worker === null) && parts.types.has(type),
  );
  const told = open.filter((row) => !idle.includes(row));
  if (told.length > 0) {
    const guids = told.map(({ guid }) => guid);
    await sql`update kernel.task set cancel_requested = true where guid = any(${guids}::uuid[])`.execute(
      tx.sql,
    );
    await parts.hints.send(tx, cancelTopic);
  }
  return endTasks(
    parts,
    tx,
    idle.map(({ guid }) => guid),
    { state: 'CANCELLED' },
  );
}

/** After the commit: a claim locks the pointer first and the task second, so the two orders must not meet. A pointer that stays is dropped when it is met. */
export async function forgetPointers(
  parts: TaskParts,
  pointers: readonly { readonly guid: string; readonly queue: string }[],
): Promise<void> {
  for (const [queue, group] of Map.groupBy(pointers, (pointer) => pointer.queue)) {
    const guids = group.map(({ guid }) => guid);
    await parts.store
      .transaction((tx) => parts.dispatcher.drop(tx, queue, guids))
      .catch((err: unknown) =>
        parts.log.debug({ err, queue }, 'Pointers of ended tasks stay in the queue until they are met'),
      );
  }
}
