import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import { backupFault } from './backup-fault.js';

/** A snapshot with the machine it is of, as drivers need it. */
export interface SnapshotRow {
  readonly uuid: string | null;
  readonly status: string;
  readonly vm_uuid: string;
  readonly vm_name: string;
  readonly manager_guid: string;
  readonly quiesce: boolean;
}

/** A snapshot by its GUID here. NOT_FOUND when its record is gone. */
export async function snapshotOf(handle: Sql, guid: string): Promise<SnapshotRow> {
  const { rows } = await sql<SnapshotRow>`
    select s.uuid, s.status, v.uuid as vm_uuid, v.name as vm_name, v.manager_guid,
      v.quiesce_before_snapshot or coalesce(p.quiesce_before_snapshot, false) as quiesce
    from backup.snapshot s join backup.virtual_machine v on v.guid = s.vm_guid
    left join backup.policy p on p.guid = v.snapshot_policy_guid where s.guid = ${guid}`.execute(handle);
  const [row] = rows;
  if (!row) throw backupFault('NOT_FOUND', 'The snapshot of this task was removed.');
  return row;
}
