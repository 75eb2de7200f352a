import { sql } from 'kysely';
import type { Sql, Tx } from '../../kernel/database/store.js';
import { backupFault } from './backup-fault.js';
import { tellBackupsChanged } from './chain-events.js';
import type { DataParts } from './data-parts.js';
import { openDestination } from './open-destination.js';
import { refreshMachines } from './refresh-machines.js';

/** A place whose files are to go: it counts as removed already, and has a path as long as they are there. */
interface DoomedRow {
  readonly guid: string;
  readonly destination_guid: string | null;
  readonly path: string;
}

/**
 * Makes places of one backup count as removed, in the caller's transaction, with all that is told of it; the files go
 * afterwards, by `removeDoomedFiles`. IN_USE when a backup that is kept, or being made, builds on it in one of these
 * destinations, when it is mounted, or while it is locked. The lock of the backup's row keeps a new
 * incremental from building on it meanwhile (incremental-base.ts).
 */
export async function doomLocations(
  parts: Pick<DataParts, 'hooks'>,
  tx: Tx,
  backupGuid: string,
  locations: readonly string[],
): Promise<void> {
  const locked = await sql<{ vm_guid: string | null }>`
    select vm_guid from backup.backup where guid = ${backupGuid} for update`.execute(tx.sql);
  const wanted = [...locations];
  const { rows } = await sql<{ locked: boolean; depended: boolean; mounted: boolean }>`
    select
      coalesce(bool_or(l.locked_until > now()), false) as locked,
      coalesce(bool_or(exists (select from backup.backup c join backup.backup_location cl on cl.backup_guid = c.guid
        where c.parent_guid = l.backup_guid and cl.destination_guid = l.destination_guid and cl.status in ('IN_PROGRESS', 'PRESENT'))), false) as depended,
      coalesce(bool_or(exists (select from backup.mounted_backup m where m.backup_guid = l.backup_guid)), false)
        and not exists (select from backup.backup_location o where o.backup_guid = ${backupGuid}
          and o.status = 'PRESENT' and not o.guid = any(${wanted}::uuid[])) as mounted
    from backup.backup_location l
    where l.backup_guid = ${backupGuid} and l.guid = any(${wanted}::uuid[]) and l.status = 'PRESENT'`.execute(
    tx.sql,
  );
  const [row] = rows;
  if (row?.locked === true) throw backupFault('IN_USE', 'The backup is locked against removal.');
  if (row?.depended === true)
    throw backupFault('IN_USE', 'Another backup builds on this one; remove that first.');
  if (row?.mounted === true) throw backupFault('IN_USE', 'The backup is mounted; unmount it first.');
  await sql`update backup.backup_location set status = 'REMOVED'
    where guid = any(${wanted}::uuid[]) and backup_guid = ${backupGuid} and status = 'PRESENT'`.execute(
    tx.sql,
  );
  await sql`
    update backup.backup b set changed_at = now(),
      status = case when b.status in ('SUCCESS', 'PARTIAL_SUCCESS') then 'SUCCESS_REMOVED' else b.status end
    where b.guid = ${backupGuid} and not exists (
      select from backup.backup_location l where l.backup_guid = b.guid and l.status in ('PRESENT', 'IN_PROGRESS'))`.execute(
    tx.sql,
  );
  await refreshMachines(
    tx,
    locked.rows.map(({ vm_guid }) => vm_guid),
  );
  await tellBackupsChanged(parts, tx, [backupGuid]);
}

/** Removes the files of places that count as removed, of one backup or of one destination. Gives how many went. */
export async function removeDoomedFiles(
  parts: Pick<DataParts, 'store' | 'destinationTypes'>,
  of: DoomedWish,
): Promise<number> {
  const doomed = await doomedOf(parts.store.sql, of);
  for (const { guid, destination_guid, path } of doomed) {
    if (destination_guid !== null) {
      const destination = await openDestination(parts.store.sql, parts, destination_guid);
      const [machine = '', backup = ''] = path.split('/');
      await destination.remove({ machine, backup });
    }
    await sql`update backup.backup_location set path = null where guid = ${guid}`.execute(parts.store.sql);
  }
  return doomed.length;
}

interface DoomedWish {
  readonly backupGuid?: string;
  readonly destinationGuid?: string;
}

async function doomedOf(
  handle: Sql,
  { backupGuid, destinationGuid }: DoomedWish,
): Promise<readonly DoomedRow[]> {
  const [backup, destination] = [backupGuid ?? null, destinationGuid ?? null];
  const { rows } = await sql<DoomedRow>`
    select guid, destination_guid, path from backup.backup_location
    where status = 'REMOVED' and path is not null
      and (${backup}::uuid is null or backup_guid = ${backup}::uuid)
      and (${destination}::uuid is null or destination_guid = ${destination}::uuid)
    order by created_at desc limit 10000`.execute(handle);
  return rows;
}
