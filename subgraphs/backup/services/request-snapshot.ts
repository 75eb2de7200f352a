import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { BackupParts } from './parts.js';
import { references, taskOrigin, type Origin, type RequestedMachine } from './request-export.js';
import { workKinds } from './work-kinds.js';
import { insertWork } from './work-row.js';

/** A snapshot to be, on the platform alone. */
export interface SnapshotWish {
  readonly machine: RequestedMachine;
  readonly windowStart?: Date | undefined;
  readonly windowEnd?: Date | undefined;
  readonly priority?: number | undefined;
  readonly ruleGuid?: string | null | undefined;
  readonly scheduleGuid?: string | null | undefined;
  readonly policyGuid?: string | null | undefined;
  readonly origin: Origin;
  readonly idempotencyKey?: string | undefined;
}

/** Asks for snapshots with the commit of `tx`, in a handful of statements; GUIDs of their SNAPSHOT tasks in order, with an idempotency key those of earlier ones. */
export async function requestSnapshot(
  { tasks }: Pick<BackupParts, 'tasks'>,
  tx: Tx,
  wishes: readonly SnapshotWish[],
): Promise<string[]> {
  const planned = wishes.map((wish) => ({
    ...wish,
    snapshotGuid: crypto.randomUUID(),
    workflow: crypto.randomUUID(),
  }));
  const made = await tasks.createAll(
    tx,
    planned.map(({ machine, snapshotGuid, workflow, origin, windowStart, windowEnd, priority, ...wish }) => ({
      type: workKinds.SNAPSHOT.task,
      title: `Snapshot of ${machine.name}`,
      input: { snapshotGuid },
      tenantId: machine.tenantId,
      workflow,
      origin: taskOrigin(origin),
      about: references(
        ['VirtualMachine', machine.guid],
        ['HypervisorManager', machine.managerGuid],
        ['Schedule', wish.scheduleGuid],
        ['Rule', wish.ruleGuid],
      ),
      ...(windowStart && { windowStart }),
      ...(windowEnd && { windowEnd }),
      ...(priority !== undefined && { priority }),
      ...(wish.idempotencyKey !== undefined && { idempotencyKey: wish.idempotencyKey }),
    })),
  );
  const fresh = planned.flatMap((plan, i) => {
    const one = made[i];
    return one?.created ? [{ ...plan, taskGuid: one.task.guid }] : [];
  });
  await insertSnapshots(tx, fresh);
  await insertWork(
    tx,
    fresh.map(({ taskGuid, machine, workflow, origin, scheduleGuid, ruleGuid, policyGuid }) => ({
      taskGuid,
      type: 'SNAPSHOT',
      workflow,
      vmGuid: machine.guid,
      vmName: machine.name,
      hypervisorGuid: machine.hypervisorGuid,
      managerGuid: machine.managerGuid,
      scheduleGuid: scheduleGuid ?? null,
      ruleGuid: ruleGuid ?? null,
      policyGuid: policyGuid ?? null,
      originType: origin.type,
      originGuid: origin.guid ?? null,
      originName: origin.name ?? null,
    })),
  );
  return made.map(({ task }) => task.guid);
}

async function insertSnapshots(
  tx: Tx,
  planned: readonly (SnapshotWish & { readonly snapshotGuid: string })[],
): Promise<void> {
  if (planned.length === 0) return;
  const rows = planned.map(({ machine, snapshotGuid, windowStart, ruleGuid }) => ({
    guid: snapshotGuid,
    vm_guid: machine.guid,
    snapshot_time: (windowStart ?? new Date()).toISOString(),
    rule_guid: ruleGuid ?? null,
  }));
  await sql`
    insert into backup.snapshot (guid, vm_guid, snapshot_time, status, stand_alone, rule_guid)
    select guid, vm_guid, snapshot_time, 'QUEUED', true, rule_guid
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) s (guid uuid, vm_guid uuid, snapshot_time timestamptz, rule_guid uuid)`.execute(
    tx.sql,
  );
}
