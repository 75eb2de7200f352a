import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { Fault } from '../../kernel/errors/fault.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { BackupRecord } from '../entities/backup-record.js';
import { BackupRecordStatus } from '../entities/backup-record-status.js';
import { emitRecord } from '../events.js';
import { backupIdOf, identityOf } from './backup-identity.js';
import { recordColumns, toBackupRecord, type BackupRecordRow } from './backup-record-row.js';
import { joinNewFull, sessionValue, statedSession } from './backup-session.js';
import type { LegacyDocument } from './document.js';
import { newHexId } from './hex-id.js';
import type { MetadataParts } from './parts.js';
import { text } from './record-details.js';
import { recordSearchIndex } from './record-search-index.js';
import { lockUser } from './user-lock.js';
import { ownerOf, type Owner } from './wall.js';

/** Registers a backup for its viewer. Throws BAD_USER_INPUT without a whole identity, CONFLICT when he has it already. */
export async function createBackupRecord(
  parts: MetadataParts,
  document: LegacyDocument,
  status: BackupRecordStatus | null | undefined,
  viewer: Viewer,
): Promise<BackupRecord> {
  const owner = ownerOf(viewer);
  const record = await parts.store.transaction((tx) =>
    insertBackupRecord(parts, tx, document, status ?? BackupRecordStatus.AVAILABLE, owner),
  );
  if (record) return record;
  const backupId = backupIdOf(identityOf(document.value));
  throw new Fault('CONFLICT', `Backup data already existing (${backupId})`, { details: { backupId } });
}

/** Registers a backup with the commit of `tx`; undefined when its owner has it already. BAD_USER_INPUT without a whole identity. */
export async function insertBackupRecord(
  { events }: Pick<MetadataParts, 'events'>,
  tx: Tx,
  document: LegacyDocument,
  status: BackupRecordStatus,
  owner: Owner,
): Promise<BackupRecord | undefined> {
  const identity = identityOf(document.value);
  const head = { backupId: backupIdOf(identity), uuid: newHexId(), status, ...owner };
  const stated = statedSession(document.value);
  const index = recordSearchIndex(head, document.value);
  await lockUser(tx, owner.userId);
  const { rows } = await sql<BackupRecordRow>`
    insert into metadata.backup_record (backup_uuid, backup_id, user_id, user_name, project_id, status, container, host_name,
      host_key, backup_name, backup_time, level, session_time, session_posted, mode, document, search, phrases)
    values (${head.uuid}, ${head.backupId}, ${owner.userId}, ${owner.userName}, ${owner.projectId}, ${head.status},
      ${identity.container}, ${identity.hostName}, ${identity.hostName.toLowerCase()}, ${identity.backupName},
      ${identity.timestamp}, ${identity.level}, ${sessionValue(stated, owner.userId, identity)}, ${stated.posted},
      ${text(document.value, 'mode')}, ${document.text}, ${index.keys}, ${index.phrases})
    on conflict (user_id, backup_id) do nothing
    returning ${recordColumns}`.execute(tx.sql);
  const [row] = rows;
  if (!row) return undefined;
  await joinNewFull(tx, owner.userId, identity);
  const record = toBackupRecord(row);
  emitRecord(events, tx, 'created', record);
  return record;
}
