import { sql } from 'kysely';
import type { Tx } from '../database/store.js';
import { Fault } from '../errors/fault.js';
import { currentSpan } from '../telemetry/trace-span.js';
import type { NewTask, TaskType } from './contract.js';
import { jsonbText } from './jsonb.js';
import { laneOf, queueOf } from './lanes.js';
import { queueTopic, type TaskParts } from './parts.js';
import type { Task } from './task.js';
import { emitTaskEvent } from './task-events.js';
import { taskColumns, taskOf, type TaskRow } from './task-row.js';
import { refuseWrong } from './wish-faults.js';

const usualPriority = 50;
/** Rows of one statement; each takes 22 parameters of at most 65,535. */
const batch = 1000;

/** A task and whether this call made it; an idempotency key may have found an earlier one. */
export interface CreatedTask {
  readonly task: Task;
  readonly created: boolean;
}

interface Planned {
  readonly guid: string;
  readonly type: TaskType;
  readonly wish: NewTask;
}

/**
 * Creates tasks, their events and their places in the queues with the commit of `tx`, in a handful of
 * statements however many they are. The answer is in the order of the wishes. BAD_USER_INPUT names a
 * wrong property, and then none is created.
 */
export async function createTasks(
  parts: TaskParts,
  tx: Tx,
  wishes: readonly NewTask[],
): Promise<CreatedTask[]> {
  const planned = wishes.map((wish) => {
    const type = parts.types.get(wish.type);
    if (!type) throw new Error(`No task type ${wish.type} is registered.`);
    refuseWrong(wish);
    return { guid: crypto.randomUUID(), type, wish };
  });
  const made = new Map<string, Task>();
  for (let i = 0; i < planned.length; i += batch)
    for (const row of await insert(tx, planned.slice(i, i + batch))) made.set(row.guid, taskOf(row));
  const fresh = planned.filter(({ guid }) => made.has(guid));
  await insertAbout(tx, fresh);
  const cause = currentSpan()?.parent.traceparent;
  await parts.dispatcher.put(
    tx,
    fresh.map((one) => ({ ...pointerOf(one), cause })),
  );
  for (const queue of new Set(fresh.map(({ type, wish }) => queueOf(laneOf(type), wish.place))))
    await parts.hints.send(tx, queueTopic(queue));

  const answers: CreatedTask[] = [];
  for (const { guid, wish } of planned) {
    const task = made.get(guid);
    if (task) emitTaskEvent(parts.events, tx, 'task.created', task);
    answers.push(task ? { task, created: true } : { task: await earlier(tx, wish), created: false });
  }
  return answers;
}

async function insert(tx: Tx, planned: readonly Planned[]): Promise<TaskRow[]> {
  const rows = planned.map(({ guid, type, wish }) => {
    const parent = wish.parentGuid ?? null;
    return sql`(${guid}::uuid, ${type.name}, ${type.subgraph}, 'QUEUED', ${wish.title}, ${wish.tenantId ?? null},
      ${wish.priority ?? usualPriority}::integer, ${wish.windowStart ?? null}::timestamptz, ${wish.windowEnd ?? null}::timestamptz,
      ${jsonbText(distinct(wish))}::jsonb, ${parent}::uuid,
      coalesce(${wish.workflow ?? null}, (select p.workflow from kernel.task p where p.guid = ${parent}::uuid), ${guid}::text),
      ${wish.origin ?? 'USER'}, ${wish.requestedBy ?? null}, ${wish.idempotencyKey ?? null}, ${jsonbText(wish.input)}::jsonb,
      ${queueOf(laneOf(type), wish.place)}, ${wish.place ?? null}, ${wish.exclusive ?? null})`;
  });
  const answer = await sql<TaskRow>`
    insert into kernel.task as t (guid, type, subgraph, state, title, tenant_id, priority, window_start, window_end, about, parent_guid,
      workflow, origin, requested_by, idempotency_key, input, queue, place, exclusive)
    values ${sql.join(rows)}
    on conflict (type, (coalesce(tenant_id, '')), idempotency_key) where idempotency_key is not null do nothing
    returning ${taskColumns}`.execute(tx.sql);
  return answer.rows;
}

async function insertAbout(tx: Tx, fresh: readonly Planned[]): Promise<void> {
  const about = fresh.flatMap(({ guid, wish }) => distinct(wish).map(({ kind, id }) => ({ guid, kind, id })));
  if (about.length === 0) return;
  await sql`
    insert into kernel.task_about (task_guid, kind, id)
    select guid, kind, id from jsonb_to_recordset(${jsonbText(about)}::jsonb) a (guid uuid, kind text, id text)`.execute(
    tx.sql,
  );
}

function pointerOf({ guid, type, wish }: Planned): Parameters<TaskParts['dispatcher']['put']>[1][number] {
  const { priority = usualPriority, windowStart, place } = wish;
  const queue = queueOf(laneOf(type), place);
  return { guid, queue, priority, startAfter: windowStart, since: windowStart };
}

async function earlier(tx: Tx, wish: NewTask): Promise<Task> {
  const { rows } = await sql<TaskRow>`
    select ${taskColumns} from kernel.task t
    where t.type = ${wish.type} and coalesce(t.tenant_id, '') = ${wish.tenantId ?? ''} and t.idempotency_key = ${wish.idempotencyKey ?? null}`.execute(
    tx.sql,
  );
  if (!rows[0])
    throw new Fault('CONFLICT', 'A task with the same idempotency key was removed just now; ask again.');
  return taskOf(rows[0]);
}

function distinct(wish: NewTask): { kind: string; id: string }[] {
  const references = (wish.about ?? []).map(({ kind, id }) => ({ kind, id }));
  return [...new Map(references.map((reference) => [JSON.stringify(reference), reference])).values()];
}
