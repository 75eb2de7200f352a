import type { Tx } from '../kernel/database/store.js';
import type { Events } from '../kernel/events/events.js';
import type { BackupClient } from './entities/backup-client.js';
import type { BackupRecord } from './entities/backup-record.js';
import type { WorkKind } from './services/work-kind.js';
import { docOf, type Doc, type WorkRow } from './services/work-row.js';

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

/** What can happen to an action, job or session; the last three are requests and runs. */
export type WorkChange = Change | 'requested' | 'started' | 'ended';

/** Logs `<action|job|session>.<change>` with the transaction; the payload is how it stands after it. */
export function emitWork(events: Events, tx: Tx, kind: WorkKind, change: WorkChange, row: WorkRow): void {
  const { job_schedule: schedule, ...document } = docOf(row);
  const state = { ...document, ...(schedule as Doc | undefined) };
  events.emit(tx, {
    subgraph: metadataName,
    kind: `${kind.table}.${change}`,
    subject: String(row.seq),
    tenantId: row.project_id,
    payload: {
      nativeId: row.native_id,
      userId: row.user_id,
      version: row.version,
      ...Object.fromEntries(told.map((key) => [key, state[key] ?? null])),
    },
  });
}

/** What the payload of such an event tells of the document; null where it has none of it. */
const told = ['client_id', 'session_id', 'session_tag', 'event', 'status', 'result'] as const;
