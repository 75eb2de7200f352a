import type { Tx } from '../../kernel/database/store.js';
import { actionDocument, mergedAction } from './action-document.js';
import { objectOf, withoutNulls } from './checked-values.js';
import { jobDocument, mergedJob, newTimes, unixNow } from './job-document.js';
import type { MetadataParts } from './parts.js';
import { jobsOf, mergedSession, sessionDocument } from './session-document.js';
import { settleActions } from './settle-actions.js';
import { actionKind, jobKind, sessionKind, type WorkKind } from './work-kind.js';
import type { Doc, Owner } from './work-row.js';

/** How the documents of one kind come about. All throw BAD_USER_INPUT for what cannot be stored. */
export interface WorkRules {
  readonly kind: WorkKind;
  /** A new document, or one in place of `present`. */
  readonly whole: (posted: Doc, id: string, present?: Doc) => Doc;
  /** The present document with a change in it. */
  readonly changed: (present: Doc, change: Doc, id: string) => Doc;
  /** Writes what belongs to a document before the document itself is written; needs the owner's lock. */
  readonly settle?: (parts: MetadataParts, tx: Tx, owner: Owner, document: Doc) => Promise<Doc>;
}

/** Actions. */
export const actionRules: WorkRules = {
  kind: actionKind,
  whole: (posted, id) => actionDocument(posted, id),
  changed: (present, change, id) => actionDocument(mergedAction(present, change), id),
};

/** Jobs. One put in the place of another keeps the time of its creation and its session. */
export const jobRules: WorkRules = {
  kind: jobKind,
  whole: (posted, id, present) => {
    const times = newTimes(unixNow());
    if (!present) return jobDocument(posted, id, times);
    const { time_created } = objectOf('job_schedule', present['job_schedule']);
    const { session_id, session_tag } = present;
    return jobDocument({ session_id, session_tag, ...withoutNulls(posted) }, id, { ...times, time_created });
  },
  changed: (present, change, id) => jobDocument(mergedJob(present, change), id, {}),
  settle: settleActions,
};

/** Sessions. */
export const sessionRules: WorkRules = {
  kind: sessionKind,
  whole: (posted, id, present) => sessionDocument(posted, id, present ? jobsOf(present) : {}),
  changed: (present, change, id) => sessionDocument(mergedSession(present, change), id, jobsOf(present)),
};
