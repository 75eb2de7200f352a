import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { subgraphName } from '../events.js';
import { guidsOf, type EndedWork } from './ended-work.js';
import type { BackupParts } from './parts.js';

interface StoredRow {
  guid: string;
  tenant_id: string | null;
  vm_name: string;
  series: string;
  destination: string;
  snapshot_time: string;
  level: number;
  size: number;
  stored_size: number;
}

/** Name of the series of backups that no policy asked for. */
const unplanned = 'on-demand';

/**
 * Tells of the backups whose data are stored now, for whoever keeps records of them, as the metadata
 * subgraph does: sizes in bytes, `level` counts from the full backup it builds on.
 */
export async function tellStored(
  { events }: Pick<BackupParts, 'events'>,
  tx: Tx,
  works: readonly EndedWork[],
): Promise<void> {
  const guids = guidsOf(works, 'backupGuid');
  if (guids.length === 0) return;
  const { rows } = await sql<StoredRow>`
    with recursive chain (guid, ancestor, level) as (
      select guid, parent_guid, 0 from backup.backup where guid = any(${guids}::uuid[])
      union all
      select c.guid, b.parent_guid, c.level + 1 from chain c join backup.backup b on b.guid = c.ancestor
    )
    select b.guid, b.tenant_id, b.vm_name, coalesce(p.name, ${unplanned}) as series, d.name as destination, b.snapshot_time,
      (select max(c.level) from chain c where c.guid = b.guid) as level, b.size, b.effective_size as stored_size
    from backup.backup b join backup.destination d on d.guid = b.destination_guid
      left join backup.rule r on r.guid = b.rule_guid left join backup.policy p on p.guid = r.policy_guid
    where b.guid = any(${guids}::uuid[]) and b.status in ('SUCCESS', 'PARTIAL_SUCCESS') order by b.snapshot_time, b.guid`.execute(
    tx.sql,
  );
  for (const row of rows)
    events.emit(tx, {
      subgraph: subgraphName,
      kind: 'backup.stored',
      subject: row.guid,
      tenantId: row.tenant_id,
      payload: {
        guid: row.guid,
        vmName: row.vm_name,
        series: row.series,
        destination: row.destination,
        snapshotTime: new Date(row.snapshot_time).toISOString(),
        level: row.level,
        size: Number(row.size),
        storedSize: Number(row.stored_size),
      },
    });
}
