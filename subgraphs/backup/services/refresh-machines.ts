import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';

/**
 * Writes what the machines' own rows say of their backups: the newest successful ones whose data are still
 * kept, whether one can be restored, whether one has warnings. Called in every transaction that changes a
 * backup's status, its locations or its warnings (vprotect.md 4.2).
 */
export async function refreshMachines(tx: Tx, guids: readonly (string | null)[]): Promise<void> {
  const known = [...new Set(guids.filter((guid) => guid !== null))];
  if (known.length === 0) return;
  await sql`
    with good as (
      select b.vm_guid, b.guid, b.type, b.size, b.snapshot_time,
        row_number() over (partition by b.vm_guid order by b.snapshot_time desc, b.guid) as newest,
        row_number() over (partition by b.vm_guid, b.type order by b.snapshot_time desc, b.guid) as newest_of_type
      from backup.backup b
      where b.vm_guid = any(${known}::uuid[]) and b.status in ('SUCCESS', 'PARTIAL_SUCCESS')
    ), facts as (
      select m.guid,
        (select g from good g where g.vm_guid = m.guid and g.newest = 1) as last,
        (select g from good g where g.vm_guid = m.guid and g.type = 'FULL' and g.newest_of_type = 1) as last_full,
        (select g from good g where g.vm_guid = m.guid and g.type = 'INCREMENTAL' and g.newest_of_type = 1) as last_inc,
        exists (select from good g join backup.backup_location l on l.backup_guid = g.guid and l.status = 'PRESENT'
          where g.vm_guid = m.guid) as restorable,
        exists (select from backup.backup b where b.vm_guid = m.guid and cardinality(b.warnings) > 0 and not b.warnings_acknowledged) as warnings
      from backup.virtual_machine m where m.guid = any(${known}::uuid[])
    )
    update backup.virtual_machine v set
      last_backup_guid = (f.last).guid, last_backup_at = (f.last).snapshot_time,
      last_backup_size = coalesce((f.last).size, 0),
      last_full_backup_guid = (f.last_full).guid, last_full_backup_size = coalesce((f.last_full).size, 0),
      last_inc_backup_guid = (f.last_inc).guid, restorable = f.restorable, warnings_present = f.warnings
    from facts f where v.guid = f.guid`.execute(tx.sql);
}
