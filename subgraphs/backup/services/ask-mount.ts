import { sql } from 'kysely';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { Task } from '../../kernel/tasks/task.js';
import type { MountState } from '../entities/restore-words.js';
import { originOf } from './asked-machines.js';
import { backupFault } from './backup-fault.js';
import { readGuid } from './guid.js';
import type { BackupParts } from './parts.js';
import { missing } from './read-values.js';
import { references } from './request-export.js';
import { wallOf } from './tenant-wall.js';
import { workKinds } from './work-kinds.js';
import { insertWork } from './work-row.js';

interface Mounted {
  readonly guid: string;
  readonly state: MountState;
  readonly node_guid: string | null;
  readonly node: string | null;
  readonly backup_guid: string;
  readonly vm_guid: string | null;
  readonly vm_name: string;
  readonly tenant_id: string | null;
}

const verbs = { MOUNT: 'Mount', UNMOUNT: 'Unmount' } as const;

/**
 * Mounts a mounted backup again on its node, or takes it away, which any node can. REFERENCE_NOT_FOUND when there is none to see,
 * INVALID_STATE when it is mounted already or being taken away.
 */
export async function askMounted(
  parts: BackupParts,
  viewer: Viewer,
  type: 'MOUNT' | 'UNMOUNT',
  guid: string,
): Promise<Task> {
  return parts.store.transaction(async (tx) => {
    const { rows } = await sql<Mounted>`
      select m.guid, m.state, m.node_guid, n.name as node, b.guid as backup_guid, b.vm_guid, b.vm_name, b.tenant_id
      from backup.mounted_backup m left join backup.node n on n.guid = m.node_guid join backup.backup b on b.guid = m.backup_guid
      where m.guid = ${readGuid(guid) ?? null}::uuid and ${wallOf(viewer, 'b')} for update of m`.execute(
      tx.sql,
    );
    const [mounted] = rows;
    if (!mounted) throw missing('mounted backup', 'mountedBackupGuid', guid);
    const refused = type === 'MOUNT' ? mounted.state !== 'FAILED' : mounted.state === 'UNMOUNTING';
    if (refused) throw backupFault('INVALID_STATE', `The mounted backup is ${mounted.state}.`);
    await sql`update backup.mounted_backup set state = ${`${type}ING`} where guid = ${mounted.guid}`.execute(
      tx.sql,
    );
    const workflow = crypto.randomUUID();
    const task = await parts.tasks.create(tx, {
      type: workKinds[type].task,
      title: `${verbs[type]} of a backup of ${mounted.vm_name}`,
      input: {},
      tenantId: mounted.tenant_id,
      ...(type === 'MOUNT' && mounted.node !== null && { place: mounted.node }),
      workflow,
      about: references(
        ['VirtualMachine', mounted.vm_guid],
        ['Backup', mounted.backup_guid],
        ['BackupNode', mounted.node_guid],
      ),
      ...(viewer.userName !== null && { requestedBy: viewer.userName }),
    });
    const origin = originOf(viewer);
    await insertWork(tx, [
      {
        taskGuid: task.guid,
        type,
        workflow,
        vmGuid: mounted.vm_guid,
        vmName: mounted.vm_name,
        backupGuid: mounted.backup_guid,
        mountedBackupGuid: mounted.guid,
        originType: origin.type,
        originGuid: origin.guid ?? null,
        originName: origin.name ?? null,
      },
    ]);
    return task;
  });
}
