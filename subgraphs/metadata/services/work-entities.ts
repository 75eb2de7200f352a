import { toGlobalId } from '../../../schema/global-id.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { Action } from '../entities/action.js';
import { JobAction } from '../entities/job-action.js';
import { JobSchedule } from '../entities/job-schedule.js';
import type { JobRequestWord, JobResult, JobStatus, SessionStatus } from '../entities/job-words.js';
import { Job } from '../entities/job.js';
import { SessionJob } from '../entities/session-job.js';
import { Session } from '../entities/session.js';
import type { WorkDocument } from '../entities/work-document.js';
import { objectOf } from './checked-values.js';
import { text } from './record-details.js';
import { jobsOf } from './session-document.js';
import { docOf, rowOwner, type Doc, type WorkRow } from './work-row.js';

/** The action a row holds. */
export function toAction(row: WorkRow): Action {
  const document = docOf(row);
  return Object.assign(new Action(), head('Action', row, document), actionPart(document), {
    action: text(objectOf('freezer_action', document['freezer_action']), 'action'),
    mode: text(objectOf('freezer_action', document['freezer_action']), 'mode'),
  });
}

/** The job a row holds. */
export function toJob(row: WorkRow): Job {
  const document = docOf(row);
  const schedule = objectOf('job_schedule', document['job_schedule']);
  return Object.assign(new Job(), head('Job', row, document), {
    jobId: row.native_id,
    clientId: text(document, 'client_id') ?? '',
    description: text(document, 'description') ?? '',
    actions: (document['job_actions'] as readonly Doc[]).map((action) =>
      Object.assign(new JobAction(), actionPart(action)),
    ),
    schedule: scheduleOf(schedule),
    sessionId: text(document, 'session_id') || null,
    sessionTag: Number(document['session_tag']),
    event: word<JobRequestWord>(schedule, 'event'),
    status: word<JobStatus>(schedule, 'status'),
    result: word<JobResult>(schedule, 'result'),
    timeCreated: moment(schedule, 'time_created'),
    timeStarted: moment(schedule, 'time_started'),
    timeEnded: moment(schedule, 'time_ended'),
  });
}

/** The session a row holds. */
export function toSession(row: WorkRow): Session {
  const document = docOf(row);
  return Object.assign(new Session(), head('Session', row, document), {
    sessionId: row.native_id,
    description: text(document, 'description') ?? '',
    schedule: scheduleOf(objectOf('schedule', document['schedule'])),
    sessionTag: Number(document['session_tag']),
    holdOff: Number(document['hold_off']),
    status: text(document, 'status') as SessionStatus,
    result: word<JobResult>(document, 'result'),
    timeStart: moment(document, 'time_start'),
    timeEnd: moment(document, 'time_end'),
    jobs: Object.entries(jobsOf(document)).map(([jobId, job]) =>
      Object.assign(new SessionJob(), {
        jobId,
        clientId: text(job, 'client_id') ?? '',
        status: word<JobStatus>(job, 'status'),
        result: word<JobResult>(job, 'result'),
        timeStarted: moment(job, 'time_started'),
        timeEnded: moment(job, 'time_ended'),
        owner: rowOwner(row),
      }),
    ),
  });
}

function head(type: string, row: WorkRow, metadata: Doc): Partial<WorkDocument> & { id: string } {
  return {
    id: toGlobalId(type, String(row.seq)),
    seq: row.seq as LongValue,
    nativeId: row.native_id,
    userId: row.user_id,
    userName: row.user_name,
    tenantId: row.project_id,
    version: row.version,
    metadata,
    metadataText: row.document,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  };
}

function actionPart(document: Doc): JobAction {
  return {
    actionId: text(document, 'action_id') ?? '',
    freezerAction: objectOf('freezer_action', document['freezer_action']),
    maxRetries: Number(document['max_retries']),
    maxRetriesInterval: Number(document['max_retries_interval']),
    mandatory: document['mandatory'] === true,
  };
}

function scheduleOf(schedule: Doc): JobSchedule {
  const part = (name: string): string | null => text(schedule, `schedule_${name}`);
  return Object.assign(new JobSchedule(), {
    date: part('date'),
    startDate: part('start_date'),
    endDate: part('end_date'),
    interval: part('interval'),
    year: part('year'),
    month: part('month'),
    day: part('day'),
    week: part('week'),
    dayOfWeek: part('day_of_week'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
    currentPid: (schedule['current_pid'] as number | undefined) ?? null,
  });
}

/** A word of a document; the empty one is the original's "none". */
export function word<W extends string>(document: Doc | null, key: string): W | null {
  return ((document && text(document, key)) || null) as W | null;
}

/** -1 is the original's "never". */
function moment(document: Doc, key: string): number | null {
  const value = document[key];
  return typeof value === 'number' && value >= 0 ? value : null;
}
