import { sql } from 'kysely';
import type { TaskRun } from '../../kernel/tasks/contract.js';
import { taskTable } from '../../kernel/tasks/task-row.js';
import { backupFault } from '../services/backup-fault.js';
import { countObjects } from '../services/count-objects.js';
import type { DataParts } from '../services/data-parts.js';
import { lookAtDestination } from '../services/open-destination.js';
import { present } from '../services/present.js';
import { doomLocations, removeDoomedFiles } from '../services/remove-location.js';
import type { WorkFunction } from '../services/work-contract.js';

interface FamilyRow {
  readonly guid: string;
  readonly depth: number;
  readonly doomed: boolean;
  readonly locations: readonly string[];
  readonly destinations: readonly string[];
}

/**
 * DELETE (vprotect.md 3.2): the data of a backup leave all destinations; its record stays. What builds on it
 * goes first when it is to be deleted too, else nothing does. After a crash the rest of the files goes.
 */
export function deleteWork(parts: DataParts): WorkFunction {
  return async (run, facts) => {
    const backupGuid = present(facts.backupGuid, 'backup');
    const family = await familyOf(parts, backupGuid);
    if (family.some(({ doomed, locations, guid }) => !doomed && locations.length > 0 && guid !== backupGuid))
      throw backupFault('IN_USE', 'Another backup builds on this one; remove that first.');
    let removed = 0;
    for (const [i, member] of family.entries()) {
      removed += await removeOne(parts, run, member);
      await run.transaction(parts.store, (tx) => countObjects(tx, run.guid, i + 1, family.length));
    }
    return { removed };
  };
}

async function removeOne(
  parts: DataParts,
  run: TaskRun,
  { guid, locations, destinations }: FamilyRow,
): Promise<number> {
  run.signal.throwIfAborted();
  if (locations.length > 0)
    await run.transaction(parts.store, (tx) => doomLocations(parts, tx, guid, locations));
  const removed = await removeDoomedFiles(parts, { backupGuid: guid });
  for (const destination of destinations)
    await lookAtDestination(parts, destination).catch((err: unknown) =>
      parts.log.warn({ err, destination }, 'A destination could not be looked at'),
    );
  return removed;
}

/** The backup and all that build on it, those that build on most first; whether a task is to delete each. */
async function familyOf({ store }: DataParts, backupGuid: string): Promise<readonly FamilyRow[]> {
  const { rows } = await sql<FamilyRow>`
    with recursive family as (
      select b.guid, 0 as depth from backup.backup b where b.guid = ${backupGuid}
      union all select c.guid, f.depth + 1 from backup.backup c join family f on c.parent_guid = f.guid)
    select f.guid, f.depth,
      exists (select from backup.work w join ${taskTable} on t.guid = w.task_guid
        where w.backup_guid = f.guid and w.type = 'DELETE' and t.state in ('QUEUED', 'RUNNING')) as doomed,
      array(select l.guid::text from backup.backup_location l where l.backup_guid = f.guid and l.status = 'PRESENT') as locations,
      array(select distinct l.destination_guid::text from backup.backup_location l
        where l.backup_guid = f.guid and l.status = 'PRESENT' and l.destination_guid is not null) as destinations
    from family f order by f.depth desc, f.guid`.execute(store.sql);
  return rows;
}
