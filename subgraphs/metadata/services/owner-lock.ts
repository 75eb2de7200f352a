import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { lockUser } from './user-lock.js';
import type { Owner } from './work-row.js';

/**
 * Lets one writer of a user's rows and one of a project's rows through at a time, so that the lists of
 * both are in the order in which rows became visible. The user comes first, always, so that two
 * writers never wait for each other.
 */
export async function lockOwner(tx: Tx, { userId, projectId }: Owner): Promise<void> {
  await lockUser(tx, userId);
  if (projectId !== null)
    await sql`select pg_advisory_xact_lock(hashtextextended(${`metadata-project:${projectId}`}, 0))`.execute(
      tx.sql,
    );
}

/**
 * Lets one change of which jobs are in which sessions through at a time. It touches rows of both
 * tables; who only touches one row locks that row alone.
 */
export async function lockMembership(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('metadata:session members', 0))`.execute(tx.sql);
}
