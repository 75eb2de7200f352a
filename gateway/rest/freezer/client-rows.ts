import type { IdentifiedRequest, OperationRow, Row } from '../route.js';
import type { RowParts } from './backup-rows.js';
import { readClientText } from './body.js';
import { refuseUnusableClient } from './client-check.js';
import { inScope, type Edition } from './edition.js';
import { notFound } from './faults.js';
import { listVariables } from './list-query.js';
import { operations, type ClientData } from './operations.js';
import { rowDocuments as documents } from './row-documents.js';
import { clientShape } from './shapes.js';

interface Changed {
  readonly changed: { readonly client: ClientData };
}

/** The rows of clients (freezer.md §6). */
export function clientRows(edition: Edition, { bodies }: RowParts): Row[] {
  const list = `${edition.prefix}/clients`;
  const item = `${edition.prefix}/clients/:id`;
  const access = 'dialect';
  const locator = (request: IdentifiedRequest): object => ({
    clientId: request.params['id'],
    ...inScope(edition, request),
  });
  const change = (request: IdentifiedRequest): Readonly<Record<string, unknown>> => ({
    input: { ...locator(request), metadataText: readClientText(bodies.object(request)) },
  });
  return [
    {
      method: 'GET',
      path: list,
      access,
      status: 200,
      document: documents.listClients,
      operation: operations.listClients,
      variables: (request) => listVariables(request, bodies, edition, false),
      shape: ({ backupClients }) => ({ clients: backupClients.nodes.map(clientShape) }),
    } satisfies OperationRow<{ backupClients: { nodes: ClientData[] } }>,
    {
      method: 'POST',
      path: list,
      access,
      status: 201,
      document: documents.createClient,
      operation: operations.createClient,
      variables: (request) => {
        const metadataText = readClientText(bodies.object(request));
        if (edition.version === 'v1') return { input: { metadataText } };
        refuseUnusableClient(JSON.parse(metadataText), request);
        return { input: { metadataText, shared: true } };
      },
      shape: ({ createBackupClient }) => ({ client_id: createBackupClient.client.clientId }),
    } satisfies OperationRow<{ createBackupClient: { client: { clientId: string } } }>,
    {
      method: 'GET',
      path: item,
      access,
      status: 200,
      document: documents.showClient,
      operation: operations.showClient,
      variables: (request) => ({ id: request.params['id'], ...inScope(edition, request) }),
      shape: ({ backupClient }, request) => {
        if (!backupClient) throw notFound('Client', request.params['id'] ?? '');
        return clientShape(backupClient);
      },
    } satisfies OperationRow<{ backupClient: ClientData | null }>,
    {
      method: 'PATCH',
      path: item,
      access,
      status: 200,
      document: documents.updateClient,
      operation: operations.updateClient,
      variables: change,
      shape: ({ changed }) => clientShape(changed.client),
    } satisfies OperationRow<Changed>,
    {
      method: 'PUT',
      path: item,
      access,
      status: 200,
      document: documents.replaceClient,
      operation: operations.replaceClient,
      variables: change,
      shape: ({ changed }) => clientShape(changed.client),
    } satisfies OperationRow<Changed>,
    {
      method: 'DELETE',
      path: item,
      access,
      status: 204,
      document: documents.deleteClient,
      operation: operations.deleteClient,
      variables: (request) => ({ input: locator(request) }),
      shape: () => undefined,
    } satisfies OperationRow<unknown>,
  ];
}
