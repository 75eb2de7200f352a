import { sql } from 'kysely';
import type { Tx } from '../database/store.js';
import { Fault } from '../errors/fault.js';
import type { NewTask, TaskType } from './contract.js';
import { jsonbText } from './jsonb.js';
import { queueTopic, type TaskParts } from './parts.js';
import { isGuid } from './guid.js';
import type { Task } from './task.js';
import { emitTaskEvent } from './task-events.js';
import { taskColumns, taskOf, type TaskRow } from './task-row.js';

const usualPriority = 50;

/** A task and whether this call made it; an idempotency key may have found an earlier one. */
export interface CreatedTask {
  readonly task: Task;
  readonly created: boolean;
}

/** Creates a task, its event and its place in the queue with the commit of `tx`. BAD_USER_INPUT names a wrong property. */
export async function createTask(
  parts: TaskParts,
  tx: Tx,
  type: TaskType,
  wish: NewTask,
): Promise<CreatedTask> {
  const { priority = usualPriority, windowStart } = wish;
  refuseWrong(wish, priority);
  const row = await insert(tx, type, wish, priority);
  if (!row) return { task: await earlier(tx, wish), created: false };

  const about = distinct(wish);
  if (about.length > 0) {
    const rows = about.map(({ kind, id }) => sql`(${row.guid}::uuid, ${kind}, ${id})`);
    await sql`insert into kernel.task_about (task_guid, kind, id) values ${sql.join(rows)}`.execute(tx.sql);
  }
  await parts.dispatcher.put(tx, {
    guid: row.guid,
    subgraph: type.subgraph,
    priority,
    startAfter: windowStart,
  });
  await parts.hints.send(tx, queueTopic(type.subgraph));
  const task = taskOf(row);
  emitTaskEvent(parts.events, tx, 'task.created', task);
  return { task, created: true };
}

async function insert(tx: Tx, type: TaskType, wish: NewTask, priority: number): Promise<TaskRow | undefined> {
  const guid = crypto.randomUUID();
  const parent = wish.parentGuid ?? null;
  const workflow = wish.workflow ?? null;
  const { rows } = await sql<TaskRow>`
    insert into kernel.task as t (guid, type, subgraph, state, title, tenant_id, priority, window_start, window_end, about, parent_guid,
      workflow, origin, requested_by, idempotency_key, input)
    values (${guid}, ${type.name}, ${type.subgraph}, 'QUEUED', ${wish.title}, ${wish.tenantId ?? null}, ${priority},
      ${wish.windowStart ?? null}, ${wish.windowEnd ?? null}, ${jsonbText(distinct(wish))}::jsonb, ${parent},
      coalesce(${workflow}, (select p.workflow from kernel.task p where p.guid = ${parent}::uuid), ${guid}::text),
      ${wish.origin ?? 'USER'}, ${wish.requestedBy ?? null}, ${wish.idempotencyKey ?? null}, ${jsonbText(wish.input)}::jsonb)
    on conflict (type, (coalesce(tenant_id, '')), idempotency_key) where idempotency_key is not null do nothing
    returning ${taskColumns}`.execute(tx.sql);
  return rows[0];
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

function refuseWrong(wish: NewTask, priority: number): void {
  const { windowStart, windowEnd } = wish;
  if (!Number.isInteger(priority) || priority < 0 || priority > 100) {
    throw new Fault('BAD_USER_INPUT', `"priority" must be a whole number from 0 to 100, not ${priority}.`);
  }
  for (const [name, date] of [
    ['windowStart', windowStart],
    ['windowEnd', windowEnd],
  ] as const) {
    if (date && Number.isNaN(date.getTime()))
      throw new Fault('BAD_USER_INPUT', `"${name}" is not an instant.`);
  }
  if (windowStart && windowEnd && windowEnd <= windowStart)
    throw new Fault('BAD_USER_INPUT', '"windowEnd" must be after "windowStart".');
  if (wish.parentGuid !== undefined && !isGuid(wish.parentGuid))
    throw new Fault('BAD_USER_INPUT', '"parentGuid" is not the guid of a task.');
  for (const [name, value] of Object.entries(wish)) {
    if (typeof value === 'string' && value.includes('\0'))
      throw new Fault('BAD_USER_INPUT', `"${name}" must not hold a NUL character.`);
  }
}
