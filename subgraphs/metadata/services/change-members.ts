import type { Viewer } from '../../kernel/identity/viewer.js';
import { lockedWork, type WorkLocator } from './find-work.js';
import { lockMembership } from './owner-lock.js';
import type { MetadataParts } from './parts.js';
import { jobsOf } from './session-document.js';
import { enterSession, forgetMember, leaveSession, lockedRelative, memberOf } from './session-members.js';
import { jobKind, sessionKind } from './work-kind.js';
import { docOf, type WorkRow } from './work-row.js';
import { saveWork } from './write-work.js';

/** A session and one of its jobs after a change. */
export interface Membership {
  readonly session: WorkRow;
  readonly job: WorkRow;
}

/**
 * Puts a job into a session: its state into the session, the session's id, tag and timetable into the
 * job. A job is in one session at most and leaves the one it was in. Throws NOT_FOUND for either.
 */
export async function addSessionJob(
  parts: MetadataParts,
  locator: WorkLocator,
  jobId: string,
  viewer: Viewer,
): Promise<Membership> {
  return parts.store.transaction(async (tx) => {
    await lockMembership(tx);
    const session = await lockedWork(tx.sql, sessionKind, locator, viewer);
    const job = await lockedWork(tx.sql, jobKind, jobLocator(locator, jobId), viewer);
    const document = docOf(job);
    const former = String(document['session_id']);
    if (former !== '' && former !== session.native_id) {
      const left = await lockedRelative(tx, sessionKind, former, job);
      if (left) await forgetMember(parts, tx, left, job.native_id);
    }
    const present = docOf(session);
    const saved = await saveWork(parts, tx, sessionKind, session, {
      ...present,
      jobs: { ...jobsOf(present), [job.native_id]: memberOf(document) },
    });
    return { session: saved, job: await enterSession(parts, tx, job, saved) };
  });
}

/** Takes a job out of a session; nothing happens to one that is not in it. Throws NOT_FOUND for either. */
export async function removeSessionJob(
  parts: MetadataParts,
  locator: WorkLocator,
  jobId: string,
  viewer: Viewer,
): Promise<Membership> {
  return parts.store.transaction(async (tx) => {
    await lockMembership(tx);
    const session = await lockedWork(tx.sql, sessionKind, locator, viewer);
    const job = await lockedWork(tx.sql, jobKind, jobLocator(locator, jobId), viewer);
    const saved = await forgetMember(parts, tx, session, job.native_id);
    const inside = docOf(job)['session_id'] === session.native_id;
    return { session: saved, job: inside ? await leaveSession(parts, tx, job) : job };
  });
}

function jobLocator({ userId, tenantId }: WorkLocator, jobId: string): WorkLocator {
  return { nativeId: jobId, userId, tenantId };
}
