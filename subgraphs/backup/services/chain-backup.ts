import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { tellBackupsChanged } from './chain-events.js';
import { addCopies, addFollowUps } from './chain-tasks.js';
import { lengthOfTime, ranMs } from './chain-times.js';
import { guidsOf, type EndedWork } from './ended-work.js';
import type { BackupParts } from './parts.js';
import { refreshMachines } from './refresh-machines.js';

/** After an EXPORT: the STORE, a copy while retries are left, or the end of the backup. */
export async function exportEnded(parts: BackupParts, tx: Tx, works: readonly EndedWork[]): Promise<void> {
  await writeTimes(tx, 'export_ms', works);
  const goingOn = works.filter((work) => isFinished(work) && work.facts.backupGuid !== null);
  await addFollowUps(parts, tx, 'STORE', goingOn);
  await failOrRetry(parts, tx, works);
  await tellBackupsChanged(parts, tx, guidsOf(works, 'backupGuid'));
}

/** After a STORE: the backup is kept, is tried again, or has failed. */
export async function storeEnded(parts: BackupParts, tx: Tx, works: readonly EndedWork[]): Promise<void> {
  await writeTimes(tx, 'store_ms', works);
  await keep(tx, works.filter(isFinished));
  await failOrRetry(parts, tx, works);
  await refreshMachines(tx, guidsOf(works, 'vmGuid'));
  await tellBackupsChanged(parts, tx, guidsOf(works, 'backupGuid'));
}

function isFinished({ ended }: EndedWork): boolean {
  return ended.end.state === 'FINISHED';
}

/** Only what failed while it ran is tried again: not what was cancelled, missed its window or never began. */
function isRetried({ ended, facts }: EndedWork): boolean {
  return ended.end.state === 'FAILED' && facts.retriesLeft > 0 && ended.task.startedAt !== null;
}

async function failOrRetry(parts: BackupParts, tx: Tx, works: readonly EndedWork[]): Promise<void> {
  const failed = works.filter((work) => !isFinished(work));
  if (failed.length === 0) return;
  await addCopies(parts, tx, failed.filter(isRetried));
  await fail(
    tx,
    failed.filter((work) => !isRetried(work)),
  );
  const over = failed.filter((work) => !isRetried(work)).map(({ facts }) => facts.taskGuid);
  if (over.length > 0) for (const hook of parts.hooks.exportsFailed) await hook(tx, over);
}

async function fail(tx: Tx, works: readonly EndedWork[]): Promise<void> {
  if (works.length === 0) return;
  const rows = works.map(({ facts, info }) => ({ backup: facts.backupGuid, info }));
  await sql`
    update backup.backup b set status = 'FAILED', status_info = s.info, changed_at = now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) s (backup uuid, info text)
    where b.guid = s.backup and b.status in ('QUEUED', 'INPROGRESS')`.execute(tx.sql);
  await sql`
    update backup.backup_location set status = 'FAILED'
    where backup_guid = any(${guidsOf(works, 'backupGuid')}::uuid[]) and status = 'IN_PROGRESS'`.execute(
    tx.sql,
  );
}

/** A location the work said nothing of has the backup; one that failed while another did not makes it a partial success. */
async function keep(tx: Tx, works: readonly EndedWork[]): Promise<void> {
  if (works.length === 0) return;
  await sql`
    update backup.backup_location set status = 'PRESENT'
    where backup_guid = any(${guidsOf(works, 'backupGuid')}::uuid[]) and status = 'IN_PROGRESS'`.execute(
    tx.sql,
  );
  const rows = works.map(({ facts, ended }) => {
    const said = ended.end.result?.['statusInfo'];
    const info = typeof said === 'string' ? said : `Stored in ${lengthOfTime(ranMs(ended.task))}`;
    return { backup: facts.backupGuid, info };
  });
  await sql`
    update backup.backup b set status_info = s.info, backup_time = now(), changed_at = now(),
      status = case when exists (select from backup.backup_location l where l.backup_guid = b.guid and l.status = 'FAILED')
        then 'PARTIAL_SUCCESS' else 'SUCCESS' end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) s (backup uuid, info text)
    where b.guid = s.backup and b.status in ('QUEUED', 'INPROGRESS')`.execute(tx.sql);
}

async function writeTimes(
  tx: Tx,
  column: 'export_ms' | 'store_ms',
  works: readonly EndedWork[],
): Promise<void> {
  const rows = works.map(({ facts, ended }) => ({ backup: facts.backupGuid, ms: ranMs(ended.task) }));
  await sql`
    update backup.backup b set ${sql.ref(column)} = s.ms
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) s (backup uuid, ms bigint) where b.guid = s.backup`.execute(
    tx.sql,
  );
}
