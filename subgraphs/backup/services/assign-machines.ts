import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { ScheduleType } from '../entities/schedule-words.js';
import { refuseMissing } from './rule-schedules.js';
import { wallOf } from './tenant-wall.js';

/** The policy machines are given, or given up by. */
interface PolicyKey {
  readonly guid: string;
  readonly kind: ScheduleType;
}

/** Column of a machine that names its policy of a kind. */
export function policyColumn(kind: ScheduleType): 'policy_guid' | 'snapshot_policy_guid' {
  return kind === 'VM_BACKUP' ? 'policy_guid' : 'snapshot_policy_guid';
}

/**
 * Gives a policy exactly these machines; those of another move here (vprotect.md 4.6). One who is confined neither
 * gives nor takes machines of other tenants. REFERENCE_NOT_FOUND.
 */
export async function setMembers(
  tx: Tx,
  policy: PolicyKey,
  machines: readonly string[],
  viewer: Viewer,
): Promise<void> {
  const { rows } = await sql<{ guid: string }>`
    select v.guid from backup.virtual_machine v
    where v.guid = any(${machines}::uuid[]) and ${wallOf(viewer, 'v')} order by v.guid for no key update`.execute(
    tx.sql,
  );
  refuseMissing(rows, machines, 'virtual machine', 'vmGuids');
  const column = sql.ref(policyColumn(policy.kind));
  await sql`
    update backup.virtual_machine v set ${column} = null, changed_at = clock_timestamp()
    where v.${column} = ${policy.guid} and v.guid <> all(${machines}::uuid[]) and ${wallOf(viewer, 'v')}`.execute(
    tx.sql,
  );
  await assignMachines(tx, policy, machines);
}

/** Moves machines to a policy. */
export async function assignMachines(
  tx: Tx,
  { guid, kind }: PolicyKey,
  machines: readonly string[],
): Promise<void> {
  if (machines.length === 0) return;
  const column = sql.ref(policyColumn(kind));
  await sql`
    update backup.virtual_machine v set ${column} = ${guid}, changed_at = clock_timestamp()
    where v.guid = any(${machines}::uuid[]) and v.${column} is distinct from ${guid}::uuid`.execute(tx.sql);
}
