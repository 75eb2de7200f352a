import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { taskTable } from '../../kernel/tasks/task-row.js';
import type { Task } from '../../kernel/tasks/task.js';
import { originOf } from './asked-machines.js';
import { backupFault } from './backup-fault.js';
import { readGuid } from './guid.js';
import type { BackupParts } from './parts.js';
import { missing } from './read-values.js';
import { references } from './request-export.js';
import { wallOf } from './tenant-wall.js';
import { workKinds } from './work-kinds.js';
import { insertWork } from './work-row.js';

interface Removable {
  readonly guid: string;
  readonly vm_guid: string | null;
  readonly vm_name: string;
  readonly tenant_id: string | null;
  readonly type: string;
  readonly status: string;
  readonly kept: boolean;
  readonly locked: boolean;
  readonly destination_guid: string | null;
}

/**
 * Removes a backup, or all backups of a machine: one DELETE task for each that is kept somewhere, the newest
 * first. A machine that vanished and has none is forgotten at once, with an empty answer (vprotect.md 3.2).
 * REFERENCE_NOT_FOUND when it is neither, INVALID_STATE while one is being made or may not be removed yet, IN_USE
 * while one is being restored or removed, or another that stays builds on it.
 */
export async function askDelete(parts: BackupParts, viewer: Viewer, value: string): Promise<Task[]> {
  const guid = readGuid(value);
  if (guid === undefined) throw missing('virtual machine or backup', 'guid', value);
  return parts.store.transaction(async (tx) => {
    const one = await lock(tx, viewer, sql`b.guid = ${guid}`);
    const machine = one.length > 0 ? undefined : await machineOf(tx, viewer, guid);
    if (one.length === 0 && !machine) throw missing('virtual machine or backup', 'guid', value);
    const backups = machine ? await lock(tx, viewer, sql`b.vm_guid = ${guid}`) : one;
    refuseUnready(backups);
    const kept = backups.filter((backup) => backup.kept);
    if (kept.length === 0) {
      if (machine && !machine.present)
        await sql`delete from backup.virtual_machine where guid = ${guid}`.execute(tx.sql);
      return [];
    }
    await refuseInUse(tx, kept);
    return create(parts, tx, viewer, kept);
  });
}

/** All of these that the viewer may see, the newest first, against being restored meanwhile. */
async function lock(tx: Tx, viewer: Viewer, which: RawBuilder<unknown>): Promise<Removable[]> {
  const { rows } = await sql<Removable>`
    select b.guid, b.vm_guid, b.vm_name, b.tenant_id, b.type, b.status, b.destination_guid,
      exists (select from backup.backup_location l where l.backup_guid = b.guid and l.status = 'PRESENT') as kept,
      exists (select from backup.backup_location l where l.backup_guid = b.guid and l.status = 'PRESENT' and l.locked_until > now()) as locked
    from backup.backup b where ${which} and ${wallOf(viewer, 'b')} order by b.snapshot_time desc, b.guid for update of b`.execute(
    tx.sql,
  );
  return rows;
}

async function machineOf(tx: Tx, viewer: Viewer, guid: string): Promise<{ present: boolean } | undefined> {
  const { rows } = await sql<{ present: boolean }>`
    select v.present from backup.virtual_machine v where v.guid = ${guid} and ${wallOf(viewer, 'v')} for update`.execute(
    tx.sql,
  );
  return rows[0];
}

function refuseUnready(backups: readonly Removable[]): void {
  if (backups.some(({ status }) => status === 'QUEUED' || status === 'INPROGRESS'))
    throw backupFault('INVALID_STATE', 'A backup is being made; cancel its task first.');
  if (backups.some(({ locked }) => locked))
    throw backupFault('INVALID_STATE', 'A backup must not be removed yet: its retention lock still runs.');
}

async function refuseInUse(tx: Tx, backups: readonly Removable[]): Promise<void> {
  const guids = backups.map(({ guid }) => guid);
  const { rows } = await sql<{ why: string }>`
    select 'A backup is being restored, mounted or removed.' as why
    from backup.work w join ${taskTable} on t.guid = w.task_guid and t.state in ('QUEUED', 'RUNNING')
    where w.backup_guid = any(${guids}::uuid[])
    union all
    select 'A backup is mounted; unmount it first.' from backup.mounted_backup m where m.backup_guid = any(${guids}::uuid[])
    union all
    select 'A later backup builds on it; remove that first.' from backup.backup c
    where c.parent_guid = any(${guids}::uuid[]) and c.guid <> all(${guids}::uuid[])
      and exists (select from backup.backup_location l where l.backup_guid = c.guid and l.status in ('PRESENT', 'IN_PROGRESS'))
    limit 1`.execute(tx.sql);
  if (rows[0]) throw backupFault('IN_USE', rows[0].why);
}

async function create(
  parts: BackupParts,
  tx: Tx,
  viewer: Viewer,
  backups: readonly Removable[],
): Promise<Task[]> {
  const planned = backups.map((backup) => ({ backup, workflow: crypto.randomUUID() }));
  const made = await parts.tasks.createAll(
    tx,
    planned.map(({ backup, workflow }) => ({
      type: workKinds.DELETE.task,
      title: `Removal of a backup of ${backup.vm_name}`,
      input: {},
      tenantId: backup.tenant_id,
      workflow,
      exclusive: `delete:${backup.vm_guid ?? backup.guid}`,
      about: references(
        ['VirtualMachine', backup.vm_guid],
        ['Backup', backup.guid],
        ['BackupDestination', backup.destination_guid],
      ),
      ...(viewer.userName !== null && { requestedBy: viewer.userName }),
    })),
  );
  const tasks = made.map(({ task }) => task);
  const origin = originOf(viewer);
  await insertWork(
    tx,
    planned.map(({ backup, workflow }, i) => ({
      taskGuid: tasks[i]?.guid ?? '',
      type: 'DELETE',
      workflow,
      vmGuid: backup.vm_guid,
      vmName: backup.vm_name,
      backupGuid: backup.guid,
      destinationGuid: backup.destination_guid,
      originType: origin.type,
      originGuid: origin.guid ?? null,
      originName: origin.name ?? null,
    })),
  );
  return tasks;
}
