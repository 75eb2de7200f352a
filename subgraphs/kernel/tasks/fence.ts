import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../database/store.js';
import { ClaimLost } from './abort-reasons.js';
import { taskColumns, type TaskRow } from './task-row.js';

/** The attempt that writes; only the newest one of a running task may, until it is handed back. */
export interface Fence {
  readonly guid: string;
  readonly attempt: number;
}

/** What the holder of a task's lock may want to know. */
export interface LockedAttempt {
  readonly cancelRequested: boolean;
  readonly failures: number;
}

/**
 * Locks the task for this attempt until the transaction ends, so that no other attempt can begin
 * before. Throws ClaimLost when it is no longer this attempt's.
 */
export async function lockAttempt(tx: Tx, fence: Fence): Promise<LockedAttempt> {
  const { rows } = await sql<{ cancel_requested: boolean; failures: number }>`
    select cancel_requested, failures from kernel.task
    where guid = ${fence.guid} and attempts = ${fence.attempt} and state = 'RUNNING' and worker is not null for update`.execute(
    tx.sql,
  );
  if (!rows[0]) throw new ClaimLost(fence.guid, fence.attempt);
  return { cancelRequested: rows[0].cancel_requested, failures: rows[0].failures };
}

/** Changes columns of the task (alias `t`) for this attempt; throws ClaimLost when it is no longer this attempt's. */
export async function updateFenced(
  tx: Tx,
  fence: Fence,
  changes: readonly RawBuilder<unknown>[],
): Promise<TaskRow> {
  const { rows } = await sql<TaskRow>`
    update kernel.task t set ${sql.join([sql`updated_at = now()`, ...changes])}
    where t.guid = ${fence.guid} and t.attempts = ${fence.attempt} and t.state = 'RUNNING' and t.worker is not null
    returning ${taskColumns}`.execute(tx.sql);
  if (!rows[0]) throw new ClaimLost(fence.guid, fence.attempt);
  return rows[0];
}
