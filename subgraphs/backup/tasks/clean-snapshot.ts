import { sql } from 'kysely';
import { faultOfDriver } from '../drivers/driver-fault.js';
import { countObjects } from '../services/count-objects.js';
import type { DataParts } from '../services/data-parts.js';
import { removeSnapshots, removeSupersededSnapshots } from '../services/snapshot-clean.js';
import type { WorkFunction } from '../services/work-contract.js';

/**
 * OLD_SNAPSHOTS_REMOVAL: snapshots of snapshot policies beyond the versions and days of their rule go, and
 * those that backups left and nobody needs.
 */
export function cleanSnapshotsWork(parts: DataParts): WorkFunction {
  return async (run, { vmGuid }) => {
    try {
      const removed =
        (await removeSnapshots(parts, expiredByRule, vmGuid ?? undefined, run.signal)) +
        (await removeSupersededSnapshots(parts, vmGuid ?? undefined, run.signal));
      await run.transaction(parts.store, (tx) => countObjects(tx, run.guid, removed, removed));
      return { removed, statusInfo: `${removed} removed` };
    } catch (error) {
      throw faultOfDriver(error);
    }
  };
}

/** Beyond the newest so many of its rule and machine, or older than so many days; a rule without limits keeps all. */
const expiredByRule = sql<boolean>`(s.stand_alone and exists (select from backup.rule r where r.guid = s.rule_guid and (
  s.snapshot_time < now() - r.retention_days * interval '1 day'
  or r.retention_versions <= (select count(*) from backup.snapshot n where n.rule_guid = s.rule_guid and n.vm_guid = s.vm_guid
    and n.status = 'PRESENT' and (n.snapshot_time, n.guid) > (s.snapshot_time, s.guid)))))`;
