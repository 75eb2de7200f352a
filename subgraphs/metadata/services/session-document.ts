import {
  answeredKeys,
  integerOf,
  objectOf,
  textOf,
  without,
  withoutNulls,
  wordOf,
} from './checked-values.js';
import { scheduleOf, scheduleWords } from './schedule-document.js';
import type { Doc } from './work-row.js';

const defaultHoldOff = 30;

/** The words of a session's status. */
export const sessionStatuses = ['active', 'running', 'completed'] as const;

/** A session as it is stored; `jobs` are those in it, which no document from outside changes. Throws BAD_USER_INPUT that names the wrong member. */
export function sessionDocument(posted: Doc, sessionId: string, jobs: Doc): Doc {
  const given = withoutNulls(without(posted, answeredKeys));
  return {
    ...given,
    session_id: sessionId,
    description: textOf('description', given['description'], ''),
    schedule: scheduleOf('schedule', given['schedule']),
    session_tag: integerOf('session_tag', given['session_tag'], 0),
    hold_off: integerOf('hold_off', given['hold_off'], defaultHoldOff),
    status: wordOf('status', given['status'], sessionStatuses, 'active'),
    result: wordOf('result', given['result'], scheduleWords.result, ''),
    time_start: integerOf('time_start', given['time_start'], -1, -1),
    time_end: integerOf('time_end', given['time_end'], -1, -1),
    jobs,
  };
}

/** The members of a change in place of the session's own; those of the schedule one by one. */
export function mergedSession(present: Doc, change: Doc): Doc {
  const schedule = withoutNulls(objectOf('schedule', change['schedule'] ?? {}));
  const own = objectOf('schedule', present['schedule']);
  return { ...present, ...withoutNulls(change), schedule: { ...own, ...schedule } };
}

/** The jobs in a session, by job id. */
export function jobsOf(session: Doc): Readonly<Record<string, Doc>> {
  return session['jobs'] as Readonly<Record<string, Doc>>;
}
