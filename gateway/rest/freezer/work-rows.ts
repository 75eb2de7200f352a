import type { IdentifiedRequest, OperationRow, Row } from '../route.js';
import type { RowParts } from './backup-rows.js';
import { inScope, type Edition } from './edition.js';
import { forbidden, notFound } from './faults.js';
import { listVariables } from './list-query.js';
import { workDocuments } from './work-documents.js';
import {
  workNouns,
  workOperations,
  type WorkData,
  type WorkNoun,
  type WorkState,
} from './work-operations.js';

interface Changed {
  readonly changed: { readonly state: WorkState };
}

/** The rows of actions, jobs and sessions (freezer.md §7). */
export function workRows(edition: Edition, parts: RowParts): Row[] {
  return workNouns.flatMap((noun) => rowsOf(noun, edition, parts));
}

function rowsOf(one: WorkNoun, edition: Edition, { bodies }: RowParts): Row[] {
  const list = `${edition.prefix}/${one.plural}`;
  const item = `${list}/:id`;
  const access = 'dialect';
  const idKey = `${one.noun}_id`;
  const operations = workOperations(one);
  const documents = workDocuments(one);
  const locator = (request: IdentifiedRequest): object => ({
    [`${one.noun}Id`]: request.params['id'],
    ...inScope(edition, request),
  });
  const change = (request: IdentifiedRequest): Readonly<Record<string, unknown>> => ({
    input: { ...locator(request), metadataText: bodies.object(request).text },
  });
  const changed = ({ changed: { state } }: Changed): object => ({
    [idKey]: state.nativeId,
    version: state.version,
  });
  return [
    {
      method: 'GET',
      path: list,
      access,
      status: 200,
      document: documents.list,
      operation: operations.list,
      variables: (request) => {
        const variables = listVariables(request, bodies, edition, false);
        return one.noun === 'job' && edition.version === 'v2' ? ofAllProjects(variables, request) : variables;
      },
      shape: (data) => ({ [one.plural]: data.list.nodes.map(shape) }),
    } satisfies OperationRow<{ list: { nodes: WorkData[] } }>,
    {
      method: 'POST',
      path: list,
      access,
      status: 201,
      document: documents.create,
      operation: operations.create,
      variables: (request) => {
        const metadataText = bodies.object(request).text;
        const checked = one.noun === 'job' && edition.version === 'v2';
        return { input: { metadataText, ...(checked ? { forKnownClient: true } : {}) } };
      },
      shape: (data) => ({ [idKey]: data.changed.state.nativeId }),
    } satisfies OperationRow<Changed>,
    {
      method: 'GET',
      path: item,
      access,
      status: 200,
      document: documents.show,
      operation: operations.show,
      variables: (request) => ({ id: request.params['id'], ...inScope(edition, request) }),
      shape: ({ shown }, request) => {
        if (!shown) throw notFound(one.type, request.params['id'] ?? '');
        return shape(shown);
      },
    } satisfies OperationRow<{ shown: WorkData | null }>,
    {
      method: 'PATCH',
      path: item,
      access,
      status: 200,
      document: documents.update,
      operation: operations.update,
      variables: change,
      shape: changed,
    } satisfies OperationRow<Changed>,
    {
      method: 'POST',
      path: item,
      access,
      status: 201,
      document: documents.replace,
      operation: operations.replace,
      variables: change,
      shape: changed,
    } satisfies OperationRow<Changed>,
    {
      method: 'DELETE',
      path: item,
      access,
      status: 204,
      document: documents.remove,
      operation: operations.remove,
      variables: (request) => ({ input: locator(request) }),
      shape: ({ removed }, request) => {
        if (!removed.deleted && edition.version === 'v1')
          throw notFound(one.type, request.params['id'] ?? '');
        return undefined;
      },
    } satisfies OperationRow<{ removed: { deleted: boolean } }>,
  ];
}

/** A document as the API shows it, with its owner. */
function shape({ metadataText, userId, tenantId, version }: WorkData): object {
  const document = JSON.parse(metadataText) as object;
  return { ...document, user_id: userId, project_id: tenantId, _version: version };
}

/** Whoever administers the projects may list the jobs of all of them. Throws a Refusal. */
function ofAllProjects(
  variables: Readonly<Record<string, unknown>>,
  { query, viewer }: IdentifiedRequest,
): Readonly<Record<string, unknown>> {
  if (!/^(?:true|1|yes|on)$/i.test(query.get('all_projects') ?? '')) return variables;
  if (viewer.role !== 'admin') throw forbidden('Only an administrator may list the jobs of all projects.');
  const { tenantId: _own, ...filter } = variables['filter'] as Readonly<Record<string, unknown>>;
  return { ...variables, filter: { ...filter, everyTenant: true } };
}
