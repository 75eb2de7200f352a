import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';

/**
 * Writes what the machines' own rows say of their backups: the newest successful ones whose data are still
 * kept, whether one can be restored, whether one has warnings. Called in every transaction that changes a
 * backup's status, its locations or its warnings (vprotect.md 4.2).
 */
export async function refreshMachines(tx: Tx, guids: readonly (string | null)[]): Promise<void> {
  const known = [...new Set(guids.filter((guid) => guid !== null))].sort();
  if (known.length === 0) return;
  const good = sql`b.vm_guid = m.guid and b.status in ('SUCCESS', 'PARTIAL_SUCCESS')`;
  const newest = sql`order by b.snapshot_time desc, b.guid limit 1`;
  await sql`
    update backup.virtual_machine v set
      last_backup_guid = f.last_guid, last_backup_at = f.last_at, last_backup_size = coalesce(f.last_size, 0),
      last_full_backup_guid = f.full_guid, last_full_backup_size = coalesce(f.full_size, 0),
      last_inc_backup_guid = f.inc_guid, restorable = f.restorable, warnings_present = f.warnings
    from (
      select m.guid, l.guid as last_guid, l.snapshot_time as last_at, l.size as last_size,
        n.guid as full_guid, n.size as full_size, i.guid as inc_guid,
        exists (select from backup.backup b join backup.backup_location o on o.backup_guid = b.guid and o.status = 'PRESENT'
          where ${good}) as restorable,
        exists (select from backup.backup b
          where b.vm_guid = m.guid and cardinality(b.warnings) > 0 and not b.warnings_acknowledged) as warnings
      from backup.virtual_machine m
      left join lateral (select b.* from backup.backup b where ${good} ${newest}) l on true
      left join lateral (select b.* from backup.backup b where ${good} and b.type = 'FULL' ${newest}) n on true
      left join lateral (select b.* from backup.backup b where ${good} and b.type = 'INCREMENTAL' ${newest}) i on true
      where m.guid = any(${known}::uuid[])
    ) f where v.guid = f.guid`.execute(tx.sql);
}
