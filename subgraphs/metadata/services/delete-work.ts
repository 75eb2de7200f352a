import type { Viewer } from '../../kernel/identity/viewer.js';
import { findWork, type WorkLocator } from './find-work.js';
import { lockMembership } from './owner-lock.js';
import type { MetadataParts } from './parts.js';
import { jobsOf } from './session-document.js';
import { forgetMember, leaveSession, lockedRelative } from './session-members.js';
import { actionKind, jobKind, sessionKind } from './work-kind.js';
import { docOf, type WorkRow } from './work-row.js';
import { removeWork } from './write-work.js';

/** Removes an action for good; jobs that hold it keep their copy. Undefined when the viewer sees none. */
export async function deleteAction(
  parts: MetadataParts,
  locator: WorkLocator,
  viewer: Viewer,
): Promise<WorkRow | undefined> {
  return parts.store.transaction(async (tx) => {
    const row = await findWork(tx.sql, actionKind, locator, viewer, true);
    if (row) await removeWork(parts, tx, actionKind, row);
    return row;
  });
}

/** Removes a job for good and takes it out of its session; its actions stay. Undefined when the viewer sees none. */
export async function deleteJob(
  parts: MetadataParts,
  locator: WorkLocator,
  viewer: Viewer,
): Promise<WorkRow | undefined> {
  return parts.store.transaction(async (tx) => {
    await lockMembership(tx);
    const seen = await findWork(tx.sql, jobKind, locator, viewer);
    if (!seen) return undefined;
    const sessionId = String(docOf(seen)['session_id']);
    const session = sessionId === '' ? undefined : await lockedRelative(tx, sessionKind, sessionId, seen);
    const row = await findWork(tx.sql, jobKind, locator, viewer, true);
    if (!row) return undefined;
    if (session) await forgetMember(parts, tx, session, row.native_id);
    await removeWork(parts, tx, jobKind, row);
    return row;
  });
}

/** Removes a session for good; its jobs leave it as if each had been taken out. Undefined when the viewer sees none. */
export async function deleteSession(
  parts: MetadataParts,
  locator: WorkLocator,
  viewer: Viewer,
): Promise<WorkRow | undefined> {
  return parts.store.transaction(async (tx) => {
    await lockMembership(tx);
    const row = await findWork(tx.sql, sessionKind, locator, viewer, true);
    if (!row) return undefined;
    for (const jobId of Object.keys(jobsOf(docOf(row))).toSorted()) {
      const job = await lockedRelative(tx, jobKind, jobId, row);
      if (job && docOf(job)['session_id'] === row.native_id) await leaveSession(parts, tx, job);
    }
    await removeWork(parts, tx, sessionKind, row);
    return row;
  });
}
