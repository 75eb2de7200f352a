import { sql, type RawBuilder } from 'kysely';
import { taskTable } from '../../kernel/tasks/task-row.js';
import type { DataParts } from './data-parts.js';

interface SnapshotRow {
  readonly guid: string;
  readonly uuid: string;
  readonly vm_uuid: string;
  readonly vm_name: string;
  readonly manager_guid: string;
}

/**
 * Removes the snapshots that backups of a machine (or of all) have left and nobody needs any more: all but
 * that of its newest good backup while its policy makes incrementals, those of backups being made, and those
 * the latter build on. Gives how many were removed. Throws the DriverFault of the first that cannot be.
 */
export function removeSupersededSnapshots(
  parts: Pick<DataParts, 'store' | 'drivers'>,
  machineGuid: string | undefined,
  signal: AbortSignal,
): Promise<number> {
  const superseded = sql<boolean>`(not s.stand_alone and not ${neededByIncremental} and not ${neededByRunning})`;
  return removeSnapshots(parts, superseded, machineGuid, signal);
}

/** Removes the snapshots (`s`) of machines (`v`) for which a condition holds; of one machine, or of all. Gives how many were removed. */
export async function removeSnapshots(
  parts: Pick<DataParts, 'store' | 'drivers'>,
  condition: RawBuilder<boolean>,
  machineGuid: string | undefined,
  signal: AbortSignal,
): Promise<number> {
  const machine = machineGuid ?? null;
  const { rows } = await sql<SnapshotRow>`
    select s.guid, s.uuid, v.uuid as vm_uuid, v.name as vm_name, v.manager_guid
    from backup.snapshot s join backup.virtual_machine v on v.guid = s.vm_guid
    where s.status = 'PRESENT' and s.uuid is not null and (${machine}::uuid is null or s.vm_guid = ${machine}::uuid) and ${condition}
    order by s.snapshot_time limit 10000`.execute(parts.store.sql);
  let removed = 0;
  for (const { guid, uuid, vm_uuid, vm_name, manager_guid } of rows) {
    if (await isReverted(parts, guid)) continue;
    const driver = await parts.drivers.of(manager_guid);
    await driver.removeSnapshot({ uuid: vm_uuid, name: vm_name }, uuid, signal);
    await sql`update backup.snapshot set status = 'REMOVED' where guid = ${guid}`.execute(parts.store.sql);
    removed += 1;
  }
  return removed;
}

/** Whether a machine is to be put back to one of its snapshots: all of them stay until that is over. */
async function isReverted({ store }: Pick<DataParts, 'store'>, snapshotGuid: string): Promise<boolean> {
  const { rows } = await sql`
    select from backup.snapshot s join backup.work w on w.vm_guid = s.vm_guid and w.type = 'SNAPSHOT_REVERSION'
    join ${taskTable} on t.guid = w.task_guid and t.state in ('QUEUED', 'RUNNING')
    where s.guid = ${snapshotGuid} limit 1`.execute(store.sql);
  return rows.length > 0;
}

/** It is of the newest good backup of its machine, and an active schedule makes incrementals of that. */
const neededByIncremental = sql`(
  s.guid = (select b.snapshot_guid from backup.backup b
    where b.vm_guid = s.vm_guid and b.status in ('SUCCESS', 'PARTIAL_SUCCESS') order by b.snapshot_time desc, b.guid limit 1)
  and exists (select from backup.policy p join backup.rule r on r.policy_guid = p.guid
    join backup.rule_schedule rs on rs.rule_guid = r.guid join backup.schedule c on c.guid = rs.schedule_guid
    where p.guid = v.policy_guid and p.active and r.active and c.active and c.backup_type = 'INCREMENTAL'))`;

/** A backup that is being made was begun with it, or builds on the backup that was; without incrementals only as long as it is read. */
const neededByRunning = sql`exists (
  select from backup.backup b where b.vm_guid = s.vm_guid and b.status in ('QUEUED', 'INPROGRESS') and (
    b.parent_guid in (select o.guid from backup.backup o where o.snapshot_guid = s.guid)
    or (b.snapshot_guid = s.guid and (b.effective_size = 0 or exists (
      select from backup.policy p join backup.rule r on r.policy_guid = p.guid
      join backup.rule_schedule rs on rs.rule_guid = r.guid join backup.schedule c on c.guid = rs.schedule_guid
      where p.guid = v.policy_guid and p.active and r.active and c.active and c.backup_type = 'INCREMENTAL')))))`;
