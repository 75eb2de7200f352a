import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { Fault } from '../../kernel/errors/fault.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { BackupClient } from '../entities/backup-client.js';
import { emitClient } from '../events.js';
import { clientColumns, toBackupClient, type BackupClientRow } from './backup-client-row.js';
import { clientSearchIndex, hostNameOf, refuseOtherClientId, withUuid } from './client-document.js';
import { documentOfText, documentOfValue, mergedDocument, type LegacyDocument } from './document.js';
import { findClientRow, type ClientLocator } from './find-backup-client.js';
import type { MetadataParts } from './parts.js';

/** A change of a client: `merge` puts members in, one level deep, `replace` puts a new document in place of the old. */
export interface ClientChange {
  readonly kind: 'merge' | 'replace';
  readonly document: LegacyDocument;
}

/** Changes a client the viewer sees. Throws NOT_FOUND, or BAD_USER_INPUT when the change states another client id. */
export async function updateBackupClient(
  parts: MetadataParts,
  locator: ClientLocator,
  change: ClientChange,
  viewer: Viewer,
): Promise<BackupClient> {
  return parts.store.transaction((tx) => changeClient(parts, tx, locator, change, viewer));
}

/** Changes a client within a transaction. */
export async function changeClient(
  parts: MetadataParts,
  tx: Tx,
  locator: ClientLocator,
  change: ClientChange,
  viewer: Viewer,
): Promise<BackupClient> {
  const row = await findClientRow(tx.sql, locator, viewer, true);
  if (!row) throw new Fault('NOT_FOUND', 'There is no such backup client.');
  const document = nextDocument(row, change, parts.documentBytes);
  const hostName = hostNameOf(row.client_id, document);
  const index = clientSearchIndex(row.user_id, row.project_id, document);
  const { rows } = await sql<BackupClientRow>`
      update metadata.backup_client set host_name = ${hostName}, host_key = ${hostName?.toLowerCase() ?? null},
        document = ${document.text}, search = ${index.keys}, phrases = ${index.phrases}, updated_at = now()
      where seq = ${row.seq} returning ${clientColumns}`.execute(tx.sql);
  const client = toBackupClient(rows[0] ?? row);
  emitClient(parts.events, tx, 'changed', client);
  return client;
}

/** A document always keeps its client id and a uuid: the ones it has when the change is silent. */
function nextDocument(row: BackupClientRow, change: ClientChange, limit: number): LegacyDocument {
  refuseOtherClientId(change.document, row.client_id);
  const present = documentOfText(row.document, Infinity);
  if (change.kind === 'merge') return withUuid(mergedDocument(present, change.document, limit), limit);
  const own = Object.hasOwn(change.document.value, 'client_id');
  const named = own
    ? change.document
    : mergedDocument(documentOfValue({ client_id: row.client_id }, limit), change.document, limit);
  return withUuid(named, limit, String(present.value['uuid']));
}
