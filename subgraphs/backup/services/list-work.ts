import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import { pageClauses, pageOf, pageRequest } from '../../kernel/database/keyset.js';
import type { Sql } from '../../kernel/database/store.js';
import type { TaskState } from '../../kernel/tasks/task-states.js';
import {
  taskColumns,
  taskOf,
  taskTable,
  taskWall,
  type TaskReader,
  type TaskRow,
} from '../../kernel/tasks/task-row.js';
import { shownTask, type Task } from '../entities/task.js';
import type { WorkType } from '../entities/work-words.js';
import { readGuid } from './guid.js';
import { guidIn, wordIn } from './list-page.js';
import type { WorkFacts } from './work-contract.js';
import { workColumns, workFactsIn } from './work-row.js';
import { workOrders, type WorkOrder } from './work-orders.js';

/** What is shown of a task besides core's fields. */
export interface ShownWork extends WorkFacts {
  readonly statusInfo: string | null;
  readonly processedObjects: number | null;
  readonly totalObjects: number | null;
}

type Guids = readonly string[] | null | undefined;

/** Which tasks are wanted (vprotect.md 3.2); what is absent or null does not narrow. */
export interface WorkFilter {
  readonly virtualMachines?: Guids;
  readonly backups?: Guids;
  readonly schedules?: Guids;
  readonly rules?: Guids;
  readonly policies?: Guids;
  readonly workflows?: Guids;
  readonly nodes?: Guids;
  readonly hypervisors?: Guids;
  readonly hypervisorManagers?: Guids;
  readonly backupDestinations?: Guids;
  readonly restoreJobs?: Guids;
  readonly parents?: Guids;
  readonly states?: readonly TaskState[] | null | undefined;
  readonly types?: readonly WorkType[] | null | undefined;
  readonly tenantId?: string | null | undefined;
  readonly mountedBackupAssigned?: boolean | null | undefined;
}

type Row = TaskRow & {
  /** What else is shown, then the values of `workColumns`. */
  readonly work: readonly [
    statusInfo: string | null,
    processed: number | null,
    total: number | null,
    ...facts: unknown[],
  ];
  readonly parent_type: WorkType | null;
} & Record<string, unknown>;

const from = sql`backup.work w join ${taskTable} on t.guid = w.task_guid`;
const columns = sql`${taskColumns}, json_build_array(w.status_info, w.processed_objects, w.total_objects, ${workColumns}) as work,
  (select p.type from backup.work p where p.task_guid = t.parent_guid) as parent_type`;

/** A page of the tasks of this subgraph: the running ones, then the waiting ones as they will run, then the newest ended, unless told. */
export async function listWork(
  handle: Sql,
  reader: TaskReader,
  filter: WorkFilter,
  page: PageArgs,
  orderBy: WorkOrder | null,
): Promise<Page<Task>> {
  const order = workOrders(orderBy);
  const request = pageRequest(page, order.columns.length);
  const clauses = pageClauses(order, request);
  const where = conditionOf(reader, filter);
  const keys = order.columns.map(({ expression }, i) => sql`(${expression})::text as ${sql.ref(`key_${i}`)}`);
  const { rows } = await sql<Row>`
    select ${columns}, ${sql.join(keys)} from ${from} where ${where} and ${clauses.where}
    order by ${clauses.orderBy} limit ${clauses.limit} offset ${clauses.offset}`.execute(handle);
  return pageOf(rows, order, request, shown, async () => {
    const counted = await sql<{
      count: number;
    }>`select count(*)::int as count from ${from} where ${where}`.execute(handle);
    return counted.rows[0]?.count ?? 0;
  });
}

/** Tasks of this subgraph by GUID that the reader may see, in one statement. */
export async function shownWork(
  handle: Sql,
  reader: TaskReader,
  guids: readonly string[],
): Promise<ReadonlyMap<string, Task>> {
  const known = guids.flatMap((guid) => readGuid(guid) ?? []);
  if (known.length === 0) return new Map();
  const { rows } = await sql<Row>`
    select ${columns} from ${from}
    where w.task_guid = any(${known}::uuid[]) and ${taskWall(reader)}`.execute(handle);
  return new Map(rows.map((row) => [row.guid, shown(row)]));
}

/** The tasks that run on machines now, those that began first before the others, by the machine's GUID; in one statement. */
export async function runningWork(
  handle: Sql,
  reader: TaskReader,
  machines: readonly string[],
): Promise<ReadonlyMap<string, readonly Task[]>> {
  const { rows } = await sql<Row & { readonly vm_guid: string }>`
    select ${columns}, w.vm_guid from ${from}
    where w.vm_guid = any(${[...machines]}::uuid[]) and t.state = 'RUNNING' and ${taskWall(reader)}
    order by t.started_at, t.guid`.execute(handle);
  const found = Map.groupBy(rows, (row) => row.vm_guid);
  return new Map([...found].map(([guid, tasks]) => [guid, tasks.map(shown)]));
}

/** GUIDs of all tasks of this subgraph that match, for what is done to many. */
export async function workGuids(handle: Sql, reader: TaskReader, filter: WorkFilter): Promise<string[]> {
  const { rows } = await sql<{
    guid: string;
  }>`select t.guid from ${from} where ${conditionOf(reader, filter)}`.execute(handle);
  return rows.map(({ guid }) => guid);
}

function shown(row: Row): Task {
  const [statusInfo, processedObjects, totalObjects, ...facts] = row.work;
  const known: ShownWork = Object.assign(workFactsIn(facts), { statusInfo, processedObjects, totalObjects });
  return shownTask(taskOf(row), known, row.parent_type);
}

function conditionOf(reader: TaskReader, filter: WorkFilter): RawBuilder<unknown> {
  const conditions = [
    taskWall(reader),
    guidIn('w.vm_guid', filter.virtualMachines),
    guidIn('w.backup_guid', filter.backups),
    guidIn('w.schedule_guid', filter.schedules),
    guidIn('w.rule_guid', filter.rules),
    guidIn('w.policy_guid', filter.policies),
    guidIn('w.workflow', filter.workflows),
    guidIn('w.node_guid', filter.nodes),
    guidIn('w.hypervisor_guid', filter.hypervisors),
    guidIn('w.manager_guid', filter.hypervisorManagers),
    guidIn('w.destination_guid', filter.backupDestinations),
    guidIn('w.restore_job_guid', filter.restoreJobs),
    guidIn('t.parent_guid', filter.parents),
    wordIn('t.state', filter.states),
    wordIn('w.type', filter.types),
    filter.tenantId == null ? sql`true` : sql`t.tenant_id = ${filter.tenantId.replaceAll('\0', '')}`,
    filter.mountedBackupAssigned == null
      ? sql`true`
      : sql`(w.mounted_backup_guid is not null) = ${filter.mountedBackupAssigned}`,
  ];
  return sql.join(conditions, sql` and `);
}
