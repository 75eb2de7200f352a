import { sql } from 'kysely';
import type { Tx } from '../database/store.js';
import type { EndedTask } from './contract.js';
import { unpark } from './exclusive.js';
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

interface EndedRow extends TaskRow {
  input: Record<string, unknown>;
  exclusive: string | null;
}

/**
 * Ends tasks that have not ended, logs each end once, lets the next go on that waited for a text of
 * theirs, and calls what their types do at an end. The caller holds the rows' locks or does not mind
 * which of them were faster; those that had ended already are left out of the answer.
 */
export async function endTasks(
  parts: TaskParts,
  tx: Tx,
  guids: readonly string[],
  end: TaskEnd,
): Promise<Task[]> {
  if (guids.length === 0) return [];
  const { state, result, error } = end;
  const { rows } = await sql<EndedRow>`
    update kernel.task t set state = ${state}, finished_at = now(), updated_at = now(), worker = null, parked = false,
      progress = case when ${state} = 'FINISHED' then 100 else t.progress end,
      result = ${result === undefined ? null : jsonbText(result)}::jsonb,
      error = ${error === undefined ? null : jsonbText({ code: error.code, message: error.message })}::jsonb
    where t.guid in (${sql.join(guids)}) and t.state in ('QUEUED', 'RUNNING')
    returning ${taskColumns}, t.input, t.exclusive`.execute(tx.sql);
  const ended = rows.map((row) => ({ task: taskOf(row), input: row.input, end }));
  for (const { task } of ended) emitTaskEvent(parts.events, tx, 'task.state', task);
  await unpark(
    parts,
    tx,
    rows.flatMap(({ exclusive }) => exclusive ?? []),
  );
  await tellTypes(parts, tx, ended);
  return ended.map(({ task }) => task);
}

async function tellTypes(parts: TaskParts, tx: Tx, ended: readonly EndedTask[]): Promise<void> {
  for (const [type, tasks] of Map.groupBy(ended, ({ task }) => task.type))
    await parts.types.get(type)?.ended?.(tx, tasks);
}
