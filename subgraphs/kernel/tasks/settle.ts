import { sql } from 'kysely';
import type { Tx } from '../database/store.js';
import { codeOf, faultOf } from '../errors/fault.js';
import { errorTable, type ErrorCode } from '../errors/error-table.js';
import { endTasks, type TaskEnd } from './end-task.js';
import { lockAttempt, updateFenced, type Fence } from './fence.js';
import { jsonbText } from './jsonb.js';
import { queueTopic, type TaskParts } from './parts.js';
import type { ProgressColumns } from './progress.js';
import type { TaskError } from './task-error.js';
import { emitTaskEvent } from './task-events.js';
import { taskOf } from './task-row.js';

const longestMessage = 2000;

/** What another attempt may find mended: a far side, the database, another part of the product. */
const passing: ReadonlySet<ErrorCode> = new Set([
  'BACKEND_ERROR',
  'SUBGRAPH_UNAVAILABLE',
  'SUBGRAPH_TIMEOUT',
]);

/** An attempt that is over, and where its task's pointer lies. */
export interface SettledAttempt extends Fence {
  readonly queue: string;
  readonly priority: number;
  /** Its place in line, should it go back. */
  readonly since: Date;
  readonly maxAttempts: number;
  /** The span that led to the task. */
  readonly cause: string | undefined;
  /** Progress reported but not yet written. */
  readonly progress: ProgressColumns | undefined;
}

/** What came of an attempt. */
export type Outcome =
  | { readonly kind: 'finished'; readonly result: Readonly<Record<string, unknown>> | undefined }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'handed-back' };

/** How long a failed task rests: doubles with each failure, at most a minute, a quarter of it at random. Milliseconds. */
export function restAfter(failures: number, firstMs: number): number {
  const full = Math.min(60_000, firstMs * 2 ** Math.min(failures - 1, 16));
  return full * (0.75 + Math.random() * 0.25);
}

/**
 * Writes down the outcome and moves or removes the pointer, in one transaction, so that a crash leaves
 * either both or neither. The pointer comes first, as in a claim: the two then never wait for each
 * other in a circle. Gives the milliseconds until the next attempt, if there is to be one. Throws
 * ClaimLost when another attempt has taken over.
 */
export async function settle(
  parts: TaskParts,
  attempt: SettledAttempt,
  outcome: Outcome,
  firstRestMs: number,
): Promise<number | undefined> {
  return parts.store.transaction(async (tx) => {
    await parts.dispatcher.drop(tx, attempt.queue, [attempt.guid]);
    const { cancelRequested, failures } = await lockAttempt(tx, attempt);
    if (attempt.progress) await updateFenced(tx, attempt, attempt.progress.changes);

    const end = endOf(outcome, cancelRequested, failures + 1, attempt.maxAttempts);
    if (end) return void (await endTasks(parts, tx, [attempt.guid], end));
    if (outcome.kind !== 'failed') return putBack(parts, tx, attempt, 0);
    return putBack(parts, tx, attempt, restAfter(failures + 1, firstRestMs), taskErrorOf(outcome.error));
  });
}

function endOf(
  outcome: Outcome,
  cancelRequested: boolean,
  failures: number,
  most: number,
): TaskEnd | undefined {
  if (outcome.kind === 'finished') return { state: 'FINISHED', result: outcome.result };
  if (cancelRequested) return { state: 'CANCELLED' };
  if (outcome.kind === 'failed' && isFinal(outcome.error, failures, most)) {
    return { state: 'FAILED', error: taskErrorOf(outcome.error) };
  }
  return undefined;
}

async function putBack(
  parts: TaskParts,
  tx: Tx,
  attempt: SettledAttempt,
  delayMs: number,
  error?: TaskError,
): Promise<number> {
  const { guid, queue, priority, since, cause } = attempt;
  const failure = error ? [sql`failures = t.failures + 1`, sql`error = ${jsonbText(error)}::jsonb`] : [];
  const row = await updateFenced(tx, attempt, [sql`worker = null`, ...failure]);
  await parts.dispatcher.put(tx, [{ guid, queue, priority, since, delayMs, cause }]);
  if (delayMs === 0) await parts.hints.send(tx, queueTopic(queue));
  if (error) emitTaskEvent(parts.events, tx, 'task.step', taskOf(row));
  return delayMs;
}

/** Only what passes and what nobody foresaw is worth another attempt. */
function isFinal(error: unknown, failures: number, maxAttempts: number): boolean {
  const fault = faultOf(error);
  return failures >= maxAttempts || (fault !== undefined && !passing.has(fault.code));
}

/** The error as people may see it: a fault's own sentence, for everything else the table's. */
export function taskErrorOf(error: unknown): TaskError {
  const code = codeOf(error);
  const message = faultOf(error)?.message ?? errorTable[code].masked;
  return { code, message: message.replaceAll('\0', '').slice(0, longestMessage) };
}
