import { sql } from 'kysely';
import { Fault } from '../errors/fault.js';
import type { Account } from './account.js';
import type { ClientOrigin } from './client-origin.js';
import { LoginSession } from './login-session.js';
import { changeIdentity, type IdentityParts } from './parts.js';
import { newToken } from './token.js';

const longestUserAgent = 256;

/** A session that has just begun. */
export interface NewSession {
  /** The bearer token; it exists nowhere else. */
  readonly token: string;
  readonly session: LoginSession;
}

/** The login sessions. Ending one reaches all processes with its commit. */
export class Sessions {
  constructor(private readonly parts: IdentityParts) {}

  async begin(account: Account, origin: ClientOrigin): Promise<NewSession> {
    const { token, hash } = newToken('session');
    const now = this.parts.now();
    const session = Object.assign(new LoginSession(), {
      hash,
      accountId: account.uuid,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + this.parts.config.sessionLifetime),
      userAgent: origin.userAgent?.slice(0, longestUserAgent) ?? null,
      address: origin.address,
    });
    await this.parts.store.transaction(async (tx) => void tx.em.persist(session));
    await this.evict(account.uuid);
    return { token, session };
  }

  /** Ends those of an account beyond the limit that have been idle for the longest time. */
  private async evict(accountId: string): Promise<void> {
    await sql`delete from kernel.login_session where id in (
      select id from kernel.login_session where account_id = ${accountId}
      order by last_seen_at desc, created_at desc, id offset ${this.parts.config.sessionsPerAccount})`.execute(
      this.parts.store.sql,
    );
  }

  /** Ends a session for good; NOT_FOUND when there is none of this hash. */
  async end(hash: string): Promise<void> {
    const ended = await changeIdentity(this.parts, (tx) => tx.em.nativeDelete(LoginSession, { hash }));
    if (ended === 0) throw new Fault('NOT_FOUND', 'There is no such session; it may have ended already.');
  }

  /** A session lives whose end is after `now` and whose last use is after `idleSince`. */
  horizon(): { readonly now: Date; readonly idleSince: Date } {
    const now = this.parts.now();
    return { now, idleSince: new Date(now.getTime() - this.parts.config.sessionIdle) };
  }

  /** Removes sessions that are over. */
  async prune(): Promise<void> {
    const { now, idleSince } = this.horizon();
    await sql`delete from kernel.login_session where expires_at < ${now} or last_seen_at < ${idleSince}`.execute(
      this.parts.store.sql,
    );
  }
}
