import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { Schedule } from '../entities/schedule.js';
import type { BackupParts } from './parts.js';
import { requestExport, type Origin, type RequestedMachine } from './request-export.js';
import { requestSnapshot } from './request-snapshot.js';

interface TargetRow {
  rule: string;
  policy: string;
  priority: number;
  retries: number;
  destination: string | null;
  guid: string;
  name: string;
  tenant_id: string | null;
  manager_guid: string;
  hypervisor_guid: string | null;
}

/** A machine that is to be backed up for a rule. */
interface Target extends TargetRow {
  readonly machine: RequestedMachine;
}

/** Machines of one transaction, so that it does not keep others waiting. */
const atOnce = 1000;

/**
 * Makes tasks of an instant of a schedule: for each active rule of an active policy one per present machine that has
 * none yet (vprotect.md 4.5), at most a thousand; tells whether that was all. A rule without a destination uses the
 * default one; where there is none either, nothing is made. A handful of statements, however many machines.
 */
export async function fireInstant(
  parts: BackupParts,
  tx: Tx,
  schedule: Schedule,
  instant: Date,
  windowMs: number,
): Promise<boolean> {
  const found = await targetsOf(tx, schedule, instant);
  const targets = found.filter((target) => isStorable(schedule, target));
  if (targets.length < found.length)
    parts.log.warn(
      { schedule: schedule.guid },
      'A schedule reaches machines whose rule has no destination, and there is no default one',
    );
  const windowEnd = new Date(instant.getTime() + windowMs);
  const tasks = await ask(parts, tx, schedule, { targets, windowStart: instant, windowEnd });
  const rows = targets.map(({ rule, guid }, i) => ({ rule_guid: rule, vm_guid: guid, task_guid: tasks[i] }));
  await sql`
    insert into backup.firing (schedule_guid, instant, rule_guid, vm_guid, task_guid)
    select ${schedule.guid}::uuid, ${instant}::timestamptz, f.rule_guid, f.vm_guid, f.task_guid
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) f (rule_guid uuid, vm_guid uuid, task_guid uuid)`.execute(
    tx.sql,
  );
  return targets.length < atOnce;
}

/** Those without a destination come last. */
function isStorable({ type }: Schedule, { destination }: Target): boolean {
  return type === 'VM_SNAPSHOT' || destination !== null;
}

interface Asking {
  readonly targets: readonly Target[];
  readonly windowStart: Date;
  readonly windowEnd: Date;
}

/** Asks for the work; GUIDs of its tasks in the order of the targets. */
async function ask(
  parts: BackupParts,
  tx: Tx,
  { guid: scheduleGuid, name, type, backupType }: Schedule,
  { targets, windowStart, windowEnd }: Asking,
): Promise<string[]> {
  if (targets.length === 0) return [];
  const origin: Origin = { type: 'SCHEDULE', guid: scheduleGuid, name };
  const wishes = targets.map((target) => ({
    machine: target.machine,
    windowStart,
    windowEnd,
    priority: target.priority,
    ruleGuid: target.rule,
    policyGuid: target.policy,
    scheduleGuid,
    origin,
  }));
  if (type === 'VM_SNAPSHOT') return requestSnapshot(parts, tx, wishes);
  const kind = backupType === 'INCREMENTAL' ? 'INCREMENTAL' : 'FULL';
  const exports = wishes.map((wish, i) => ({
    ...wish,
    backupType: kind as typeof kind,
    destinationGuid: targets[i]?.destination ?? '',
    retryCount: targets[i]?.retries ?? 0,
  }));
  return (await requestExport(parts, tx, exports)).map(({ task }) => task.guid);
}

async function targetsOf(tx: Tx, { guid, type }: Schedule, instant: Date): Promise<Target[]> {
  const member = sql.ref(type === 'VM_BACKUP' ? 'v.policy_guid' : 'v.snapshot_policy_guid');
  const { rows } = await sql<TargetRow>`
    select * from (select r.guid as rule, r.position, p.kind, p.guid as policy, p.priority, p.backup_retry_count as retries,
      coalesce(d.destination_guid, (select guid from backup.destination where is_default)) as destination,
      v.guid, v.name, v.tenant_id, v.manager_guid, v.hypervisor_guid
    from backup.rule_schedule x join backup.rule r on r.guid = x.rule_guid and r.active
    join backup.policy p on p.guid = r.policy_guid and p.active and p.kind = ${type}
    join backup.virtual_machine v on ${member} = p.guid and v.present
    left join backup.rule_destination d on d.rule_guid = r.guid and d.role_type = 'PRIMARY' and d.active
    where x.schedule_guid = ${guid} and not exists (
      select from backup.firing f where f.schedule_guid = ${guid} and f.instant = ${instant}
        and f.rule_guid = r.guid and f.vm_guid = v.guid)
    ) target
    order by kind = 'VM_BACKUP' and destination is null, priority desc, name, guid, position limit ${atOnce}`.execute(
    tx.sql,
  );
  return rows.map((row) => ({
    ...row,
    machine: {
      guid: row.guid,
      name: row.name,
      tenantId: row.tenant_id,
      managerGuid: row.manager_guid,
      hypervisorGuid: row.hypervisor_guid,
    },
  }));
}
