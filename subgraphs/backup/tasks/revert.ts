import { faultOfDriver } from '../drivers/driver-fault.js';
import { backupFault } from '../services/backup-fault.js';
import type { DataParts } from '../services/data-parts.js';
import { present } from '../services/present.js';
import { snapshotOf } from '../services/snapshot-of.js';
import type { WorkFunction } from '../services/work-contract.js';

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
