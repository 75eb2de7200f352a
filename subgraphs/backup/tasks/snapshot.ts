import { sql } from 'kysely';
import { faultOfDriver } from '../drivers/driver-fault.js';
import type { DataParts } from '../services/data-parts.js';
import { present } from '../services/present.js';
import { snapshotOf } from '../services/snapshot-of.js';
import type { WorkFunction } from '../services/work-contract.js';

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
