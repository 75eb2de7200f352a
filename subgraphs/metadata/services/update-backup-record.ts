import { sql } from 'kysely';
import { Fault } from '../../kernel/errors/fault.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { BackupRecord } from '../entities/backup-record.js';
import type { BackupRecordStatus } from '../entities/backup-record-status.js';
import { emitRecord } from '../events.js';
import { refuseOtherIdentity } from './backup-identity.js';
import { identityOfRow, recordColumns, toBackupRecord, type BackupRecordRow } from './backup-record-row.js';
import { sessionValue, statedSession } from './backup-session.js';
import { documentOfText, mergedDocument, type LegacyDocument } from './document.js';
import { findRecordRow, type RecordLocator } from './find-backup-record.js';
import type { MetadataParts } from './parts.js';
import { text } from './record-details.js';
import { recordSearchIndex } from './record-search-index.js';
import { lockUser } from './user-lock.js';

/** A change of a record: `merge` puts members in, one level deep, `replace` puts a new document in place. */
export interface RecordChange {
  readonly kind: 'merge' | 'replace';
  /** Undefined leaves the document as it is. */
  readonly document?: LegacyDocument | undefined;
  readonly status?: BackupRecordStatus | null | undefined;
}

/** Changes a record the viewer sees. Throws NOT_FOUND, or BAD_USER_INPUT when the change states another identity. */
export async function updateBackupRecord(
  parts: MetadataParts,
  locator: RecordLocator,
  change: RecordChange,
  viewer: Viewer,
): Promise<BackupRecord> {
  const owner = (await findRecordRow(parts.store.sql, locator, viewer))?.user_id;
  return parts.store.transaction(async (tx) => {
    if (owner !== undefined) await lockUser(tx, owner);
    const row = await findRecordRow(tx.sql, locator, viewer, true);
    if (!row) throw new Fault('NOT_FOUND', 'There is no such backup record.');
    const next = nextDocument(row, change, parts.documentBytes);
    const head = {
      backupId: row.backup_id,
      uuid: row.backup_uuid,
      userId: row.user_id,
      userName: row.user_name,
      projectId: row.project_id,
      status: change.status ?? row.status,
    };
    const index = recordSearchIndex(head, next.value);
    const stated = statedSession(next.value);
    const { rows } = await sql<BackupRecordRow>`
      update metadata.backup_record set status = ${head.status}, document = ${next.text}, mode = ${text(next.value, 'mode')},
        session_time = ${sessionValue(stated, row.user_id, identityOfRow(row))}, session_posted = ${stated.posted},
        search = ${index.keys}, phrases = ${index.phrases}, updated_at = now()
      where seq = ${row.seq} returning ${recordColumns}`.execute(tx.sql);
    const record = toBackupRecord(rows[0] ?? row);
    emitRecord(parts.events, tx, 'changed', record);
    return record;
  });
}

function nextDocument(row: BackupRecordRow, change: RecordChange, limit: number): LegacyDocument {
  const present = documentOfText(row.document, Infinity);
  if (!change.document) return present;
  refuseOtherIdentity(change.document.value, identityOfRow(row));
  return change.kind === 'merge' ? mergedDocument(present, change.document, limit) : change.document;
}
