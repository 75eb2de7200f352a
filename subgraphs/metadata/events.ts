import type { Tx } from '../kernel/database/store.js';
import type { Events } from '../kernel/events/events.js';
import type { BackupClient } from './entities/backup-client.js';
import type { BackupRecord } from './entities/backup-record.js';

/** Name of the subgraph in the event log, the schema and the configuration. */
export const metadataName = 'metadata';

/** What can happen to a record or client. */
export type Change = 'created' | 'changed' | 'removed';

/** Logs `backup-record.<change>` with the transaction; the payload says which one and where it stands. */
export function emitRecord(events: Events, tx: Tx, change: Change, record: BackupRecord): void {
  events.emit(tx, {
    subgraph: metadataName,
    kind: `backup-record.${change}`,
    subject: record.uuid,
    tenantId: record.tenantId,
    payload: {
      uuid: record.uuid,
      backupId: record.backupId,
      userId: record.userId,
      container: record.container,
      hostName: record.hostName,
      backupName: record.backupName,
      timestamp: record.timestamp,
      level: record.level,
      status: record.status,
    },
  });
}

/** Logs `backup-client.<change>` with the transaction. */
export function emitClient(events: Events, tx: Tx, change: Change, client: BackupClient): void {
  events.emit(tx, {
    subgraph: metadataName,
    kind: `backup-client.${change}`,
    subject: String(client.seq),
    tenantId: client.tenantId,
    payload: { clientId: client.clientId, userId: client.userId, hostName: client.hostName },
  });
}
