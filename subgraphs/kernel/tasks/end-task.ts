import { sql } from 'kysely';
import type { Tx } from '../database/store.js';
import { jsonbText } from './jsonb.js';
import type { TaskParts } from './parts.js';
import type { Task } from './task.js';
import type { TaskError } from './task-error.js';
import { emitTaskEvent } from './task-events.js';
import { taskColumns, taskOf, type TaskRow } from './task-row.js';

/** How a task ends. */
export interface TaskEnd {
  readonly state: 'FINISHED' | 'FAILED' | 'CANCELLED';
  readonly result?: Readonly<Record<string, unknown>> | undefined;
  readonly error?: TaskError | undefined;
}

/**
 * Ends tasks that have not ended and logs each end, once. The caller holds the rows' locks or does not
 * mind which of them were faster; those that had ended already are left out of the answer.
 */
export async function endTasks(
  parts: TaskParts,
  tx: Tx,
  guids: readonly string[],
  end: TaskEnd,
): Promise<Task[]> {
  if (guids.length === 0) return [];
  const { state, result, error } = end;
  const { rows } = await sql<TaskRow>`
    update kernel.task t set state = ${state}, finished_at = now(), updated_at = now(), worker = null,
      progress = case when ${state} = 'FINISHED' then 100 else t.progress end,
      result = ${result === undefined ? null : jsonbText(result)}::jsonb,
      error = ${error === undefined ? null : jsonbText({ code: error.code, message: error.message })}::jsonb
    where t.guid in (${sql.join(guids)}) and t.state in ('QUEUED', 'RUNNING')
    returning ${taskColumns}`.execute(tx.sql);
  return rows.map((row) => {
    const task = taskOf(row);
    emitTaskEvent(parts.events, tx, 'task.state', task);
    return task;
  });
}
