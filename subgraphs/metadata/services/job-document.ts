import {
  answeredKeys,
  idOf,
  integerOf,
  objectOf,
  textOf,
  without,
  withoutNulls,
  wrongValue,
} from './checked-values.js';
import { scheduleOf } from './schedule-document.js';
import type { Doc } from './work-row.js';

const longestClientId = 1024;
const mostActions = 100;
const keys = [
  'job_id',
  'client_id',
  'description',
  'job_actions',
  'job_schedule',
  'session_id',
  'session_tag',
  'action_defaults',
];
/** `user_credentials` are the server's own in the original; they are not kept here. */
const ignored = [...answeredKeys, 'user_credentials'];

/** A job as it is stored, except that its actions are not yet actions of their own. Throws BAD_USER_INPUT that names the wrong member. */
export function jobDocument(posted: Doc, jobId: string, times: Doc): Doc {
  const given = withoutNulls(without(posted, ignored));
  const foreign = Object.keys(given).find((key) => !keys.includes(key));
  if (foreign !== undefined) throw wrongValue(foreign, 'is no member of a job');
  const clientId = textOf('client_id', given['client_id'], '');
  if (clientId === '' || Buffer.byteLength(clientId) > longestClientId)
    throw wrongValue('client_id', `must be a text of 1 to ${longestClientId} bytes`);
  return {
    job_id: jobId,
    client_id: clientId,
    description: textOf('description', given['description'], ''),
    job_actions: withDefaults(actionsOf(given['job_actions']), given['action_defaults']),
    job_schedule: { ...scheduleOf('job_schedule', given['job_schedule'] ?? {}), ...times },
    session_id: (given['session_id'] ?? '') === '' ? '' : idOf('session_id', given['session_id']),
    session_tag: integerOf('session_tag', given['session_tag'], 0),
  };
}

/** The times of a job that has never run. */
export function newTimes(now: number): Doc {
  return { time_created: now, time_started: -1, time_ended: -1 };
}

/** The members of a change in place of the job's own; those of the schedule one by one, or its times would be lost. */
export function mergedJob(present: Doc, change: Doc): Doc {
  const schedule = withoutNulls(objectOf('job_schedule', change['job_schedule'] ?? {}));
  const own = objectOf('job_schedule', present['job_schedule']);
  return { ...present, ...withoutNulls(change), job_schedule: { ...own, ...schedule } };
}

/** Now in Unix seconds. */
export function unixNow(): number {
  return Math.floor(Date.now() / 1000);
}

function actionsOf(value: unknown): readonly Doc[] {
  if (!Array.isArray(value) || value.length > mostActions)
    throw wrongValue('job_actions', `must be a list of at most ${mostActions} actions`);
  return value.map((action: unknown) => objectOf('job_actions', action));
}

/** Defaults go into every action where it has no such member; those of `freezer_action` one by one. */
function withDefaults(actions: readonly Doc[], value: unknown): readonly Doc[] {
  if (value === undefined) return actions;
  const { freezer_action: inner, ...outer } = objectOf('action_defaults', value);
  const defaults = inner === undefined ? {} : objectOf('action_defaults.freezer_action', inner);
  return actions.map((action) => ({
    ...outer,
    ...action,
    freezer_action: { ...defaults, ...objectOf('freezer_action', action['freezer_action'] ?? {}) },
  }));
}
