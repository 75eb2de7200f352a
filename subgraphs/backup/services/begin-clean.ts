import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { NewTask } from '../../kernel/tasks/contract.js';
import { taskTable } from '../../kernel/tasks/task-row.js';
import { notFound } from './backup-fault.js';
import { readGuid } from './guid.js';
import type { BackupParts } from './parts.js';
import { takeTurn } from './take-turn.js';
import type { WorkInput } from './work-contract.js';
import { workKinds } from './work-kinds.js';
import { insertWork, type NewWork } from './work-row.js';

/**
 * Cleans destinations, all unless some are named, and removes snapshots nobody needs. What such a task is
 * under way for already gets no second one. NOT_FOUND for a destination there is not. Gives the tasks' GUIDs.
 */
export async function beginClean(
  parts: Pick<BackupParts, 'store' | 'tasks'>,
  named: readonly string[] | undefined,
  viewer: Viewer | undefined,
): Promise<string[]> {
  return parts.store.transaction((tx) => begin(parts, tx, named, viewer));
}

/** Cleans all destinations, and the snapshots, unless that was begun within so many milliseconds, by whichever process. */
export async function beginDueClean(
  parts: Pick<BackupParts, 'store' | 'tasks'>,
  everyMs: number,
): Promise<string[]> {
  const due = sql<boolean>`begun_at <= now() - ${everyMs}::bigint * interval '1 millisecond'`;
  return parts.store.transaction(async (tx) =>
    (await takeTurn(tx, 'clean-up', due)) ? begin(parts, tx, undefined, undefined) : [],
  );
}

async function begin(
  parts: Pick<BackupParts, 'tasks'>,
  tx: Tx,
  named: readonly string[] | undefined,
  viewer: Viewer | undefined,
): Promise<string[]> {
  const wanted = named?.map((guid) => readGuid(guid) ?? '');
  // One at a time looks and begins; others see what it has begun.
  await sql`select pg_advisory_xact_lock(hashtextextended('backup clean-up', 20261))`.execute(tx.sql);
  const { rows } = await sql<{ guid: string; name: string; busy: boolean }>`
    select d.guid, d.name, ${isUnderWay('OLD_BACKUPS_REMOVAL', sql`w.destination_guid = d.guid`)} as busy
    from backup.destination d order by d.name`.execute(tx.sql);
  if (wanted?.some((guid) => !rows.some((row) => row.guid === guid))) throw notFound('destination');
  const due = rows.filter(({ guid, busy }) => !busy && (wanted?.includes(guid) ?? true));
  const snapshots = await sql<{
    busy: boolean;
  }>`select ${isUnderWay('OLD_SNAPSHOTS_REMOVAL', sql`true`)} as busy`.execute(tx.sql);
  const works: {
    title: string;
    type: 'OLD_BACKUPS_REMOVAL' | 'OLD_SNAPSHOTS_REMOVAL';
    destination: string | null;
  }[] = [
    ...due.map(({ guid, name }) => ({
      title: `Clean-up of ${name}`,
      type: 'OLD_BACKUPS_REMOVAL' as const,
      destination: guid,
    })),
    ...(wanted === undefined && snapshots.rows[0]?.busy === false
      ? [{ title: 'Removal of old snapshots', type: 'OLD_SNAPSHOTS_REMOVAL' as const, destination: null }]
      : []),
  ];
  return create(parts, tx, works, viewer);
}

/** Unmounts what was to be mounted until now, unless that is under way. */
export async function unmountExpired(parts: Pick<BackupParts, 'store' | 'tasks'>): Promise<number> {
  return parts.store.transaction(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('backup clean-up', 20261))`.execute(tx.sql);
    const { rows } = await sql<{
      guid: string;
      backup_guid: string;
      vm_guid: string | null;
      vm_name: string;
      tenant_id: string | null;
    }>`
      select m.guid, b.guid as backup_guid, b.vm_guid, b.vm_name, b.tenant_id from backup.mounted_backup m join backup.backup b on b.guid = m.backup_guid
      where m.unmount_at <= now() and not ${isUnderWay('UNMOUNT', sql`w.mounted_backup_guid = m.guid`)} limit 1000`.execute(
      tx.sql,
    );
    await sql`update backup.mounted_backup set state = 'UNMOUNTING'
      where guid = any(${rows.map(({ guid }) => guid)}::uuid[])`.execute(tx.sql);
    for (const { guid, backup_guid, vm_guid, vm_name, tenant_id } of rows) {
      const task = await parts.tasks.create<unknown, WorkInput>(tx, {
        type: workKinds.UNMOUNT.task,
        title: `Unmount of ${vm_name}`,
        input: {},
        tenantId: tenant_id,
        about: [{ kind: 'Backup', id: backup_guid }],
        origin: 'SCHEDULE',
      });
      const work: NewWork = {
        taskGuid: task.guid,
        type: 'UNMOUNT',
        workflow: task.workflow,
        originType: 'SYSTEM_SCHEDULE',
      };
      await insertWork(tx, [
        { ...work, mountedBackupGuid: guid, backupGuid: backup_guid, vmGuid: vm_guid, vmName: vm_name },
      ]);
    }
    return rows.length;
  });
}

function isUnderWay(
  type: string,
  condition: ReturnType<typeof sql<boolean>>,
): ReturnType<typeof sql<boolean>> {
  return sql<boolean>`exists (select from backup.work w join ${taskTable} on t.guid = w.task_guid
    where w.type = ${type} and ${condition} and t.state in ('QUEUED', 'RUNNING'))`;
}

async function create(
  { tasks }: Pick<BackupParts, 'tasks'>,
  tx: Tx,
  works: readonly {
    title: string;
    type: 'OLD_BACKUPS_REMOVAL' | 'OLD_SNAPSHOTS_REMOVAL';
    destination: string | null;
  }[],
  viewer: Viewer | undefined,
): Promise<string[]> {
  const requester = viewer && (viewer.userName ?? viewer.userId);
  const made: string[] = [];
  for (const { title, type, destination } of works) {
    const wish: NewTask<WorkInput> = {
      type: workKinds[type].task,
      title,
      input: {},
      about: destination === null ? [] : [{ kind: 'BackupDestination', id: destination }],
      origin: viewer ? 'USER' : 'SCHEDULE',
      ...(requester !== undefined && { requestedBy: requester }),
    };
    const task = await tasks.create<unknown, WorkInput>(tx, wish);
    await insertWork(tx, [
      {
        taskGuid: task.guid,
        type,
        workflow: task.workflow,
        destinationGuid: destination,
        originType: viewer ? 'USER' : 'SYSTEM_SCHEDULE',
        originGuid: readGuid(viewer?.accountId ?? '') ?? null,
        originName: requester ?? null,
      },
    ]);
    made.push(task.guid);
  }
  return made;
}
