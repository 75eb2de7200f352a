import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { isEnded } from '../../kernel/tasks/task-states.js';
import { readGuid } from './guid.js';
import { managerNotFound } from './manager-access.js';
import type { BackupParts } from './parts.js';
import type { WorkInput } from './work-contract.js';
import { workKinds } from './work-kinds.js';
import { insertWork } from './work-row.js';

/** A read of an inventory that goes on: the one begun now, or the one that was under way. */
export interface StartedSync {
  readonly guid: string;
  readonly begun: boolean;
}

/**
 * Reads the inventory of a manager, unless that is under way: there is one at a time. `dueOnly` begins only
 * what its interval says; undefined then means that it is not due. NOT_FOUND when there is no such manager.
 */
export async function startSync(
  parts: BackupParts,
  managerGuid: string,
  viewer: Viewer | undefined,
  dueOnly = false,
): Promise<StartedSync | undefined> {
  const guid = readGuid(managerGuid);
  if (!guid) throw managerNotFound(managerGuid);
  for (;;) {
    const over = await endedTask(parts, guid);
    const started = await parts.store.transaction(async (tx) => {
      const { rows } = await sql<{ name: string; sync_task: string | null; due: boolean }>`
        select name, sync_task, ${isDue} as due from backup.hypervisor_manager m where guid = ${guid}
        for no key update`.execute(tx.sql);
      const [row] = rows;
      if (!row) throw managerNotFound(guid);
      if (dueOnly && !row.due) return 'not due';
      if (over === undefined && row.sync_task !== null) return { guid: row.sync_task, begun: false };
      if (row.sync_task !== over) return 'look again';
      return { guid: await beginSync(parts, tx, guid, row.name, viewer), begun: true };
    });
    if (started === 'not due') return undefined;
    // Somebody has begun another between the look and the lock; whether that has ended is not known.
    if (started !== 'look again') return started;
  }
}

/** Begins to read the inventory of a manager whose row the transaction holds. */
export async function beginSync(
  { tasks }: Pick<BackupParts, 'tasks'>,
  tx: Tx,
  managerGuid: string,
  name: string,
  viewer: Viewer | undefined,
): Promise<string> {
  const requester = viewer && (viewer.userName ?? viewer.userId);
  const task = await tasks.create<unknown, WorkInput>(tx, {
    type: workKinds.INDEX.task,
    title: `Inventory of ${name}`,
    input: {},
    about: [{ kind: 'HypervisorManager', id: managerGuid }],
    origin: viewer ? 'USER' : 'SCHEDULE',
    ...(requester !== undefined && { requestedBy: requester }),
  });
  await sql`
    update backup.hypervisor_manager set sync_task = ${task.guid}, sync_started_at = now() where guid = ${managerGuid}`.execute(
    tx.sql,
  );
  await insertWork(tx, [
    {
      taskGuid: task.guid,
      type: 'INDEX',
      workflow: task.workflow,
      managerGuid,
      originType: viewer ? 'USER' : 'SYSTEM_SCHEDULE',
      originGuid: readGuid(viewer?.accountId ?? '') ?? null,
      originName: requester ?? null,
    },
  ]);
  return task.guid;
}

/** A manager whose last read failed is asked again at its interval, but not more often than each quarter of an hour. */
export const isDue = sql<boolean>`(m.sync_interval_ms > 0 and (m.sync_started_at is null or m.sync_started_at <= now() -
  greatest(m.sync_interval_ms, case when m.last_sync_error is null then 0 else 900000 end) * interval '1 millisecond'))`;

/** The last task of a manager if it has ended, null if there never was one; undefined while it goes on. */
async function endedTask(parts: BackupParts, guid: string): Promise<string | null | undefined> {
  const { rows } = await sql<{ sync_task: string | null }>`
    select sync_task from backup.hypervisor_manager where guid = ${guid}`.execute(parts.store.sql);
  const last = rows[0]?.sync_task ?? null;
  if (last === null) return null;
  const task = await parts.tasks.get(last);
  return task === undefined || isEnded(task.state) ? last : undefined;
}
