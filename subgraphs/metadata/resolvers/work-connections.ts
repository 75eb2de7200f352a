import { connectionType, type Page } from '../../../schema/paging/connection.js';
import { Action } from '../entities/action.js';
import { Job } from '../entities/job.js';
import { Session } from '../entities/session.js';

/** A page of actions. */
export const ActionConnection = connectionType(Action, 'actions');

/** A page of jobs. */
export const JobConnection = connectionType(Job, 'jobs');

/** A page of sessions. */
export const SessionConnection = connectionType(Session, 'sessions');

/** The same page with what its rows stand for. */
export function entityPage<R, T extends object>(page: Page<R>, toEntity: (row: R) => T): Page<T> {
  return { ...page, nodes: page.nodes.map(toEntity) };
}
