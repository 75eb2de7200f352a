import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import { faultOfDriver } from '../drivers/driver-fault.js';
import { backupFault } from '../services/backup-fault.js';
import type { DataParts } from '../services/data-parts.js';
import { present } from '../services/present.js';
import type { WorkFunction } from '../services/work-contract.js';

interface SnapshotRow {
  readonly uuid: string | null;
  readonly status: string;
  readonly vm_uuid: string;
  readonly vm_name: string;
  readonly manager_guid: string;
  readonly quiesce: boolean;
}

/** SNAPSHOT: one of a machine, for its own sake. After a crash the same one is found by its name. */
export function snapshotWork(parts: DataParts): WorkFunction {
  return async (run) => {
    const guid = present(run.input.snapshotGuid, 'snapshot');
    const row = await snapshotOf(parts.store.sql, guid);
    const machine = { uuid: row.vm_uuid, name: row.vm_name };
    try {
      const driver = await parts.drivers.of(row.manager_guid);
      const wish = { name: `infragraph-${guid}`, quiesce: row.quiesce };
      const { id, takenAt } = await driver.createSnapshot(machine, wish, run.signal);
      await run.transaction(parts.store, (tx) =>
        sql`update backup.snapshot set uuid = ${id}, snapshot_time = ${takenAt} where guid = ${guid}`.execute(
          tx.sql,
        ),
      );
      return { uuid: id };
    } catch (error) {
      throw faultOfDriver(error);
    }
  };
}

/** SNAPSHOT_REVERSION: the disks of a machine become what they were. Again it has the same effect. */
export function revertWork(parts: DataParts): WorkFunction {
  return async (run) => {
    const row = await snapshotOf(parts.store.sql, present(run.input.snapshotGuid, 'snapshot'));
    if (row.uuid === null || row.status !== 'PRESENT')
      throw backupFault('INVALID_STATE', 'The snapshot is no longer on its platform.');
    try {
      const driver = await parts.drivers.of(row.manager_guid);
      await driver.revertToSnapshot({ uuid: row.vm_uuid, name: row.vm_name }, row.uuid, run.signal);
      return {};
    } catch (error) {
      throw faultOfDriver(error);
    }
  };
}

async function snapshotOf(handle: Sql, guid: string): Promise<SnapshotRow> {
  const { rows } = await sql<SnapshotRow>`
    select s.uuid, s.status, v.uuid as vm_uuid, v.name as vm_name, v.manager_guid,
      v.quiesce_before_snapshot or coalesce(p.quiesce_before_snapshot, false) as quiesce
    from backup.snapshot s join backup.virtual_machine v on v.guid = s.vm_guid
    left join backup.policy p on p.guid = v.snapshot_policy_guid where s.guid = ${guid}`.execute(handle);
  const [row] = rows;
  if (!row) throw backupFault('NOT_FOUND', 'The snapshot of this task was removed.');
  return row;
}
