import { sql } from 'kysely';
import { columnsUnder } from '../../kernel/database/column-list.js';
import type { Sql, Tx } from '../../kernel/database/store.js';
import type { WorkFacts } from './work-contract.js';

/** A row of `backup.work` to be; what is left out is null, or 0 for `retriesLeft`. */
export type NewWork = Pick<WorkFacts, 'taskGuid' | 'type' | 'workflow'> & Partial<WorkFacts>;

const columns = {
  taskGuid: ['task_guid', 'uuid'],
  type: ['type', 'text'],
  workflow: ['workflow', 'uuid'],
  vmGuid: ['vm_guid', 'uuid'],
  vmName: ['vm_name', 'text'],
  dstVmGuid: ['dst_vm_guid', 'uuid'],
  dstVmName: ['dst_vm_name', 'text'],
  backupGuid: ['backup_guid', 'uuid'],
  backupType: ['backup_type', 'text'],
  destinationGuid: ['destination_guid', 'uuid'],
  hypervisorGuid: ['hypervisor_guid', 'uuid'],
  managerGuid: ['manager_guid', 'uuid'],
  nodeGuid: ['node_guid', 'uuid'],
  scheduleGuid: ['schedule_guid', 'uuid'],
  ruleGuid: ['rule_guid', 'uuid'],
  policyGuid: ['policy_guid', 'uuid'],
  restoreJobGuid: ['restore_job_guid', 'uuid'],
  restoreType: ['restore_type', 'text'],
  mountedBackupGuid: ['mounted_backup_guid', 'uuid'],
  powerOnAfterRestore: ['power_on_after_restore', 'boolean'],
  originType: ['origin_type', 'text'],
  originGuid: ['origin_guid', 'uuid'],
  originName: ['origin_name', 'text'],
  retriesLeft: ['retries_left', 'integer'],
} as const satisfies Record<keyof WorkFacts, readonly [column: string, type: string]>;

const entries = Object.entries(columns) as [keyof WorkFacts, readonly [string, string]][];
const fields = entries.map(([field]) => field);
const columnList = sql.join(entries.map(([, [column]]) => sql.ref(column)));
const typedColumns = sql.join(entries.map(([, [column, type]]) => sql`${sql.ref(column)} ${sql.raw(type)}`));

/** The columns of `WorkFacts` of `backup.work` under the alias `w`. */
export const workColumns = columnsUnder(
  'w',
  entries.map(([, [column]]) => column),
);

/** The facts of a row with those columns. */
export function workFactsOf(row: Readonly<Record<string, unknown>>): WorkFacts {
  return workFactsIn(entries.map(([, [column]]) => row[column]));
}

/** The facts read from the values of `workColumns`, in that order: what is named once costs a long list less. */
export function workFactsIn(values: readonly unknown[]): WorkFacts {
  const facts: Record<string, unknown> = {};
  // Asked for each task of a list: pairs of an iterator would be made for each of its facts.
  for (let i = 0; i < fields.length; i++) facts[fields[i] ?? ''] = values[i] ?? null;
  return facts as unknown as WorkFacts;
}

/** Writes the facts of tasks that were created in the same transaction, in one statement. */
export async function insertWork(tx: Tx, works: readonly NewWork[]): Promise<void> {
  if (works.length === 0) return;
  const rows = works.map((work) => ({
    ...Object.fromEntries(entries.map(([field, [column]]) => [column, work[field] ?? null])),
    retries_left: work.retriesLeft ?? 0,
  }));
  await sql`
    insert into backup.work (${columnList})
    select ${columnList} from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) w (${typedColumns})`.execute(
    tx.sql,
  );
}

/** The facts of tasks, by the task's GUID, in one statement. */
export async function workByTask(
  handle: Sql,
  guids: readonly string[],
): Promise<ReadonlyMap<string, WorkFacts>> {
  if (guids.length === 0) return new Map();
  const { rows } = await sql<Record<string, unknown>>`
    select ${workColumns} from backup.work w where w.task_guid = any(${[...guids]}::uuid[])`.execute(handle);
  return new Map(rows.map((row) => [String(row['task_guid']), workFactsOf(row)]));
}
