import { sql } from 'kysely';
import type { DataParts } from './data-parts.js';
import { Staging } from './staging.js';

/** Removes what lies in the staging area of this node of backups and restores that have ended. Gives how many. */
export async function cleanStaging(parts: Pick<DataParts, 'store' | 'stagingDir'>): Promise<number> {
  const staging = new Staging(parts.stagingDir);
  const there = await staging.backups();
  if (there.length === 0) return 0;
  const { rows } = await sql<{ guid: string }>`
    select guid from backup.backup where guid = any(${there}::uuid[]) and status in ('QUEUED', 'INPROGRESS')
    union all select guid from backup.restore_job where guid = any(${there}::uuid[]) and status in ('QUEUED', 'INPROGRESS')`.execute(
    parts.store.sql,
  );
  const active = new Set(rows.map(({ guid }) => guid));
  const dead = there.filter((guid) => !active.has(guid));
  for (const guid of dead) await staging.remove(guid);
  return dead.length;
}
