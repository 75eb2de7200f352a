import { sql } from 'kysely';
import type { Tx } from '../database/store.js';
import type { Pointer } from './dispatcher.js';
import type { StartedTask } from './contract.js';
import { endTasks } from './end-task.js';
import { heldTexts, lockTexts, park } from './exclusive.js';
import type { TaskParts } from './parts.js';
import type { TaskError } from './task-error.js';
import { emitTaskEvent } from './task-events.js';
import { taskColumns, taskOf, type TaskRow } from './task-row.js';

/** A task whose process died this often takes its processes with it. */
const mostLosses = 20;

/** A task this process may work on now. */
export interface Claim {
  readonly guid: string;
  readonly type: string;
  readonly attempt: number;
  readonly priority: number;
  readonly input: Readonly<Record<string, unknown>>;
  readonly checkpoint: Readonly<Record<string, unknown>> | null;
  readonly pointer: Pointer;
  /** The queue it came from. */
  readonly queue: string;
  /** Its place in line, should it go back. */
  readonly since: Date;
  /** Where this process works. */
  readonly place: string | undefined;
  /** The span that led to the task, where its pointer still says. */
  readonly cause: string | undefined;
}

/** Who claims, and from where. */
export interface Claimer {
  readonly queue: string;
  /** Name of the process in the task's row. */
  readonly worker: string;
  readonly place: string | undefined;
}

/** What a look into the queue gave. */
export interface Claims {
  /** Pointers taken, also those whose task needed no work any more. */
  readonly taken: number;
  readonly claims: readonly Claim[];
}

interface Candidate {
  guid: string;
  type: string;
  state: TaskRow['state'];
  cancel_requested: boolean;
  late: boolean;
  lost: number;
  worker: string | null;
  exclusive: string | null;
}

type Verdict = 'run' | 'wait' | 'drop' | 'cancel' | 'late' | 'hopeless';

/** The error of a task whose window passed before a worker was free. */
export const windowPassed: TaskError = {
  code: 'WINDOW_PASSED',
  message: 'The task had not started by the end of its window.',
};

const hopeless: TaskError = {
  code: 'INTERNAL_SERVER_ERROR',
  message: `The processes that worked on the task died ${mostLosses} times. Look into their logs before starting it again.`,
};

/**
 * Takes up to `limit` tasks from a queue, in one transaction: the pointers are claimed and the tasks are
 * RUNNING with a new attempt number, or neither. From here on only that number may write. A task whose
 * text another holds is parked.
 */
export async function claimTasks(parts: TaskParts, claimer: Claimer, limit: number): Promise<Claims> {
  const { queue } = claimer;
  return parts.store.transaction(async (tx) => {
    const pointers = await parts.dispatcher.take(tx, queue, limit);
    if (pointers.length === 0) return { taken: 0, claims: [] };
    const verdicts = await judge(tx, pointers);
    const guids = (wanted: Verdict): string[] =>
      pointers.map(({ id }) => id).filter((id) => verdicts.get(id) === wanted);

    await park(tx, guids('wait'));
    await parts.dispatcher.drop(
      tx,
      queue,
      pointers.map(({ id }) => id).filter((id) => verdicts.get(id) !== 'run'),
    );
    await endTasks(parts, tx, guids('cancel'), { state: 'CANCELLED' });
    await endTasks(parts, tx, guids('late'), { state: 'FAILED', error: windowPassed });
    await endTasks(parts, tx, guids('hopeless'), { state: 'FAILED', error: hopeless });
    return { taken: pointers.length, claims: await begin(parts, tx, pointers, guids('run'), claimer) };
  });
}

async function judge(tx: Tx, pointers: readonly Pointer[]): Promise<ReadonlyMap<string, Verdict>> {
  const { rows } = await sql<Candidate>`
    select guid, type, state, cancel_requested, coalesce(window_end < now(), false) as late, lost, worker, exclusive from kernel.task
    where guid in (${sql.join(pointers.map(({ id }) => id))}) order by guid for update`.execute(tx.sql);
  const found = new Map(rows.map((row) => [row.guid, row]));
  const texts = rows.flatMap(({ exclusive }) => exclusive ?? []);
  await lockTexts(tx, texts);
  const held = new Set(await heldTexts(tx, texts));
  return new Map(
    pointers.map(({ id }) => {
      const task = found.get(id);
      const verdict = verdictOn(task);
      if (verdict !== 'run' || task?.state !== 'QUEUED' || task.exclusive === null) return [id, verdict];
      if (held.has(task.exclusive)) return [id, 'wait'];
      held.add(task.exclusive);
      return [id, 'run'];
    }),
  );
}

function verdictOn(task: Candidate | undefined): Verdict {
  if (!task || (task.state !== 'QUEUED' && task.state !== 'RUNNING')) return 'drop';
  if (task.cancel_requested) return 'cancel';
  if (task.state === 'QUEUED') return task.late ? 'late' : 'run';
  return task.lost + (task.worker === null ? 0 : 1) >= mostLosses ? 'hopeless' : 'run';
}

interface BegunRow extends TaskRow {
  input: Record<string, unknown>;
  checkpoint: Record<string, unknown> | null;
  resumed: boolean;
}

async function begin(
  parts: TaskParts,
  tx: Tx,
  pointers: readonly Pointer[],
  guids: readonly string[],
  { queue, worker, place }: Claimer,
): Promise<Claim[]> {
  if (guids.length === 0) return [];
  const { rows } = await sql<BegunRow>`
    update kernel.task t set state = 'RUNNING', attempts = t.attempts + 1, lost = t.lost + case when t.worker is null then 0 else 1 end,
      worker = ${worker}, started_at = coalesce(t.started_at, now()), updated_at = now()
    where t.guid in (${sql.join(guids)}) and t.state in ('QUEUED', 'RUNNING')
    returning ${taskColumns}, t.input, t.checkpoint, t.attempts > 1 as resumed`.execute(tx.sql);
  await parts.dispatcher.putFirst(tx, queue, guids);
  for (const row of rows)
    emitTaskEvent(parts.events, tx, row.resumed ? 'task.step' : 'task.state', taskOf(row));
  await tellTypes(
    parts,
    tx,
    rows.filter(({ resumed }) => !resumed).map((row) => ({ task: taskOf(row), input: row.input })),
    place,
  );
  const byGuid = new Map(rows.map((row) => [row.guid, row]));
  return pointers.flatMap((pointer) => {
    const row = byGuid.get(pointer.id);
    if (!row) return [];
    const { guid, type, priority, attempts: attempt, input, checkpoint } = row;
    const since = new Date(row.window_start ?? row.created_at);
    const cause = pointer.data.traceparent;
    return [{ guid, type, priority, attempt, input, checkpoint, pointer, queue, since, place, cause }];
  });
}

async function tellTypes(
  parts: TaskParts,
  tx: Tx,
  started: readonly StartedTask[],
  place: string | undefined,
): Promise<void> {
  for (const [type, tasks] of Map.groupBy(started, ({ task }) => task.type))
    await parts.types.get(type)?.started?.(tx, tasks, place);
}
