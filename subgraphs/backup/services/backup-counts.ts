import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';

/** How many backups there are of machines, by their GUID; removed ones are history and count. */
export async function backupCounts(
  handle: Sql,
  machines: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ vm_guid: string; count: number }>`
    select vm_guid, count(*)::int as count from backup.backup
    where vm_guid = any(${machines}::uuid[]) group by vm_guid`.execute(handle);
  return new Map(rows.map(({ vm_guid: guid, count }) => [guid, count]));
}
