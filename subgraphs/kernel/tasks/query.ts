import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import { pageClauses, pageOf, pageRequest, type KeysetOrder } from '../database/keyset.js';
import type { Store } from '../database/store.js';
import { isGuid } from './guid.js';
import type { Task } from './task.js';
import { taskLog } from './task-events.js';
import type { TaskReference } from './task-reference.js';
import { taskColumns, taskOf, taskWall, type TaskReader, type TaskRow } from './task-row.js';
import type { TaskState } from './task-states.js';

/** Which tasks are wanted; what is absent or null does not narrow. */
export interface TaskFilter {
  readonly guid?: string | null | undefined;
  readonly types?: readonly string[] | null | undefined;
  readonly states?: readonly TaskState[] | null | undefined;
  readonly tenantId?: string | null | undefined;
  readonly about?: TaskReference | null | undefined;
  readonly workflow?: string | null | undefined;
  readonly parentGuid?: string | null | undefined;
  readonly createdAfter?: Date | null | undefined;
  readonly createdBefore?: Date | null | undefined;
}

/** What a list of tasks is ordered by; the guid decides between equals. */
export interface TaskOrder {
  readonly by: 'createdAt' | 'updatedAt' | 'priority';
  readonly descending: boolean;
}

const newestFirst: TaskOrder = { by: 'createdAt', descending: true };

/** One page of the tasks the reader may see. */
export async function taskPage(
  store: Store,
  reader: TaskReader,
  filter: TaskFilter,
  args: PageArgs,
  wish: TaskOrder = newestFirst,
): Promise<Page<Task>> {
  const order = keysetOf(wish);
  const request = pageRequest(args, order.columns.length);
  const clauses = pageClauses(order, request);
  const where = conditionOf(reader, filter);
  const { rows } = await sql<TaskRow>`
    select ${taskColumns} from kernel.task t where ${where} and ${clauses.where}
    order by ${clauses.orderBy} limit ${clauses.limit} offset ${clauses.offset}`.execute(store.sql);
  return pageOf(rows, order, request, taskOf, async () => {
    const count = await sql<{
      count: number;
    }>`select count(*)::int as count from kernel.task t where ${where}`.execute(store.sql);
    return count.rows[0]?.count ?? 0;
  });
}

/** The tasks of these guids that the reader may see, in one statement; text that is no guid finds nothing. */
export async function tasksByGuid(
  store: Store,
  reader: TaskReader,
  guids: readonly string[],
): Promise<ReadonlyMap<string, Task>> {
  const wanted = guids.filter(isGuid);
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<TaskRow>`
    select ${taskColumns} from kernel.task t where t.guid in (${sql.join(wanted)}) and ${taskWall(reader)}`.execute(
    store.sql,
  );
  return new Map(rows.map((row) => [row.guid, taskOf(row)]));
}

/** The present state of tasks and the place in the log just behind it. */
export interface TaskPicture {
  readonly seq: number;
  readonly tasks: readonly Task[];
}

/** The newest `limit` tasks that match and the head of the log, seen in one statement so that nothing falls in between. */
export async function taskPicture(
  store: Store,
  reader: TaskReader,
  filter: TaskFilter,
  limit: number,
): Promise<TaskPicture> {
  const { rows } = await sql<TaskRow & { head: number }>`
    select h.head, ${taskColumns}
    from (select coalesce(max(head), 0) as head from kernel.event_head where subgraph = ${taskLog}) h
    left join lateral (select * from kernel.task t where ${conditionOf(reader, filter)} order by t.created_at desc, t.guid desc limit ${limit}) t on true
    order by t.created_at desc, t.guid desc`.execute(store.sql);
  return { seq: rows[0]?.head ?? 0, tasks: rows.filter((row) => row.guid !== null).map(taskOf) };
}

function keysetOf(order: TaskOrder): KeysetOrder<TaskRow> {
  const guid = { expression: sql`t.guid`, type: 'uuid', value: (row: TaskRow) => row.guid };
  const first = {
    createdAt: {
      expression: sql`t.created_at`,
      type: 'timestamptz',
      value: (row: TaskRow) => row.created_at,
    },
    updatedAt: {
      expression: sql`t.updated_at`,
      type: 'timestamptz',
      value: (row: TaskRow) => row.updated_at,
    },
    priority: { expression: sql`t.priority`, type: 'integer', value: (row: TaskRow) => row.priority },
  }[order.by];
  return { columns: [first, guid], descending: order.descending };
}

function conditionOf(reader: TaskReader, filter: TaskFilter): RawBuilder<boolean> {
  const conditions = [taskWall(reader)];
  const { guid, types, states, tenantId, about, workflow, parentGuid, createdAfter, createdBefore } = filter;
  if (guid != null) conditions.push(isGuid(guid) ? sql`t.guid = ${guid}` : sql`false`);
  if (types != null) conditions.push(types.length === 0 ? sql`false` : sql`t.type in (${sql.join(types)})`);
  if (states != null)
    conditions.push(states.length === 0 ? sql`false` : sql`t.state in (${sql.join(states)})`);
  if (tenantId != null) conditions.push(sql`t.tenant_id = ${tenantId}`);
  if (about != null)
    conditions.push(
      sql`t.guid in (select a.task_guid from kernel.task_about a where a.kind = ${about.kind} and a.id = ${about.id})`,
    );
  if (workflow != null) conditions.push(sql`t.workflow = ${workflow}`);
  if (parentGuid != null)
    conditions.push(isGuid(parentGuid) ? sql`t.parent_guid = ${parentGuid}` : sql`false`);
  if (createdAfter != null) conditions.push(sql`t.created_at > ${createdAfter}`);
  if (createdBefore != null) conditions.push(sql`t.created_at < ${createdBefore}`);
  return sql`${sql.join(conditions, sql` and `)}`;
}
