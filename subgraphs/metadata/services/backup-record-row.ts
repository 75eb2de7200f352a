import { sql } from 'kysely';
import { toGlobalId } from '../../../schema/global-id.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { BackupRecord } from '../entities/backup-record.js';
import type { BackupRecordStatus } from '../entities/backup-record-status.js';
import { backupSetOf, type BackupIdentity } from './backup-identity.js';
import { recordDetailsOf } from './record-details.js';

/** A row of `metadata.backup_record` as `recordColumns` reads it. */
export interface BackupRecordRow {
  seq: LongValue;
  backup_uuid: string;
  backup_id: string;
  user_id: string;
  user_name: string | null;
  project_id: string | null;
  status: BackupRecordStatus;
  container: string;
  host_name: string;
  host_key: string;
  backup_name: string;
  backup_time: number;
  level: number;
  session_time: LongValue | null;
  session_posted: boolean;
  document: string;
  created_at: string;
  updated_at: string;
}

/** The columns of a record; the search index stays in the database. */
export const recordColumns =
  sql.raw(`seq, backup_uuid, backup_id, user_id, user_name, project_id, status, container,
  host_name, host_key, backup_name, backup_time, level, session_time, session_posted, document::text as document, created_at, updated_at`);

/** The record a row holds. */
export function toBackupRecord(row: BackupRecordRow): BackupRecord {
  const metadata = JSON.parse(row.document) as Record<string, unknown>;
  const takenAt = new Date(row.backup_time * 1000);
  return Object.assign(new BackupRecord(), recordDetailsOf(metadata), {
    id: toGlobalId('BackupRecord', row.backup_uuid),
    seq: row.seq,
    uuid: row.backup_uuid,
    backupId: row.backup_id,
    backupSet: backupSetOf(identityOfRow(row)),
    userId: row.user_id,
    userName: row.user_name,
    tenantId: row.project_id,
    status: row.status,
    container: row.container,
    hostName: row.host_name,
    hostKey: row.host_key,
    backupName: row.backup_name,
    timestamp: row.backup_time,
    takenAt: Number.isNaN(takenAt.getTime()) ? null : takenAt,
    level: row.level,
    backupSession: row.session_time,
    sessionPosted: row.session_posted,
    metadata,
    metadataText: row.document,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  });
}

/** The parts of the identity as the columns keep them. */
export function identityOfRow(row: BackupRecordRow): BackupIdentity {
  return {
    container: row.container,
    hostName: row.host_name,
    backupName: row.backup_name,
    timestamp: row.backup_time,
    level: row.level,
  };
}
