import { sql } from 'kysely';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { GivenUp } from '../../kernel/tasks/give-up.js';
import { taskTable } from '../../kernel/tasks/task-row.js';
import type { Task } from '../entities/task.js';
import { backupFault, notFound } from './backup-fault.js';
import { shownWork, workGuids, type WorkFilter } from './list-work.js';
import type { BackupParts } from './parts.js';
import { readText } from './read-values.js';

/** What is to be removed: everything given must hold, and something must be given. */
export interface RemovalWish extends Pick<WorkFilter, 'states' | 'tenantId'> {
  readonly guids?: readonly string[] | null | undefined;
  readonly workflow?: string | null | undefined;
}

/**
 * Removes tasks the viewer may see: an ended one is forgotten, a waiting one cancelled first, a running one told to
 * end and stays. Backups and restores stay. NOT_FOUND for a single task that is not there (vprotect.md 3.2).
 */
export async function removeWork(parts: BackupParts, viewer: Viewer, wish: RemovalWish): Promise<GivenUp> {
  const { guids, states, workflow, tenantId } = wish;
  if (guids == null && states == null && workflow == null)
    throw backupFault('VALIDATION', 'Say which tasks are to be removed: by GUID, state or workflow.');
  const handle = parts.store.sql;
  const workflows = workflow == null ? null : [workflow];
  const found = await workGuids(handle, viewer, { states, workflows, tenantId });
  const wanted = new Set(guids?.map((guid) => guid.toLowerCase()));
  const chosen = guids == null ? found : found.filter((guid) => wanted.has(guid));
  if (guids?.length === 1 && chosen.length === 0) throw notFound('task');
  return parts.tasks.remove(chosen, viewer);
}

/**
 * Cancels a task with a word why. NOT_FOUND when there is none to see, CONFLICT when it has ended otherwise; one that
 * is cancelled already stays as it is.
 */
export async function cancelWork(
  parts: BackupParts,
  viewer: Viewer,
  guid: string,
  statusInfo: string | null | undefined,
): Promise<Task> {
  const info = readText(statusInfo, 'statusInfo');
  if (!(await shownWork(parts.store.sql, viewer, [guid])).has(guid.toLowerCase())) throw notFound('task');
  // Of one that has ended nothing is changed, for its cancellation is refused.
  if (info !== null)
    await sql`
      update backup.work w set cancel_info = ${info} from ${taskTable}
      where w.task_guid = ${guid} and w.cancel_info is null and t.guid = w.task_guid and t.finished_at is null`.execute(
      parts.store.sql,
    );
  await parts.tasks.cancel(guid, viewer);
  const task = (await shownWork(parts.store.sql, viewer, [guid])).get(guid.toLowerCase());
  if (!task) throw notFound('task');
  return task;
}
