import { sql } from 'kysely';
import { keyOf } from '../../../schema/global-id.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { BackupClient } from '../entities/backup-client.js';
import type { BackupRecord } from '../entities/backup-record.js';
import { clientColumns, toBackupClient, type BackupClientRow } from './backup-client-row.js';
import { recordColumns, toBackupRecord, type BackupRecordRow } from './backup-record-row.js';
import type { MetadataParts } from './parts.js';
import { isKeepable, visibleTo } from './wall.js';

/** The records of these global ids by one statement; null where the viewer sees none. */
export async function recordsById(
  parts: MetadataParts,
  ids: readonly string[],
  viewer: Viewer,
): Promise<(BackupRecord | null)[]> {
  const uuids = ids
    .map((id) => keyOf('BackupRecord', id))
    .filter((uuid) => uuid !== undefined && isKeepable(uuid));
  const { rows } = await sql<BackupRecordRow>`
    select ${recordColumns} from metadata.backup_record
    where backup_uuid = any(${uuids}::text[]) and ${visibleTo(viewer)}`.execute(parts.store.sql);
  const found = new Map(rows.map(toBackupRecord).map((record) => [record.id, record]));
  return ids.map((id) => found.get(id) ?? null);
}

/** The clients of these global ids by one statement; null where the viewer sees none. */
export async function clientsById(
  parts: MetadataParts,
  ids: readonly string[],
  viewer: Viewer,
): Promise<(BackupClient | null)[]> {
  const keys = ids
    .map((id) => keyOf('BackupClient', id))
    .filter((key) => key !== undefined && /^\d{1,15}$/.test(key));
  const { rows } = await sql<BackupClientRow>`
    select ${clientColumns} from metadata.backup_client
    where seq = any(${keys}::bigint[]) and ${visibleTo(viewer)}`.execute(parts.store.sql);
  const found = new Map(rows.map(toBackupClient).map((client) => [client.id, client]));
  return ids.map((id) => found.get(id) ?? null);
}
