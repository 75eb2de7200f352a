import { sql } from 'kysely';
import { toGlobalId } from '../../../schema/global-id.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { BackupRecord } from '../entities/backup-record.js';
import type { BackupRecordStatus } from '../entities/backup-record-status.js';
import { backupSetOf, type BackupIdentity } from './backup-identity.js';
import { readDetails } from './record-details.js';

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

/** The record a row holds. Its document is parsed only when something of it is asked for. */
export function toBackupRecord(row: BackupRecordRow): BackupRecord {
  return new StoredRecord(row);
}

class StoredRecord extends BackupRecord {
  readonly #row: BackupRecordRow;
  #document: Readonly<Record<string, unknown>> | undefined;

  constructor(row: BackupRecordRow) {
    super();
    this.#row = row;
    this.id = toGlobalId('BackupRecord', row.backup_uuid);
    this.seq = row.seq;
    this.uuid = row.backup_uuid;
    this.backupId = row.backup_id;
    this.backupSet = backupSetOf(identityOfRow(row));
    this.userId = row.user_id;
    this.userName = row.user_name;
    this.tenantId = row.project_id;
    this.status = row.status;
    this.container = row.container;
    this.hostName = row.host_name;
    this.hostKey = row.host_key;
    this.backupName = row.backup_name;
    this.timestamp = row.backup_time;
    this.level = row.level;
    this.backupSession = row.session_time;
    this.sessionPosted = row.session_posted;
    this.metadataText = row.document;
  }

  static {
    const read = <F extends keyof BackupRecord>(
      field: F,
      get: (record: StoredRecord) => BackupRecord[F],
    ): void => {
      Object.defineProperty(StoredRecord.prototype, field, {
        get(this: StoredRecord) {
          return get(this);
        },
      });
    };
    const documentOf = (record: StoredRecord): Readonly<Record<string, unknown>> =>
      (record.#document ??= JSON.parse(record.metadataText) as Record<string, unknown>);
    read('metadata', documentOf);
    read('takenAt', (record) => instantOf(record.#row.backup_time));
    read('createdAt', (record) => new Date(record.#row.created_at));
    read('updatedAt', (record) => new Date(record.#row.updated_at));
    for (const field of Object.keys(readDetails) as (keyof typeof readDetails)[])
      read(field, (record) => readDetails[field](documentOf(record)));
  }
}

/** Null beyond the calendar. */
function instantOf(seconds: number): Date | null {
  const instant = new Date(seconds * 1000);
  return Number.isNaN(instant.getTime()) ? null : instant;
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
