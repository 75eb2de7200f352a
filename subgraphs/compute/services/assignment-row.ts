import { sql } from 'kysely';
import { Assignment } from '../entities/assignment.js';
import type { AssignmentStatus } from '../entities/assignment-status.js';

/** A record of the built-in service as SQL gives it. */
export interface AssignmentRow {
  number: number;
  cloud: string;
  node_id: string;
  host_name: string;
  user_name: string | null;
  application: string | null;
  status: AssignmentStatus;
  task_guid: string | null;
  changed_at: string;
}

/** The columns of an AssignmentRow; the table's alias is `a`. */
export const assignmentColumns = sql.raw(
  'a.number, a.cloud, a.node_id, a.host_name, a.user_name, a.application, a.status, a.task_guid, a.changed_at',
);

/** The record of a row. */
export function toAssignment(row: AssignmentRow): Assignment {
  return Object.assign(new Assignment(), {
    number: row.number,
    cloudName: row.cloud,
    nodeId: row.node_id,
    hostName: row.host_name,
    user: row.user_name,
    recipe: row.application,
    recipeNumber: null,
    status: row.status,
    taskGuid: row.task_guid,
    changedAt: new Date(row.changed_at),
  });
}
