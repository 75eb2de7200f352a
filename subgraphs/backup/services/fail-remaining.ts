import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { taskTable } from '../../kernel/tasks/task-row.js';
import type { BackupParts } from './parts.js';

/** Code of the error of a task that was failed because too many others of its run had. */
const thresholdPassed = 'THRESHOLD_PASSED';

/**
 * After EXPORT or STORE tasks have failed: where their share of one firing now exceeds what the policy allows, the
 * waiting tasks of that kind of the same firing fail too (vprotect.md 4.5). Work that was tried again counts once.
 */
export async function failRemaining(
  { tasks }: Pick<BackupParts, 'tasks'>,
  tx: Tx,
  taskGuids: readonly string[],
): Promise<void> {
  const { rows } = await sql<{ guid: string }>`
    with hit as (
      select distinct f.schedule_guid, f.instant, e.policy_guid, w.type
      from backup.work w join backup.work e on e.workflow = w.workflow and e.type = 'EXPORT'
      join backup.firing f on f.task_guid = e.task_guid
      where w.task_guid = any(${taskGuids}::uuid[]) and w.type in ('EXPORT', 'STORE')
    ), limited as (
      select h.*, case h.type when 'EXPORT' then p.fail_export_threshold else p.fail_store_threshold end as most
      from hit h join backup.policy p on p.guid = h.policy_guid
    ), run as (
      select l.type, l.most, l.schedule_guid, l.instant, l.policy_guid, e.workflow
      from limited l join backup.firing f on f.schedule_guid = l.schedule_guid and f.instant = l.instant
      join backup.work e on e.task_guid = f.task_guid and e.policy_guid = l.policy_guid
      where l.most is not null
    ), state as (
      select r.*, exists (select from backup.work w join ${taskTable} on t.guid = w.task_guid
          where w.workflow = r.workflow and w.type = r.type and t.state = 'FAILED')
        and not exists (select from backup.work w join ${taskTable} on t.guid = w.task_guid
          where w.workflow = r.workflow and w.type = r.type and t.state in ('QUEUED', 'RUNNING', 'FINISHED')) as failed
      from run r
    ), over as (
      select schedule_guid, instant, policy_guid, type from state
      group by schedule_guid, instant, policy_guid, type, most
      having count(*) filter (where failed) * 100 > most * count(*)
    )
    select w.task_guid as guid from over o join state s using (schedule_guid, instant, policy_guid, type)
    join backup.work w on w.workflow = s.workflow and w.type = s.type`.execute(tx.sql);
  if (rows.length === 0) return;
  await tasks.failWaiting(
    tx,
    rows.map(({ guid }) => guid),
    {
      code: thresholdPassed,
      message: 'Too many tasks of the same run have failed, as its policy says.',
    },
  );
}
