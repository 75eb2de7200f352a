/** What the later Freezer API keeps beside backups and clients; all three live in tables of one form (freezer.md §7). */
export interface WorkKind {
  /** Table, word in events and in messages. */
  readonly table: 'action' | 'job' | 'session';
  /** Name of the type in the graph. */
  readonly type: 'Action' | 'Job' | 'Session';
  /** Key of its id in the legacy document. */
  readonly idKey: 'action_id' | 'job_id' | 'session_id';
}

/** One thing to be done. */
export const actionKind: WorkKind = { table: 'action', type: 'Action', idKey: 'action_id' };

/** Actions of one client on a schedule. */
export const jobKind: WorkKind = { table: 'job', type: 'Job', idKey: 'job_id' };

/** Jobs of several clients that start together. */
export const sessionKind: WorkKind = { table: 'session', type: 'Session', idKey: 'session_id' };
