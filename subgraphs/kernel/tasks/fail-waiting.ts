import { sql } from 'kysely';
import type { Tx } from '../database/store.js';
import { endTasks } from './end-task.js';
import type { TaskParts } from './parts.js';
import type { Task } from './task.js';
import type { TaskError } from './task-error.js';

/** Fails those of these tasks that are QUEUED and that nobody else is at; gives them as they ended. */
export async function failWaiting(
  parts: TaskParts,
  tx: Tx,
  guids: readonly string[],
  error: TaskError,
): Promise<Task[]> {
  const { rows } = await sql<{ guid: string }>`
    select guid from kernel.task where guid = any(${guids}::uuid[]) and state = 'QUEUED'
    order by guid for update skip locked`.execute(tx.sql);
  return endTasks(
    parts,
    tx,
    rows.map(({ guid }) => guid),
    { state: 'FAILED', error },
  );
}
