import { sql } from 'kysely';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { BackupRecord } from '../entities/backup-record.js';
import { emitRecord } from '../events.js';
import { identityOfRow, toBackupRecord } from './backup-record-row.js';
import { leaveGoneFull } from './backup-session.js';
import { findRecordRow, type RecordLocator } from './find-backup-record.js';
import type { MetadataParts } from './parts.js';
import { lockUser } from './user-lock.js';

/** Removes a record for good and returns what it was; null when the viewer sees none, which is no error (freezer.md §5). */
export async function deleteBackupRecord(
  parts: MetadataParts,
  locator: RecordLocator,
  viewer: Viewer,
): Promise<BackupRecord | null> {
  const owner = (await findRecordRow(parts.store.sql, locator, viewer))?.user_id;
  if (owner === undefined) return null;
  return parts.store.transaction(async (tx) => {
    await lockUser(tx, owner);
    const row = await findRecordRow(tx.sql, locator, viewer, true);
    if (!row) return null;
    await sql`delete from metadata.backup_record where seq = ${row.seq}`.execute(tx.sql);
    await leaveGoneFull(tx, row.user_id, identityOfRow(row));
    const record = toBackupRecord(row);
    emitRecord(parts.events, tx, 'removed', record);
    return record;
  });
}
