import { badFormat, badMethod } from './faults.js';

const events = ['start', 'stop', 'abort'] as const;
const results = ['success', 'fail', 'aborted'];

/** What a job is asked for: the first key of the body. Throws a Refusal (freezer.md §7, "Events"). */
export function readJobEvent(body: unknown): (typeof events)[number] {
  const [name] = isObject(body) ? Object.keys(body) : [];
  if (name === undefined) throw badFormat('Bad event request format');
  const event = events.find((known) => known === name);
  if (!event) throw badFormat('Bad Action Method');
  return event;
}

/** What a client tells of a job in a session. */
export interface SessionAction {
  readonly action: 'start' | 'end';
  readonly jobId: string;
  /** Number of the run that the job knows. */
  readonly currentTag: number;
  /** How the job ended, as the graph names it; of a start it means nothing. */
  readonly result: string;
}

/** Reads `{"start": {"job_id", "current_tag"}}` or `{"end": {"job_id", "current_tag", "result"}}`. Throws a Refusal. */
export function readSessionAction(body: unknown): SessionAction {
  const [member] = isObject(body) ? Object.entries(body) : [];
  if (!member) throw badFormat('Bad action request format');
  const [action, about] = member;
  if (action !== 'start' && action !== 'end') throw badMethod();
  if (!isObject(about)) throw badFormat(`"${action}" must be a JSON object with job_id and current_tag.`);
  const { job_id: jobId, result } = about;
  const currentTag = tagOf(about['current_tag']);
  if (typeof jobId !== 'string' || jobId === '') throw badFormat('"job_id" must be the id of a job.');
  if (currentTag === undefined) throw badFormat('"current_tag" must be an integer from 0 on.');
  if (action === 'end' && !results.includes(String(result)))
    throw badFormat(`"result" must be one of ${results.join(', ')}.`);
  const ended = action === 'end' ? String(result) : 'fail';
  return { action, jobId, currentTag, result: ended.toUpperCase() };
}

/** A tag from 0 on; the `freezer` command sends what stands on its command line, as a text. */
function tagOf(value: unknown): number | undefined {
  const tag = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof tag === 'number' && Number.isSafeInteger(tag) && tag >= 0 ? tag : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
