import type { Tx } from '../../kernel/database/store.js';
import { Fault } from '../../kernel/errors/fault.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { lockedWork, type WorkLocator } from './find-work.js';
import { unixNow } from './job-document.js';
import type { MetadataParts } from './parts.js';
import { jobsOf } from './session-document.js';
import { sessionKind } from './work-kind.js';
import { docOf, type Doc, type WorkRow } from './work-row.js';
import { saveWork } from './write-work.js';

/** What a start of a session comes to. */
export type StartResult = 'success' | 'hold-off' | 'out-of-sync';

/** How a job of a session ended. */
export type RunResult = 'success' | 'fail' | 'aborted';

/**
 * A client tells that its job starts the session's next run. The first one raises the tag; others that
 * come within the hold-off join that run, and later ones learn that they missed it (freezer.md §7). The
 * row is locked, so that of many starts at once exactly one raises the tag. Throws NOT_FOUND, and
 * BAD_USER_INPUT for a job that is not in the session and for a tag that is ahead of it.
 */
export async function startSession(
  parts: MetadataParts,
  locator: WorkLocator,
  start: { readonly jobId: string; readonly tag: number },
  viewer: Viewer,
  now = unixNow(),
): Promise<{ readonly row: WorkRow; readonly result: StartResult }> {
  return inSession(parts, locator, start.jobId, viewer, async (tx, row, session) => {
    const tag = Number(session['session_tag']);
    if (start.tag > tag)
      throw new Fault('BAD_USER_INPUT', `requested tag value too high: ${start.tag}, the session has ${tag}`);
    const held = now - Number(session['time_start']) <= Number(session['hold_off']);
    if (held !== start.tag < tag) return { row, result: held ? 'hold-off' : 'out-of-sync' };
    const run = { status: 'running', result: '', time_started: now, time_ended: -1 };
    const joined = withMember(session, start.jobId, run);
    if (held) return { row: await saveWork(parts, tx, sessionKind, row, joined), result: 'success' };
    const next = { ...joined, session_tag: tag + 1, time_start: now, status: 'running' };
    return { row: await saveWork(parts, tx, sessionKind, row, next, 'started'), result: 'success' };
  });
}

/** A client tells that its job has ended; the last one ends the session. Throws as `startSession` does. */
export async function endSession(
  parts: MetadataParts,
  locator: WorkLocator,
  end: { readonly jobId: string; readonly tag: number; readonly result: RunResult },
  viewer: Viewer,
  now = unixNow(),
): Promise<WorkRow> {
  return inSession(parts, locator, end.jobId, viewer, (tx, row, session) => {
    const ended = withMember(session, end.jobId, {
      status: 'completed',
      result: end.result,
      time_ended: now,
    });
    const jobs = Object.values(jobsOf(ended));
    if (!jobs.every((job) => job['status'] === 'completed'))
      return saveWork(parts, tx, sessionKind, row, ended);
    const result = jobs.every((job) => job['result'] === 'success') ? 'success' : 'fail';
    const done = { ...ended, status: 'completed', result, time_end: now };
    return saveWork(parts, tx, sessionKind, row, done, 'ended');
  });
}

async function inSession<R>(
  parts: MetadataParts,
  locator: WorkLocator,
  jobId: string,
  viewer: Viewer,
  work: (tx: Tx, row: WorkRow, session: Doc) => Promise<R>,
): Promise<R> {
  return parts.store.transaction(async (tx) => {
    const row = await lockedWork(tx.sql, sessionKind, locator, viewer);
    const session = docOf(row);
    if (!Object.hasOwn(jobsOf(session), jobId))
      throw new Fault('BAD_USER_INPUT', 'job_id not found in session');
    return work(tx, row, session);
  });
}

function withMember(session: Doc, jobId: string, change: Doc): Doc {
  const jobs = jobsOf(session);
  return { ...session, jobs: { ...jobs, [jobId]: { ...jobs[jobId], ...change } } };
}
