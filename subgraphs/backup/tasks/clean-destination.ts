import { sql } from 'kysely';
import type { TaskRun } from '../../kernel/tasks/contract.js';
import { faultOf } from '../../kernel/errors/fault.js';
import { countObjects } from '../services/count-objects.js';
import type { DataParts } from '../services/data-parts.js';
import { expiredLocations } from '../services/expired-locations.js';
import { lookAtDestination, openDestination } from '../services/open-destination.js';
import { doomLocations, removeDoomedFiles } from '../services/remove-location.js';
import { cleanStaging } from '../services/staging-clean.js';
import type { WorkFunction } from '../services/work-contract.js';

/**
 * OLD_BACKUPS_REMOVAL (vprotect.md 4.7): what retention gives up goes, at one destination or at all, then
 * what broken work left there and in the staging area of this node. A destination that cannot be reached
 * keeps the others from nothing; the task then fails in the end.
 */
export function cleanBackupsWork(parts: DataParts): WorkFunction {
  return async (run, { destinationGuid }) => {
    const { rows } = await sql<{ guid: string }>`
      select guid from backup.destination where ${destinationGuid}::uuid is null or guid = ${destinationGuid}::uuid order by name`.execute(
      parts.store.sql,
    );
    let [removed, leftovers, fault]: [number, number, Error | undefined] = [0, 0, undefined];
    for (const { guid } of rows) {
      run.signal.throwIfAborted();
      try {
        removed += await cleanOne(parts, run, guid);
        await run.transaction(parts.store, (tx) => countObjects(tx, run.guid, removed, removed));
        leftovers += await removeLeftovers(parts, guid);
        await lookAtDestination(parts, guid);
      } catch (error) {
        if (faultOf(error)?.code !== 'BACKEND_ERROR') throw error;
        fault ??= error instanceof Error ? error : undefined;
      }
    }
    leftovers += await cleanStaging(parts);
    if (fault) throw fault;
    return { removed, leftovers, statusInfo: `${removed} removed` };
  };
}

async function cleanOne(parts: DataParts, run: TaskRun, destinationGuid: string): Promise<number> {
  const expired = await expiredLocations(parts.store.sql, destinationGuid, Date.now());
  for (const { backupGuid, locationGuid } of expired) {
    run.signal.throwIfAborted();
    try {
      await run.transaction(parts.store, (tx) => doomLocations(parts, tx, backupGuid, [locationGuid]));
    } catch (error) {
      // Something came to build on it, or to read it, since it was decided; the next pass decides anew.
      if (faultOf(error)?.code !== 'CONFLICT') throw error;
    }
  }
  return removeDoomedFiles(parts, { destinationGuid });
}

async function removeLeftovers(parts: DataParts, guid: string): Promise<number> {
  const destination = await openDestination(parts.store.sql, parts, guid);
  return destination.clean(async (backups) => {
    const { rows } = await sql<{ guid: string }>`
      select guid from backup.backup where guid = any(${[...backups]}::uuid[]) and status in ('QUEUED', 'INPROGRESS')`.execute(
      parts.store.sql,
    );
    return new Set(rows.map((row) => row.guid));
  });
}
