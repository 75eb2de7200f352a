import { sql } from 'kysely';
import { Fault } from '../../kernel/errors/fault.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { BackupClient } from '../entities/backup-client.js';
import { clientIdOf } from './client-document.js';
import { alreadyRegistered, insertClient } from './create-backup-client.js';
import type { LegacyDocument } from './document.js';
import type { MetadataParts } from './parts.js';
import { changeClient } from './update-backup-client.js';

/**
 * Registers a client for its viewer's tenant, where its id is unique: registered again it takes the
 * members of the document and keeps its owner (freezer.md §6). Throws BAD_USER_INPUT without a client id
 * or a tenant, CONFLICT when another tenant has it.
 */
export async function registerSharedClient(
  parts: MetadataParts,
  document: LegacyDocument,
  viewer: Viewer,
): Promise<BackupClient> {
  const { tenantId } = viewer;
  const clientId = clientIdOf(document);
  if (tenantId === null)
    throw new Fault('BAD_USER_INPUT', 'A shared client needs a tenant, and you have none.');
  return parts.store.transaction(async (tx) => {
    // Of two who register it at once, the second finds what the first has made.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`metadata:client:${clientId}`}, 0))`.execute(
      tx.sql,
    );
    const { rows } = await sql<{ own: boolean }>`
      select project_id = ${tenantId} as own from metadata.backup_client
      where client_id = ${clientId} and project_id is not null order by own desc limit 1`.execute(tx.sql);
    const [known] = rows;
    if (!known) return insertClient(parts, tx, document, viewer);
    if (!known.own) throw alreadyRegistered(clientId);
    return changeClient(parts, tx, { clientId, tenantId }, { kind: 'merge', document }, viewer);
  });
}
