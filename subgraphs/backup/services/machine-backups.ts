import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import { objectOf, selectionOf } from '../entities/column.js';
import { Snapshot } from '../entities/snapshot.js';

/** How many backups each of these machines has, in one statement. */
export async function backupCounts(
  handle: Sql,
  machines: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ vm_guid: string; count: number }>`
    select vm_guid, count(*)::int as count from backup.backup where vm_guid = any(${[...machines]}::uuid[]) group by vm_guid`.execute(
    handle,
  );
  return new Map(rows.map(({ vm_guid, count }) => [vm_guid, count]));
}

/** The snapshot of the newest good backup of each of these machines, where it still exists, in one statement. */
export async function keptSnapshots(
  handle: Sql,
  machines: readonly string[],
): Promise<ReadonlyMap<string, readonly Snapshot[]>> {
  const { rows } = await sql<Readonly<Record<string, unknown>>>`
    select ${selectionOf(Snapshot, 't')} from unnest(${[...machines]}::uuid[]) as m(guid)
    cross join lateral (
      select b.snapshot_guid from backup.backup b
      where b.vm_guid = m.guid and b.status in ('SUCCESS', 'PARTIAL_SUCCESS') order by b.snapshot_time desc, b.guid limit 1
    ) b join backup.snapshot t on t.guid = b.snapshot_guid and t.status = 'PRESENT'`.execute(handle);
  return new Map(rows.map((row) => [String(row['vm_guid']), [objectOf(Snapshot, row)]]));
}
