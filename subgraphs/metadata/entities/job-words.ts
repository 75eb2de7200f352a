import { registerEnumType } from 'type-graphql';

/** What was asked of a job; the values are the words of the legacy API (freezer.md §7). */
export const JobRequestWord = { STOP: 'stop', START: 'start', ABORT: 'abort', REMOVE: 'remove' } as const;

/** One of them. */
export type JobRequestWord = (typeof JobRequestWord)[keyof typeof JobRequestWord];

/** How far a job is, as its client says. */
export const JobStatus = {
  COMPLETED: 'completed',
  STOPPED: 'stop',
  SCHEDULED: 'scheduled',
  RUNNING: 'running',
  ABORTING: 'aborting',
  REMOVED: 'removed',
} as const;

/** One of them. */
export type JobStatus = (typeof JobStatus)[keyof typeof JobStatus];

/** How a run ended. */
export const JobResult = { SUCCESS: 'success', FAIL: 'fail', ABORTED: 'aborted' } as const;

/** One of them. */
export type JobResult = (typeof JobResult)[keyof typeof JobResult];

/** How far a session is. */
export const SessionStatus = { ACTIVE: 'active', RUNNING: 'running', COMPLETED: 'completed' } as const;

/** One of them. */
export type SessionStatus = (typeof SessionStatus)[keyof typeof SessionStatus];

registerEnumType(JobRequestWord, {
  name: 'JobRequest',
  description: 'What was asked of a job.',
  valuesConfig: {
    STOP: { description: 'To run no more.' },
    START: { description: 'To run as scheduled.' },
    ABORT: { description: 'To end what is running.' },
    REMOVE: { description: 'To be forgotten by its client.' },
  },
});
registerEnumType(JobStatus, {
  name: 'JobStatus',
  description: 'How far a job is, as its client says.',
  valuesConfig: {
    COMPLETED: { description: 'It has run.' },
    STOPPED: { description: 'It was stopped.' },
    SCHEDULED: { description: 'It waits for its time.' },
    RUNNING: { description: 'It runs.' },
    ABORTING: { description: 'It is being ended.' },
    REMOVED: { description: 'Its client has forgotten it.' },
  },
});
registerEnumType(JobResult, {
  name: 'JobResult',
  description: 'How a run ended.',
  valuesConfig: {
    SUCCESS: { description: 'It did what it should.' },
    FAIL: { description: 'It did not.' },
    ABORTED: { description: 'It was ended before its time.' },
  },
});
registerEnumType(SessionStatus, {
  name: 'SessionStatus',
  description: 'How far a session is.',
  valuesConfig: {
    ACTIVE: { description: 'It has not run yet.' },
    RUNNING: { description: 'A run has started and not ended.' },
    COMPLETED: { description: 'All its jobs have ended.' },
  },
});
