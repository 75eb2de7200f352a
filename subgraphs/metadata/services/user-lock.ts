import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';

/**
 * Lets one writer of a user's rows through at a time, until its transaction ends. So the order of a
 * user's rows is the order in which they became visible, a page never skips one, and the sessions of a
 * set are found among all its records. The embedded database has a single writer anyway.
 */
export async function lockUser(tx: Tx, userId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`metadata:${userId}`}, 0))`.execute(tx.sql);
}
