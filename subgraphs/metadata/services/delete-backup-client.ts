import { sql } from 'kysely';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { BackupClient } from '../entities/backup-client.js';
import { emitClient } from '../events.js';
import { toBackupClient } from './backup-client-row.js';
import { findClientRow, type ClientLocator } from './find-backup-client.js';
import type { MetadataParts } from './parts.js';

/** Removes a client for good and returns what it was; null when the viewer sees none, which is no error (freezer.md §6). */
export async function deleteBackupClient(
  parts: MetadataParts,
  locator: ClientLocator,
  viewer: Viewer,
): Promise<BackupClient | null> {
  return parts.store.transaction(async (tx) => {
    const row = await findClientRow(tx.sql, locator, viewer, true);
    if (!row) return null;
    await sql`delete from metadata.backup_client where seq = ${row.seq}`.execute(tx.sql);
    const client = toBackupClient(row);
    emitClient(parts.events, tx, 'removed', client);
    return client;
  });
}
