import type { IdentifiedRequest, OperationRow, Row } from '../route.js';
import type { RowParts } from './backup-rows.js';
import { inScope, type Edition } from './edition.js';
import { readJobEvent, readSessionAction } from './run-body.js';
import { runDocuments as documents } from './work-documents.js';
import { runOperations as operations } from './work-operations.js';

const results: Readonly<Record<string, string>> = {
  STARTED: 'success',
  HOLD_OFF: 'hold-off',
  OUT_OF_SYNC: 'out-of-sync',
};

interface Run {
  readonly started?: { readonly result: string; readonly session: { readonly sessionTag: number | string } };
  readonly ended?: { readonly session: { readonly sessionTag: number | string } };
}

/** What is asked of jobs, and how sessions run (freezer.md §7). */
export function runRows(edition: Edition, { bodies }: RowParts): Row[] {
  const { prefix } = edition;
  const access = 'dialect';
  const session = (request: IdentifiedRequest): object => ({
    sessionId: request.params['id'],
    ...inScope(edition, request),
  });
  const member = (request: IdentifiedRequest): Readonly<Record<string, unknown>> => ({
    input: { ...session(request), jobId: request.params['job'] },
  });
  return [
    {
      method: 'POST',
      path: `${prefix}/jobs/:id/event`,
      access,
      status: 202,
      document: documents.event,
      operation: operations.request,
      variables: (request) => {
        const event = readJobEvent(bodies.optional(request)).toUpperCase();
        return { input: { jobId: request.params['id'], ...inScope(edition, request), request: event } };
      },
      shape: ({ requestJob }, request) => ({
        result: requestJob.requested
          ? 'success'
          : `${readJobEvent(bodies.optional(request))} already requested`,
      }),
    } satisfies OperationRow<{ requestJob: { requested: boolean } }>,
    {
      method: 'POST',
      path: `${prefix}/sessions/:id/action`,
      access,
      status: 202,
      document: documents.action,
      operation: operations.run,
      variables: (request) => {
        const { action, jobId, currentTag, result } = readSessionAction(bodies.optional(request));
        const start = { ...session(request), jobId, currentTag };
        return { start, end: { ...start, result }, ends: action === 'end' };
      },
      shape: ({ started, ended }) => ({
        result: ended ? 'success' : results[started?.result ?? ''],
        session_tag: Number((ended ?? started)?.session.sessionTag),
      }),
    } satisfies OperationRow<Run>,
    {
      method: 'PUT',
      path: `${prefix}/sessions/:id/jobs/:job`,
      access,
      status: 204,
      document: documents.addJob,
      operation: operations.addJob,
      variables: member,
      shape: () => undefined,
    } satisfies OperationRow<unknown>,
    {
      method: 'DELETE',
      path: `${prefix}/sessions/:id/jobs/:job`,
      access,
      status: 204,
      document: documents.removeJob,
      operation: operations.removeJob,
      variables: member,
      shape: () => undefined,
    } satisfies OperationRow<unknown>,
  ];
}
