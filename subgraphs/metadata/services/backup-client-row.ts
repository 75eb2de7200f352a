import { sql } from 'kysely';
import { toGlobalId } from '../../../schema/global-id.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { BackupClient } from '../entities/backup-client.js';
import { text } from './record-details.js';

/** A row of `metadata.backup_client` as `clientColumns` reads it. */
export interface BackupClientRow {
  seq: number;
  client_id: string;
  user_id: string;
  user_name: string | null;
  project_id: string | null;
  host_name: string | null;
  host_key: string | null;
  document: string;
  created_at: string;
  updated_at: string;
}

/** The columns of a client; the search index stays in the database. */
export const clientColumns = sql.raw(
  'seq, client_id, user_id, user_name, project_id, host_name, host_key, document::text as document, created_at, updated_at',
);

/** The client a row holds. */
export function toBackupClient(row: BackupClientRow): BackupClient {
  const metadata = JSON.parse(row.document) as Record<string, unknown>;
  return Object.assign(new BackupClient(), {
    id: toGlobalId('BackupClient', String(row.seq)),
    seq: row.seq as LongValue,
    clientId: row.client_id,
    uuid: text(metadata, 'uuid'),
    userId: row.user_id,
    userName: row.user_name,
    tenantId: row.project_id,
    hostName: row.host_name,
    hostKey: row.host_key,
    description: text(metadata, 'description'),
    configId: text(metadata, 'config_id'),
    metadata,
    metadataText: row.document,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  });
}
