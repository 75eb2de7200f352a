import type { IdentifiedRequest, LegacyRequest, OperationRow, Row, StaticRow } from '../route.js';
import { readBackupUpdate, readClientText, type BodyReader } from './body.js';
import { homeDocument, versionDocument } from './documents.js';
import { notFound } from './faults.js';
import { listVariables } from './list-query.js';
import { operations, type ClientData, type RecordData } from './operations.js';
import { rowDocuments as documents } from './row-documents.js';
import { backupShape, clientShape } from './shapes.js';

/** What the rows are made with. */
export interface RowParts {
  readonly bodies: BodyReader;
  /** Whether a caller's answers get the later spellings. */
  readonly spellings: (request: LegacyRequest) => boolean;
}

interface Changed<T> {
  readonly changed: T;
}

/** The rows of version 1, in the order of the document (freezer.md §3, §5, §6). */
export function freezerRows(parts: RowParts): Row[] {
  return [...openRows, ...backupRows(parts), ...clientRows(parts)];
}

const openRows: readonly StaticRow[] = [
  {
    method: 'GET',
    path: '/',
    access: 'public',
    status: 300,
    document: documents.versions,
    answer: () => versionDocument,
  },
  {
    method: 'GET',
    path: '/v1',
    access: 'dialect',
    status: 200,
    document: documents.home,
    answer: () => homeDocument,
  },
  {
    method: 'GET',
    path: '/healthcheck',
    access: 'public',
    status: 200,
    document: documents.healthy,
    answer: () => 'OK',
  },
  {
    method: 'GET',
    path: '/v1/health',
    access: 'public',
    status: 200,
    document: documents.healthyV1,
    answer: () => undefined,
  },
];

function backupRows({ bodies, spellings }: RowParts): Row[] {
  const list = '/v1/backups';
  const item = '/v1/backups/:id';
  const access = 'dialect';
  const shape = (record: RecordData, request: IdentifiedRequest): object =>
    backupShape(record, spellings(request));
  const locator = (request: IdentifiedRequest): object => ({
    backupId: request.params['id'],
    userId: request.viewer.userId,
  });
  const change = (request: IdentifiedRequest): Readonly<Record<string, unknown>> => ({
    input: { ...locator(request), ...readBackupUpdate(bodies.object(request)) },
  });
  return [
    {
      method: 'GET',
      path: list,
      access,
      status: 200,
      document: documents.listBackups,
      operation: operations.listBackups,
      variables: (request) => listVariables(request, bodies, true),
      shape: ({ backupRecords }, request) => ({
        backups: backupRecords.nodes.map((record) => shape(record, request)),
      }),
    } satisfies OperationRow<{ backupRecords: { nodes: RecordData[] } }>,
    {
      method: 'POST',
      path: list,
      access,
      status: 201,
      document: documents.createBackup,
      operation: operations.createBackup,
      variables: (request) => ({ input: { metadataText: bodies.object(request).text } }),
      shape: ({ createBackupRecord }) => ({ backup_id: createBackupRecord.record.backupId }),
    } satisfies OperationRow<{ createBackupRecord: { record: { backupId: string } } }>,
    {
      method: 'GET',
      path: item,
      access,
      status: 200,
      document: documents.showBackup,
      operation: operations.showBackup,
      variables: ({ params, viewer }) => ({ id: params['id'], userId: viewer.userId }),
      shape: ({ backupRecord }, request) => {
        if (!backupRecord) throw notFound('Backup', request.params['id'] ?? '');
        return shape(backupRecord, request);
      },
    } satisfies OperationRow<{ backupRecord: RecordData | null }>,
    {
      method: 'PATCH',
      path: item,
      access,
      status: 200,
      document: documents.updateBackup,
      operation: operations.updateBackup,
      variables: change,
      shape: ({ changed }, request) => shape(changed.record, request),
    } satisfies OperationRow<Changed<{ record: RecordData }>>,
    {
      method: 'PUT',
      path: item,
      access,
      status: 200,
      document: documents.replaceBackup,
      operation: operations.replaceBackup,
      variables: change,
      shape: ({ changed }, request) => shape(changed.record, request),
    } satisfies OperationRow<Changed<{ record: RecordData }>>,
    {
      method: 'DELETE',
      path: item,
      access,
      status: 204,
      document: documents.deleteBackup,
      operation: operations.deleteBackup,
      variables: (request) => ({ input: locator(request) }),
      shape: () => undefined,
    } satisfies OperationRow<unknown>,
  ];
}

function clientRows({ bodies }: RowParts): Row[] {
  const list = '/v1/clients';
  const item = '/v1/clients/:id';
  const access = 'dialect';
  const locator = (request: IdentifiedRequest): object => ({
    clientId: request.params['id'],
    userId: request.viewer.userId,
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
      variables: (request) => listVariables(request, bodies, false),
      shape: ({ backupClients }) => ({ clients: backupClients.nodes.map(clientShape) }),
    } satisfies OperationRow<{ backupClients: { nodes: ClientData[] } }>,
    {
      method: 'POST',
      path: list,
      access,
      status: 201,
      document: documents.createClient,
      operation: operations.createClient,
      variables: (request) => ({ input: { metadataText: readClientText(bodies.object(request)) } }),
      shape: ({ createBackupClient }) => ({ client_id: createBackupClient.client.clientId }),
    } satisfies OperationRow<{ createBackupClient: { client: { clientId: string } } }>,
    {
      method: 'GET',
      path: item,
      access,
      status: 200,
      document: documents.showClient,
      operation: operations.showClient,
      variables: ({ params, viewer }) => ({ id: params['id'], userId: viewer.userId }),
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
    } satisfies OperationRow<Changed<{ client: ClientData }>>,
    {
      method: 'PUT',
      path: item,
      access,
      status: 200,
      document: documents.replaceClient,
      operation: operations.replaceClient,
      variables: change,
      shape: ({ changed }) => clientShape(changed.client),
    } satisfies OperationRow<Changed<{ client: ClientData }>>,
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
