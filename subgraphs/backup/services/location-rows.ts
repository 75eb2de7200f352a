import { sql } from 'kysely';
import type { Sql, Tx } from '../../kernel/database/store.js';
import { ruleOfPlace } from './rule-of-place.js';

/** A place a backup is to be in. */
export interface LocationRow {
  readonly guid: string;
  readonly backupGuid: string;
  readonly destinationGuid: string;
  readonly status: string;
}

/**
 * The places of a backup that still have a destination, the primary first, its machine, and why it is a full
 * one although less was asked for.
 */
export async function locationsToStore(
  handle: Sql,
  backupGuid: string,
): Promise<{ locations: LocationRow[]; machineGuid: string | null; why: string | null }> {
  const { rows } = await sql<LocationRow & { machineGuid: string | null; why: string | null }>`
    select l.guid, l.backup_guid as "backupGuid", l.destination_guid as "destinationGuid", l.status, b.vm_guid as "machineGuid",
      case when b.type <> b.requested_type then b.status_info end as why
    from backup.backup_location l join backup.backup b on b.guid = l.backup_guid
    where l.backup_guid = ${backupGuid} and l.destination_guid is not null
    order by l.role_type <> 'PRIMARY', l.created_at, l.guid`.execute(handle);
  const [first] = rows;
  return { locations: rows, machineGuid: first?.machineGuid ?? null, why: first?.why ?? null };
}

/** Writes down what became of a backup in a place. From then on the retention lock of its rule runs there (vprotect.md 4.7). */
export async function markLocation(
  tx: Tx,
  guid: string,
  { status, path, storedSize }: { status: 'PRESENT' | 'FAILED'; path: string | null; storedSize: number },
): Promise<void> {
  await sql`update backup.backup_location o set status = ${status}, path = ${path}, stored_size = ${storedSize}, locked_until = (
      select now() + nullif(d.retention_lock_days, 0) * interval '1 day' from backup.backup_location l
      join backup.backup b on b.guid = l.backup_guid left join backup.virtual_machine v on v.guid = b.vm_guid
      cross join lateral ${ruleOfPlace} d where l.guid = o.guid and ${status} = 'PRESENT')
    where o.guid = ${guid} and o.status = 'IN_PROGRESS'`.execute(tx.sql);
}
