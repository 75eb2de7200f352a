import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { refreshRestoreStatus } from './chain-start.js';
import { addFollowUps } from './chain-tasks.js';
import { ranMs } from './chain-times.js';
import { guidsOf, type EndedWork } from './ended-work.js';
import type { BackupParts } from './parts.js';

/** After a step of a restore: the next step, or the end of the restore. */
export async function restoreStepEnded(
  parts: BackupParts,
  tx: Tx,
  type: 'RESTORE' | 'IMPORT' | 'MOUNT',
  works: readonly EndedWork[],
): Promise<void> {
  await writeTimes(tx, `${type.toLowerCase()}_ms`, works);
  const next = works.map((work) => nextOf(type, work));
  const goingOn = (wanted: 'IMPORT' | 'MOUNT'): EndedWork[] => works.filter((_, i) => next[i] === wanted);
  await addFollowUps(parts, tx, 'IMPORT', goingOn('IMPORT'));
  await addFollowUps(parts, tx, 'MOUNT', goingOn('MOUNT'));
  await endJobs(
    tx,
    works.filter((_, i) => next[i] === undefined),
  );
  await refreshRestoreStatus(tx, guidsOf(works, 'restoreJobGuid'));
}

/** A snapshot of its own: there, or failed. */
export async function snapshotEnded(tx: Tx, works: readonly EndedWork[]): Promise<void> {
  const rows = works.map(({ ended: { input, end } }) => ({
    snapshot: input.snapshotGuid ?? null,
    status: end.state === 'FINISHED' ? 'PRESENT' : 'FAILED',
  }));
  await sql`
    update backup.snapshot n set status = s.status
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) s (snapshot uuid, status text)
    where n.guid = s.snapshot and n.status in ('QUEUED', 'CREATING')`.execute(tx.sql);
}

/** A mounted backup whose mount did not come to its end has failed; one that was not taken away is there as before. */
export async function mountChangeEnded(
  tx: Tx,
  type: 'MOUNT' | 'UNMOUNT',
  works: readonly EndedWork[],
): Promise<void> {
  const guids = works.flatMap(({ ended, facts }) =>
    ended.end.state === 'FINISHED' ? [] : (facts.mountedBackupGuid ?? []),
  );
  const state = type === 'MOUNT' ? 'FAILED' : 'MOUNTED';
  await sql`
    update backup.mounted_backup set state = ${state}
    where guid = any(${guids}::uuid[]) and state = ${`${type}ING`}`.execute(tx.sql);
}

function nextOf(type: string, { ended: { end, input } }: EndedWork): 'IMPORT' | 'MOUNT' | undefined {
  if (type !== 'RESTORE' || end.state !== 'FINISHED') return undefined;
  const mode = input.restore?.mode;
  return mode === 'IMPORT' || mode === 'MOUNT' ? mode : undefined;
}

async function endJobs(tx: Tx, works: readonly EndedWork[]): Promise<void> {
  if (works.length === 0) return;
  const rows = works.map(({ facts, ended, info }) => ({
    job: facts.restoreJobGuid,
    status: ended.end.state === 'FINISHED' ? 'SUCCESS' : 'FAILED',
    info,
  }));
  await sql`
    update backup.restore_job j set status = s.status, status_info = s.info, changed_at = now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) s (job uuid, status text, info text)
    where j.guid = s.job and j.status in ('QUEUED', 'INPROGRESS')`.execute(tx.sql);
}

async function writeTimes(tx: Tx, column: string, works: readonly EndedWork[]): Promise<void> {
  const rows = works.map(({ facts, ended }) => ({ job: facts.restoreJobGuid, ms: ranMs(ended.task) }));
  await sql`
    update backup.restore_job j set ${sql.ref(column)} = s.ms
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) s (job uuid, ms bigint) where j.guid = s.job`.execute(
    tx.sql,
  );
}
