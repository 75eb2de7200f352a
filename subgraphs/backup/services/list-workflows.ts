import { sql } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import { pageClauses, pageOf, pageRequest, type KeysetOrder } from '../../kernel/database/keyset.js';
import type { Sql } from '../../kernel/database/store.js';
import { taskTable, taskWall, type TaskReader } from '../../kernel/tasks/task-row.js';
import { Workflow, type WorkflowState } from '../entities/workflow.js';
import type { WorkType } from '../entities/work-words.js';
import { guidIn } from './list-page.js';

/** Which requests are wanted; what is absent or null does not narrow. */
export interface WorkflowFilter {
  readonly guids?: readonly string[] | null | undefined;
  readonly virtualMachines?: readonly string[] | null | undefined;
  readonly tenantId?: string | null | undefined;
}

interface Row {
  guid: string;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  open: boolean;
  definition: WorkType;
  current_step: WorkType;
  last_state: 'FINISHED' | 'FAILED' | 'CANCELLED';
  progress: number;
  priority: number;
  vm_guid: string | null;
  vm_name: string | null;
  origin_type: string | null;
  origin_guid: string | null;
  origin_name: string | null;
  destination_guids: string[] | null;
  backup_status: string | null;
  warned: boolean;
}

const byCreation: KeysetOrder<Row> = {
  columns: [
    { expression: sql`g.created_at`, type: 'timestamptz', value: (row) => row.created_at },
    { expression: sql`g.guid`, type: 'uuid', value: (row) => row.guid },
  ],
};

/** A page of requests, the newest first unless told: what `backup.work` groups by its workflow. */
export async function listWorkflows(
  handle: Sql,
  reader: TaskReader,
  filter: WorkflowFilter,
  page: PageArgs,
  descending = true,
): Promise<Page<Workflow>> {
  const order = { ...byCreation, descending };
  const request = pageRequest(page, order.columns.length);
  const clauses = pageClauses(order, request);
  const where = sql.join(
    [
      taskWall(reader),
      guidIn('w.workflow', filter.guids),
      guidIn('w.vm_guid', filter.virtualMachines),
      filter.tenantId == null ? sql`true` : sql`t.tenant_id = ${filter.tenantId.replaceAll('\0', '')}`,
    ],
    sql` and `,
  );
  const { rows } = await sql<Row>`
    select p.*, b.status as backup_status, coalesce(cardinality(b.warnings) > 0, false) as warned from (
      select g.*, row_number() over (order by ${clauses.orderBy}) as line from (
      select w.workflow as guid, min(t.created_at) as created_at, min(t.started_at) as started_at, max(t.finished_at) as finished_at,
        bool_or(t.finished_at is null) as open, avg(t.progress) as progress,
        ${first('w.type')} as definition, ${last('w.type')} as current_step, ${last('t.state')} as last_state,
        ${last('t.priority')} as priority, ${first('w.vm_guid')} as vm_guid, ${first('w.vm_name')} as vm_name,
        ${first('w.origin_type')} as origin_type, ${first('w.origin_guid')} as origin_guid, ${first('w.origin_name')} as origin_name,
        array_agg(distinct w.destination_guid::text) filter (where w.destination_guid is not null) as destination_guids
      from backup.work w join ${taskTable} on t.guid = w.task_guid where ${where} group by w.workflow
    ) g where ${clauses.where} order by ${clauses.orderBy} limit ${clauses.limit} offset ${clauses.offset}
    ) p left join lateral (select b.status, b.warnings from backup.backup b where b.workflow = p.guid limit 1) b on true
    order by p.line`.execute(handle);
  return pageOf(rows, order, request, workflowOf, async () => {
    const counted = await sql<{ count: number }>`
      select count(distinct w.workflow)::int as count from backup.work w join ${taskTable} on t.guid = w.task_guid where ${where}`.execute(
      handle,
    );
    return counted.rows[0]?.count ?? 0;
  });
}

const inOrder = sql`order by t.created_at, t.guid`;
const backwards = sql`order by t.created_at desc, t.guid desc`;
const first = (column: string) => sql`(array_agg(${sql.ref(column)} ${inOrder}))[1]`;
const last = (column: string) => sql`(array_agg(${sql.ref(column)} ${backwards}))[1]`;

function workflowOf(row: Row): Workflow {
  const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));
  return Object.assign(new Workflow(), {
    guid: row.guid,
    definition: row.definition,
    state: stateOf(row),
    progress: row.progress,
    currentStep: row.current_step,
    vmName: row.vm_name,
    priority: row.priority,
    createdAt: new Date(row.created_at),
    startedAt: instant(row.started_at),
    finishedAt: row.open ? null : instant(row.finished_at),
    originType: row.origin_type,
    originGuid: row.origin_guid,
    originName: row.origin_name,
    vmGuid: row.vm_guid,
    destinationGuids: row.destination_guids ?? [],
  });
}

function stateOf({ open, last_state: state, backup_status: status, warned, definition }: Row): WorkflowState {
  if (open) return 'RUNNING';
  if (state !== 'FINISHED' || definition !== 'EXPORT') return state;
  if (status === 'PARTIAL_SUCCESS') return 'PARTIALLY_FINISHED';
  return warned ? 'FINISHED_WITH_WARNINGS' : 'FINISHED';
}
