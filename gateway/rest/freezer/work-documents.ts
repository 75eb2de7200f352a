import { z } from 'zod';
import type { RowDocument } from '../route.js';
import { page, search, wrong } from './row-documents.js';
import type { WorkNoun } from './work-operations.js';

const missing = { ...wrong, 404: 'There is no such document of yours, or of your project.' };
const freezerAction = z.looseObject({ action: z.string() });
const action = z.looseObject({
  action_id: z.string().optional(),
  freezer_action: freezerAction,
  max_retries: z.int().optional(),
  max_retries_interval: z.int().optional(),
  mandatory: z.boolean().optional(),
});
const schedule = z.looseObject({ schedule_interval: z.string().optional() });
const job = z.strictObject({
  job_id: z.string().optional(),
  client_id: z.string(),
  description: z.string().optional(),
  job_actions: z.array(action),
  job_schedule: schedule.optional(),
  session_id: z.string().optional(),
  session_tag: z.int().optional(),
  action_defaults: z.looseObject({}).optional(),
});
const session = z.looseObject({
  session_id: z.string().optional(),
  description: z.string().optional(),
  schedule,
  hold_off: z.int().optional(),
});
const change = z.looseObject({});
const bodies = { action, job, session };

const id = '9b0f4c1e9b7a46d28c3e1f0a9b8c7d6e';
const owner = { user_id: 'u-ann', project_id: 'p-1', _version: 1 };
const actionExample = {
  freezer_action: { action: 'backup', mode: 'mysql', container: 'vault', backup_name: 'orders' },
  action_id: '5f0d4c1e9b7a46d28c3e1f0a9b8c7d6e',
  max_retries: 3,
  max_retries_interval: 6,
  mandatory: false,
};
const examples = {
  action: { ...actionExample, ...owner },
  job: {
    job_id: id,
    client_id: 'p-1_db1.example.org',
    description: 'nightly',
    job_actions: [actionExample],
    job_schedule: {
      schedule_interval: '1 days',
      time_created: 1700000000,
      time_started: -1,
      time_ended: -1,
    },
    session_id: '',
    session_tag: 0,
    ...owner,
  },
  session: {
    session_id: id,
    description: 'all databases',
    schedule: { schedule_interval: '1 days' },
    session_tag: 0,
    hold_off: 30,
    status: 'active',
    result: '',
    time_start: -1,
    time_end: -1,
    jobs: {},
    ...owner,
  },
};
const notes: Readonly<Record<WorkNoun['noun'], Note>> = {
  action: { merge: 'those of freezer_action one by one', create: '', more: {} },
  job: {
    merge: 'those of job_schedule one by one',
    create: ' In version 2 the client must be registered and able to do it.',
    more: { 422: 'The client is not registered or cannot do this (version 2).' },
  },
  session: { merge: 'those of schedule one by one', create: '', more: {} },
};

/** What is told of one noun alone. */
interface Note {
  /** How a change is merged. */
  readonly merge: string;
  readonly create: string;
  /** Further errors of its creation. */
  readonly more: Readonly<Record<number, string>>;
}

/** What the documentation says of the rows of one noun. */
export function workDocuments({
  noun,
  plural,
}: WorkNoun): Readonly<Record<'list' | 'create' | 'show' | 'update' | 'replace' | 'remove', RowDocument>> {
  const changed = { [`${noun}_id`]: id, version: 2 };
  const all = { all_projects: 'Those of every project (version 2, administrators).' };
  return {
    list: {
      summary: `Your ${plural} in the order of their creation.`,
      query: { ...page, ...(noun === 'job' ? all : {}) },
      body: search.optional(),
      example: { [plural]: [examples[noun]] },
      errors: wrong,
    },
    create: {
      summary: `Create ${noun === 'action' ? 'an' : 'a'} ${noun}.${notes[noun].create}`,
      body: bodies[noun],
      example: { [`${noun}_id`]: id },
      errors: {
        ...wrong,
        409: 'There is one of this id already; nothing was changed.',
        ...notes[noun].more,
      },
    },
    show: { summary: `One ${noun}.`, example: examples[noun], errors: missing },
    update: {
      summary: `Put members into the ${noun}, ${notes[noun].merge}.`,
      body: change,
      example: changed,
      errors: missing,
    },
    replace: {
      summary: `Create the ${noun} of this id, or put another in its place.`,
      body: bodies[noun],
      example: changed,
      errors: { ...wrong, 409: 'Somebody else has one of this id.' },
    },
    remove: { summary: `Delete the ${noun}; 404 in version 1 when there is none.`, errors: missing },
  };
}

/** What the documentation says of the rows of jobs and sessions at work. */
export const runDocuments = {
  event: {
    summary: 'Ask a job to start, stop or abort.',
    body: z.strictObject({
      start: z.null().optional(),
      stop: z.null().optional(),
      abort: z.null().optional(),
    }),
    example: { result: 'success' },
    errors: missing,
  },
  action: {
    summary: 'Tell that a job of the session starts or has ended.',
    body: z.strictObject({
      start: z.strictObject({ job_id: z.string(), current_tag: z.int() }).optional(),
      end: z
        .strictObject({
          job_id: z.string(),
          current_tag: z.int(),
          result: z.enum(['success', 'fail', 'aborted']),
        })
        .optional(),
    }),
    example: { result: 'success', session_tag: 1 },
    errors: { ...missing, 405: 'The body asks for neither start nor end.' },
  },
  addJob: { summary: 'Put a job into a session.', errors: missing },
  removeJob: { summary: 'Take a job out of a session.', errors: missing },
} satisfies Readonly<Record<string, RowDocument>>;
