import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import type { IncrementalNotPossibleReason } from '../entities/policy-words.js';

interface ReasonRow {
  guid: string;
  in_policy: boolean;
  scheduled: boolean;
  snapshot: boolean;
  supported: boolean;
}

/**
 * Why an incremental backup of these machines would become a full one (vprotect.md 4.4), by GUID; nothing where it
 * would not. One statement.
 */
export async function incrementalReasons(
  handle: Sql,
  guids: readonly string[],
): Promise<ReadonlyMap<string, readonly IncrementalNotPossibleReason[]>> {
  const { rows } = await sql<ReasonRow>`
    select v.guid, m.settings ->> 'changedBlocks' is distinct from 'false' as supported, v.policy_guid is not null as in_policy, exists (
        select from backup.policy p join backup.rule r on r.policy_guid = p.guid and r.active
        join backup.rule_schedule x on x.rule_guid = r.guid
        join backup.schedule s on s.guid = x.schedule_guid and s.active and s.backup_type = 'INCREMENTAL'
        where p.guid = v.policy_guid and p.active) as scheduled,
      exists (select from backup.snapshot n where n.guid = v.last_snapshot_guid and n.status = 'PRESENT') as snapshot
    from backup.virtual_machine v join backup.hypervisor_manager m on m.guid = v.manager_guid
    where v.guid = any(${guids}::uuid[])`.execute(handle);
  return new Map(rows.map((row) => [row.guid, reasonsOf(row)]));
}

function reasonsOf({ in_policy, scheduled, snapshot, supported }: ReasonRow): IncrementalNotPossibleReason[] {
  const reasons: IncrementalNotPossibleReason[] = [];
  if (!in_policy) reasons.push('NO_POLICY');
  else if (!scheduled) reasons.push('MISSING_INCREMENTAL_SCHEDULER');
  if (!snapshot) reasons.push('NO_SNAPSHOT');
  if (!supported) reasons.push('NOT_SUPPORTED');
  return reasons;
}
