import { sql } from 'kysely';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { Task } from '../../kernel/tasks/task.js';
import { originOf } from './asked-machines.js';
import { backupFault } from './backup-fault.js';
import { readGuid } from './guid.js';
import type { BackupParts } from './parts.js';
import { readTiming, type TimingWish } from './read-timing.js';
import { missing } from './read-values.js';
import { exportText, references } from './request-export.js';
import { wallOf } from './tenant-wall.js';
import { workKinds } from './work-kinds.js';
import { insertWork } from './work-row.js';

/** A request for the disks of a machine to become what a snapshot holds. */
export interface RevertRequest extends TimingWish {
  readonly snapshotGuid: string;
  readonly idempotencyKey?: string | null | undefined;
}

interface AskedSnapshot {
  readonly guid: string;
  readonly status: string;
  readonly uuid: string | null;
  readonly vm_guid: string;
  readonly vm_name: string;
  readonly present: boolean;
  readonly tenant_id: string | null;
  readonly manager_guid: string;
  readonly hypervisor_guid: string | null;
}

/**
 * Puts a machine back to one of its snapshots: the SNAPSHOT_REVERSION task (vprotect.md 5), which never runs beside an
 * export of that machine. REFERENCE_NOT_FOUND for a snapshot the viewer may not see, INVALID_STATE for one that is not
 * on its platform, ENTITY_NOT_PRESENT for one of a machine that vanished.
 */
export async function askRevert(parts: BackupParts, viewer: Viewer, request: RevertRequest): Promise<Task> {
  const timing = readTiming(request);
  return parts.store.transaction(async (tx) => {
    const { rows } = await sql<AskedSnapshot>`
      select s.guid, s.status, s.uuid, v.guid as vm_guid, v.name as vm_name, v.present, v.tenant_id, v.manager_guid, v.hypervisor_guid
      from backup.snapshot s join backup.virtual_machine v on v.guid = s.vm_guid
      where s.guid = ${readGuid(request.snapshotGuid) ?? null}::uuid and ${wallOf(viewer, 'v')} for share of s`.execute(
      tx.sql,
    );
    const [snapshot] = rows;
    if (!snapshot) throw missing('snapshot', 'snapshotGuid', request.snapshotGuid);
    if (!snapshot.present)
      throw backupFault(
        'ENTITY_NOT_PRESENT',
        `The virtual machine ${snapshot.vm_name} is not there any more.`,
        'snapshotGuid',
      );
    if (snapshot.status !== 'PRESENT' || snapshot.uuid === null)
      throw backupFault('INVALID_STATE', `The snapshot is ${snapshot.status}, not PRESENT.`, 'snapshotGuid');
    const { vm_guid: vmGuid, vm_name: vmName, manager_guid: managerGuid } = snapshot;
    const origin = originOf(viewer);
    const { task, created } = await parts.tasks.createOrFind(tx, {
      type: workKinds.SNAPSHOT_REVERSION.task,
      title: `Reversion of ${vmName}`,
      input: { snapshotGuid: snapshot.guid },
      tenantId: snapshot.tenant_id,
      windowStart: timing.windowStart,
      windowEnd: timing.windowEnd,
      workflow: crypto.randomUUID(),
      exclusive: exportText(vmGuid),
      about: references(
        ['VirtualMachine', vmGuid],
        ['Snapshot', snapshot.guid],
        ['HypervisorManager', managerGuid],
      ),
      ...(timing.priority !== undefined && { priority: timing.priority }),
      ...(viewer.userName !== null && { requestedBy: viewer.userName }),
      ...(request.idempotencyKey != null && { idempotencyKey: request.idempotencyKey }),
    });
    if (!created) return task;
    await insertWork(tx, [
      {
        taskGuid: task.guid,
        type: 'SNAPSHOT_REVERSION',
        workflow: task.workflow,
        vmGuid,
        vmName,
        hypervisorGuid: snapshot.hypervisor_guid,
        managerGuid,
        originType: origin.type,
        originGuid: origin.guid ?? null,
        originName: origin.name ?? null,
      },
    ]);
    return task;
  });
}
