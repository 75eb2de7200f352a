import type { IdentifiedRequest, LegacyRequest, OperationRow, Row } from '../route.js';
import { readBackupUpdate, type BodyReader } from './body.js';
import { inScope, type Edition } from './edition.js';
import { notFound } from './faults.js';
import { listVariables } from './list-query.js';
import { operations, type RecordData } from './operations.js';
import { rowDocuments as documents } from './row-documents.js';
import { backupIdIn, backupShape } from './shapes.js';

/** What the rows are made with. */
export interface RowParts {
  readonly bodies: BodyReader;
  /** Whether a caller's answers get the later spellings. */
  readonly spellings: (request: LegacyRequest) => boolean;
}

interface Changed {
  readonly changed: { readonly record: RecordData };
}

/** The rows of backups (freezer.md §5). */
export function backupRows(edition: Edition, { bodies, spellings }: RowParts): Row[] {
  const list = `${edition.prefix}/backups`;
  const item = `${edition.prefix}/backups/:id`;
  const access = 'dialect';
  const shape = (record: RecordData, request: IdentifiedRequest): object =>
    backupShape(record, edition, spellings(request));
  const locator = (request: IdentifiedRequest): object => ({
    backupId: request.params['id'],
    ...inScope(edition, request),
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
      variables: (request) => listVariables(request, bodies, edition, true),
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
      shape: ({ createBackupRecord }) => ({ backup_id: backupIdIn(edition, createBackupRecord.record) }),
    } satisfies OperationRow<{ createBackupRecord: { record: { backupId: string; uuid: string } } }>,
    {
      method: 'GET',
      path: item,
      access,
      status: 200,
      document: documents.showBackup,
      operation: operations.showBackup,
      variables: (request) => ({ id: request.params['id'], ...inScope(edition, request) }),
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
    } satisfies OperationRow<Changed>,
    {
      method: 'PUT',
      path: item,
      access,
      status: 200,
      document: documents.replaceBackup,
      operation: operations.replaceBackup,
      variables: change,
      shape: ({ changed }, request) => shape(changed.record, request),
    } satisfies OperationRow<Changed>,
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
