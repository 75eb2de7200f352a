import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { Fault } from '../../kernel/errors/fault.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { BackupClient } from '../entities/backup-client.js';
import { emitClient } from '../events.js';
import { clientColumns, toBackupClient, type BackupClientRow } from './backup-client-row.js';
import { clientIdOf, clientSearchIndex, hostNameOf, withUuid } from './client-document.js';
import type { LegacyDocument } from './document.js';
import type { MetadataParts } from './parts.js';
import { lockUser } from './user-lock.js';
import { ownerOf } from './wall.js';

/** Registers a client for its viewer. Throws BAD_USER_INPUT without a client id, CONFLICT when he has it already. */
export async function createBackupClient(
  parts: MetadataParts,
  posted: LegacyDocument,
  viewer: Viewer,
): Promise<BackupClient> {
  return parts.store.transaction((tx) => insertClient(parts, tx, posted, viewer));
}

/** Registers a client within a transaction. */
export async function insertClient(
  parts: MetadataParts,
  tx: Tx,
  posted: LegacyDocument,
  viewer: Viewer,
): Promise<BackupClient> {
  const owner = ownerOf(viewer);
  const clientId = clientIdOf(posted);
  const document = withUuid(posted, parts.documentBytes);
  const hostName = hostNameOf(clientId, document);
  const index = clientSearchIndex(owner.userId, owner.projectId, document);
  await lockUser(tx, owner.userId);
  const { rows } = await sql<BackupClientRow>`
      insert into metadata.backup_client (client_id, user_id, user_name, project_id, host_name, host_key, document, search, phrases)
      values (${clientId}, ${owner.userId}, ${owner.userName}, ${owner.projectId}, ${hostName}, ${hostName?.toLowerCase() ?? null},
        ${document.text}, ${index.keys}, ${index.phrases})
      on conflict (user_id, client_id) do nothing
      returning ${clientColumns}`.execute(tx.sql);
  const [row] = rows;
  if (!row) throw alreadyRegistered(clientId);
  const client = toBackupClient(row);
  emitClient(parts.events, tx, 'created', client);
  return client;
}

/** CONFLICT that names the client. */
export function alreadyRegistered(clientId: string): Fault {
  return new Fault('CONFLICT', `Client already registered (${clientId})`, { details: { clientId } });
}
