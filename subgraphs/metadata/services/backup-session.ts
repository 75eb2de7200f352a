import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { BackupIdentity } from './backup-identity.js';

/** The session a document states itself; `posted` is false when it is silent and the session is to be found. */
export interface StatedSession {
  readonly posted: boolean;
  readonly time: number | null;
}

/** Reads `backup_session`. A value that is no integer states a session nobody can find. */
export function statedSession(document: Readonly<Record<string, unknown>>): StatedSession {
  const stated = document['backup_session'];
  if (stated === undefined || stated === null) return { posted: false, time: null };
  const time = typeof stated === 'string' && /^\d{1,15}$/.test(stated) ? Number(stated) : stated;
  return { posted: true, time: Number.isSafeInteger(time) ? (time as number) : null };
}

/** The value of the session column: as stated, else the own time of a full backup, else the newest full backup of the set not later. */
export function sessionValue(
  stated: StatedSession,
  userId: string,
  identity: BackupIdentity,
): RawBuilder<unknown> {
  if (stated.posted) return sql`${stated.time}::bigint`;
  if (identity.level === 0) return sql`${identity.timestamp}::bigint`;
  return sql`(${newestFull(userId, identity, sql`${identity.timestamp}::bigint`)})`;
}

/** Tells the incremental backups of a set that a full one has come which they build on. */
export async function joinNewFull(tx: Tx, userId: string, full: BackupIdentity): Promise<void> {
  if (full.level !== 0) return;
  await sql`
    update metadata.backup_record set session_time = ${full.timestamp}::bigint
    where ${sameSet(userId, full)} and level <> 0 and not session_posted and backup_time >= ${full.timestamp}::bigint
      and (session_time is null or session_time < ${full.timestamp}::bigint)`.execute(tx.sql);
}

/** Finds the session anew for those that built on a full backup which is gone. */
export async function leaveGoneFull(tx: Tx, userId: string, full: BackupIdentity): Promise<void> {
  if (full.level !== 0) return;
  await sql`
    update metadata.backup_record as incremental
    set session_time = (${newestFull(userId, full, sql`incremental.backup_time`)})
    where ${sameSet(userId, full)} and level <> 0 and not session_posted and session_time = ${full.timestamp}::bigint`.execute(
    tx.sql,
  );
}

function newestFull(
  userId: string,
  identity: BackupIdentity,
  notAfter: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`
    select max(f.backup_time) from metadata.backup_record f
    where f.user_id = ${userId} and f.container = ${identity.container} and f.host_name = ${identity.hostName}
      and f.backup_name = ${identity.backupName} and f.level = 0 and f.backup_time <= ${notAfter}`;
}

function sameSet(userId: string, { container, hostName, backupName }: BackupIdentity): RawBuilder<boolean> {
  return sql<boolean>`user_id = ${userId} and container = ${container} and host_name = ${hostName} and backup_name = ${backupName}`;
}
