import { sql, type RawBuilder } from 'kysely';
import type { LongValue } from '../../../schema/scalars/long.js';
import { columnsUnder } from '../database/column-list.js';
import { seesAllTenants, type Viewer } from '../identity/viewer.js';
import { Task } from './task.js';
import type { TaskError } from './task-error.js';
import type { TaskReference } from './task-reference.js';
import type { TaskOrigin, TaskState } from './task-states.js';

/** The shown columns of a task, as the database gives them. */
export interface TaskRow {
  guid: string;
  type: string;
  subgraph: string;
  state: TaskState;
  title: string;
  tenant_id: string | null;
  priority: number;
  window_start: string | null;
  window_end: string | null;
  progress: number;
  rate: number | null;
  units_done: LongValue | null;
  units_total: LongValue | null;
  step: string | null;
  result: Record<string, unknown> | null;
  error: TaskError | null;
  about: TaskReference[];
  parent_guid: string | null;
  workflow: string;
  origin: TaskOrigin;
  requested_by: string | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  updated_at: string;
  attempts: number;
}

const names = [
  'guid',
  'type',
  'subgraph',
  'state',
  'title',
  'tenant_id',
  'priority',
  'window_start',
  'window_end',
  'progress',
  'rate',
  'units_done',
  'units_total',
  'step',
  'result',
  'error',
  'about',
  'parent_guid',
  'workflow',
  'origin',
  'requested_by',
  'created_at',
  'started_at',
  'finished_at',
  'updated_at',
  'attempts',
] as const satisfies readonly (keyof TaskRow)[];

/** The columns of `TaskRow`, of `kernel.task` under the alias `t`. */
export const taskColumns = columnsUnder('t', names);

/** The table of tasks under that alias, for a subgraph that joins facts of its own to it. */
export const taskTable = sql`kernel.task t`;

/** Who reads: a viewer sees his tenant's tasks, the product itself all. */
export type TaskReader = Viewer | 'system';

/** The condition that keeps a reader within his tenant, of `kernel.task` under the alias `t`. */
export function taskWall(reader: TaskReader): RawBuilder<boolean> {
  return reader === 'system' || seesAllTenants(reader) ? sql`true` : sql`t.tenant_id = ${reader.tenantId}`;
}

/** The task of a row. */
export function taskOf(row: TaskRow): Task {
  return Object.assign(new Task(), {
    guid: row.guid,
    type: row.type,
    state: row.state,
    title: row.title,
    tenantId: row.tenant_id,
    priority: row.priority,
    windowStart: instant(row.window_start),
    windowEnd: instant(row.window_end),
    progress: row.progress,
    rate: row.rate,
    unitsDone: row.units_done,
    unitsTotal: row.units_total,
    step: row.step,
    result: row.result,
    error: row.error,
    about: row.about,
    parentGuid: row.parent_guid,
    workflow: row.workflow,
    origin: row.origin,
    requestedBy: row.requested_by,
    createdAt: new Date(row.created_at),
    startedAt: instant(row.started_at),
    finishedAt: instant(row.finished_at),
    updatedAt: new Date(row.updated_at),
    attempts: row.attempts,
  });
}

function instant(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
