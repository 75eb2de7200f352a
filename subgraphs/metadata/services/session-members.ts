import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { objectOf, without } from './checked-values.js';
import type { MetadataParts } from './parts.js';
import { timetableOf } from './schedule-document.js';
import { jobsOf } from './session-document.js';
import { jobKind, sessionKind, type WorkKind } from './work-kind.js';
import { docOf, tableOf, workColumns, type Doc, type WorkRow } from './work-row.js';
import { saveWork } from './write-work.js';

/** The row of this id that belongs to the same user or project as another row, locked; its user's own comes first. */
export async function lockedRelative(
  tx: Tx,
  kind: WorkKind,
  nativeId: string,
  of: WorkRow,
): Promise<WorkRow | undefined> {
  const { rows } = await sql<WorkRow>`
    select ${workColumns} from ${tableOf(kind)}
    where native_id = ${nativeId} and (user_id = ${of.user_id} or project_id = ${of.project_id})
    order by (user_id = ${of.user_id}) desc, seq limit 1 for update`.execute(tx.sql);
  return rows[0];
}

/** How a job stands in its session. */
export function memberOf(job: Doc): Doc {
  const schedule = objectOf('job_schedule', job['job_schedule']);
  return {
    client_id: job['client_id'],
    status: schedule['status'] ?? '',
    result: schedule['result'] ?? '',
    time_started: schedule['time_started'] ?? -1,
    time_ended: schedule['time_ended'] ?? -1,
  };
}

/** Gives a job the id, tag and timetable of its session. */
export async function enterSession(
  parts: MetadataParts,
  tx: Tx,
  job: WorkRow,
  session: WorkRow,
): Promise<WorkRow> {
  const document = docOf(job);
  const { schedule, session_tag } = docOf(session);
  return saveWork(parts, tx, jobKind, job, {
    ...document,
    session_id: session.native_id,
    session_tag,
    job_schedule: {
      ...objectOf('job_schedule', document['job_schedule']),
      ...timetableOf(objectOf('schedule', schedule)),
    },
  });
}

/** Takes id and tag of the session away from a job and asks it to stop. */
export async function leaveSession(parts: MetadataParts, tx: Tx, job: WorkRow): Promise<WorkRow> {
  const document = docOf(job);
  return saveWork(
    parts,
    tx,
    jobKind,
    job,
    {
      ...document,
      session_id: '',
      session_tag: 0,
      job_schedule: { ...objectOf('job_schedule', document['job_schedule']), event: 'stop' },
    },
    'requested',
  );
}

/** Takes a job out of a session's list; nothing happens when it is not there. */
export async function forgetMember(
  parts: MetadataParts,
  tx: Tx,
  session: WorkRow,
  jobId: string,
): Promise<WorkRow> {
  const document = docOf(session);
  const jobs = jobsOf(document);
  if (!Object.hasOwn(jobs, jobId)) return session;
  return saveWork(parts, tx, sessionKind, session, { ...document, jobs: without(jobs, [jobId]) });
}
