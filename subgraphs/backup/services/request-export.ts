import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { NewTask } from '../../kernel/tasks/contract.js';
import type { Task } from '../../kernel/tasks/task.js';
import type { TaskReference } from '../../kernel/tasks/task-reference.js';
import type { WorkOriginType } from '../entities/work-words.js';
import type { BackupParts } from './parts.js';
import type { WorkInput } from './work-contract.js';
import { workKinds } from './work-kinds.js';
import { insertWork } from './work-row.js';

/** How long a window is where nobody says, in milliseconds (vprotect.md 3.2). */
export const usualWindowMs = 5 * 3_600_000;

/** Who or what asks. */
export interface Origin {
  readonly type: WorkOriginType;
  readonly guid?: string | null;
  readonly name?: string | null;
}

/** A machine as a request needs it. */
export interface RequestedMachine {
  readonly guid: string;
  readonly name: string;
  readonly tenantId: string | null;
  readonly managerGuid: string;
  readonly hypervisorGuid: string | null;
}

/** An export to be: all of it checked and resolved before. */
export interface ExportWish {
  readonly machine: RequestedMachine;
  readonly backupType: 'FULL' | 'INCREMENTAL';
  /** The primary destination; the rule's active others are added. */
  readonly destinationGuid: string;
  readonly windowStart?: Date | undefined;
  readonly windowEnd?: Date | undefined;
  readonly priority?: number | undefined;
  readonly retryCount?: number | undefined;
  readonly ruleGuid?: string | null | undefined;
  readonly scheduleGuid?: string | null | undefined;
  readonly policyGuid?: string | null | undefined;
  readonly origin: Origin;
  readonly idempotencyKey?: string | undefined;
}

/** What came of a wish; with an idempotency key the task may be an earlier one. */
export interface RequestedExport {
  readonly task: Task;
  readonly created: boolean;
}

interface Planned {
  readonly wish: ExportWish;
  readonly backupGuid: string;
  readonly workflow: string;
  readonly windowStart: Date;
  readonly windowEnd: Date;
}

/**
 * Asks for exports: per wish a workflow, a backup in status QUEUED with one location per destination, the
 * EXPORT task and its facts, with the commit of `tx`; a handful of statements however many. Answers in order.
 */
export async function requestExport(
  { tasks }: Pick<BackupParts, 'tasks'>,
  tx: Tx,
  wishes: readonly ExportWish[],
): Promise<RequestedExport[]> {
  const now = Date.now();
  const planned = wishes.map((wish): Planned => {
    const windowStart = wish.windowStart ?? new Date(now);
    const windowEnd = wish.windowEnd ?? new Date(windowStart.getTime() + usualWindowMs);
    return { wish, windowStart, windowEnd, backupGuid: crypto.randomUUID(), workflow: crypto.randomUUID() };
  });
  const made = await tasks.createAll(tx, planned.map(taskOf));
  const fresh = planned.flatMap((plan, i) => {
    const one = made[i];
    return one?.created ? [{ ...plan, task: one.task }] : [];
  });
  await insertBackups(tx, fresh);
  await insertLocations(tx, fresh);
  await insertWork(
    tx,
    fresh.map(({ wish, task, backupGuid, workflow }) => ({
      taskGuid: task.guid,
      type: 'EXPORT',
      workflow,
      vmGuid: wish.machine.guid,
      vmName: wish.machine.name,
      backupGuid,
      backupType: wish.backupType,
      destinationGuid: wish.destinationGuid,
      hypervisorGuid: wish.machine.hypervisorGuid,
      managerGuid: wish.machine.managerGuid,
      scheduleGuid: wish.scheduleGuid ?? null,
      ruleGuid: wish.ruleGuid ?? null,
      policyGuid: wish.policyGuid ?? null,
      originType: wish.origin.type,
      originGuid: wish.origin.guid ?? null,
      originName: wish.origin.name ?? null,
      retriesLeft: wish.retryCount ?? 0,
    })),
  );
  return made;
}

function taskOf({ wish, backupGuid, workflow, windowStart, windowEnd }: Planned): NewTask<WorkInput> {
  const { machine, priority, origin, idempotencyKey } = wish;
  return {
    type: workKinds.EXPORT.task,
    title: `Export of ${machine.name}`,
    input: {},
    tenantId: machine.tenantId,
    windowStart,
    windowEnd,
    workflow,
    origin: taskOrigin(origin),
    exclusive: exportText(machine.guid),
    about: references(
      ['VirtualMachine', machine.guid],
      ['Backup', backupGuid],
      ['BackupDestination', wish.destinationGuid],
      ['HypervisorManager', machine.managerGuid],
      ['Schedule', wish.scheduleGuid],
      ['Rule', wish.ruleGuid],
    ),
    ...(priority !== undefined && { priority }),
    ...(origin.name != null && { requestedBy: origin.name }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  };
}

/** What one task at a time holds that reads the disks of a machine for a backup, or overwrites them. */
export function exportText(machineGuid: string): string {
  return `export:${machineGuid}`;
}

/** The engine's word for who asked. */
export function taskOrigin({ type }: Origin): 'USER' | 'SCHEDULE' | 'SYSTEM' {
  return type === 'SYSTEM_SCHEDULE' ? 'SYSTEM' : type;
}

/** References to the things that are known. */
export function references(
  ...things: readonly (readonly [kind: string, guid: string | null | undefined])[]
): TaskReference[] {
  return things.flatMap(([kind, id]) => (id == null ? [] : [{ kind, id }]));
}

async function insertBackups(tx: Tx, planned: readonly Planned[]): Promise<void> {
  if (planned.length === 0) return;
  const rows = planned.map(({ wish, backupGuid, workflow, windowStart }) => ({
    guid: backupGuid,
    vm_guid: wish.machine.guid,
    vm_name: wish.machine.name,
    tenant_id: wish.machine.tenantId,
    workflow,
    origin_type: wish.origin.type,
    origin_guid: wish.origin.guid ?? null,
    origin_name: wish.origin.name ?? null,
    rule_guid: wish.ruleGuid ?? null,
    schedule_guid: wish.scheduleGuid ?? null,
    destination_guid: wish.destinationGuid,
    type: wish.backupType,
    snapshot_time: windowStart.toISOString(),
  }));
  await sql`
    insert into backup.backup (guid, vm_guid, vm_name, tenant_id, workflow, origin_type, origin_guid, origin_name, rule_guid,
      schedule_guid, destination_guid, requested_type, type, status, snapshot_time, backup_time)
    select guid, vm_guid, vm_name, tenant_id, workflow, origin_type, origin_guid, origin_name, rule_guid,
      schedule_guid, destination_guid, type, type, 'QUEUED', snapshot_time, now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) b (guid uuid, vm_guid uuid, vm_name text, tenant_id text, workflow uuid,
      origin_type text, origin_guid uuid, origin_name text, rule_guid uuid, schedule_guid uuid, destination_guid uuid, type text,
      snapshot_time timestamptz)`.execute(tx.sql);
}

async function insertLocations(tx: Tx, planned: readonly Planned[]): Promise<void> {
  if (planned.length === 0) return;
  const guids = planned.map(({ backupGuid }) => backupGuid);
  await sql`
    insert into backup.backup_location (backup_guid, destination_guid, role_type, status)
    select b.guid, b.destination_guid, 'PRIMARY', 'IN_PROGRESS' from backup.backup b where b.guid = any(${guids}::uuid[])
    union all
    select b.guid, d.destination_guid, d.role_type, 'IN_PROGRESS' from backup.backup b
    join backup.rule_destination d on d.rule_guid = b.rule_guid and d.active and d.role_type <> 'PRIMARY' and d.destination_guid <> b.destination_guid
    where b.guid = any(${guids}::uuid[])`.execute(tx.sql);
}
