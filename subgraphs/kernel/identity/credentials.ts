import { sql } from 'kysely';
import type { AccountRow } from './account.js';
import type { ApiTokenRow } from './api-token.js';
import type { LoginSessionRow } from './login-session.js';
import type { IdentityParts } from './parts.js';
import type { TokenKind } from './token.js';
import type { Viewer } from './viewer.js';

/** How stale "last seen" and "last used" may be. */
const touchEveryMs = 60_000;

type WithAccount<R> = R & { readonly account: Omit<AccountRow, 'password_hash'> };

interface StandingRow {
  readonly id: string;
  readonly role: Viewer['role'];
  readonly tenant_id: string | null;
}

const accountColumns = sql`json_build_object('id', a.id, 'name', a.name, 'role', a.role, 'tenant_id', a.tenant_id, 'user_id', a.user_id, 'disabled', a.disabled) as account`;

/** Reads who a stored credential stands for, and notes that it is in use. */
export class Credentials {
  constructor(private readonly parts: IdentityParts) {}

  /** The viewer of a credential; undefined when it does not exist, is over, or its account is disabled. */
  viewerOf(kind: TokenKind, hash: string): Promise<Viewer | undefined> {
    return kind === 'session' ? this.ofSession(hash) : this.ofApiToken(hash);
  }

  private async ofSession(hash: string): Promise<Viewer | undefined> {
    const { rows } = await sql<WithAccount<LoginSessionRow>>`
      select s.*, ${accountColumns} from kernel.login_session s join kernel.account a on a.id = s.account_id
      where s.id = ${hash}`.execute(this.parts.store.sql);
    const row = rows[0];
    const now = this.parts.now();
    if (!row || row.account.disabled || new Date(row.expires_at) <= now) return undefined;
    const idleMs = now.getTime() - new Date(row.last_seen_at).getTime();
    if (idleMs >= this.parts.config.sessionIdle) return undefined;
    if (idleMs >= this.touchAfterMs) {
      this.note(
        sql`update kernel.login_session set last_seen_at = greatest(last_seen_at, ${now}) where id = ${hash}`.execute(
          this.parts.store.sql,
        ),
      );
    }
    return {
      ...viewerOf(row.account),
      kind: 'account',
      scopes: null,
      credentialId: hash,
      expiresAt: new Date(row.expires_at),
    };
  }

  private async ofApiToken(hash: string): Promise<Viewer | undefined> {
    const { rows } = await sql<WithAccount<ApiTokenRow>>`
      select t.*, ${accountColumns} from kernel.api_token t join kernel.account a on a.id = t.account_id
      where t.hash = ${hash}`.execute(this.parts.store.sql);
    const row = rows[0];
    const now = this.parts.now();
    if (!row || row.account.disabled || row.revoked_at !== null) return undefined;
    const expiresAt = row.expires_at === null ? null : new Date(row.expires_at);
    if (expiresAt && expiresAt <= now) return undefined;
    if (row.last_used_at === null || now.getTime() - new Date(row.last_used_at).getTime() >= touchEveryMs) {
      this.note(
        sql`update kernel.api_token set last_used_at = ${now} where id = ${row.id}`.execute(
          this.parts.store.sql,
        ),
      );
    }
    return { ...viewerOf(row.account), kind: 'token', scopes: row.scopes, credentialId: row.id, expiresAt };
  }

  /** Those of the viewers whose credential still stands for the same role and tenant; their sessions count as used. */
  async standing(viewers: readonly Viewer[]): Promise<Set<Viewer>> {
    const now = this.parts.now();
    const idleSince = new Date(now.getTime() - this.parts.config.sessionIdle);
    const ids = [...new Set(viewers.map((viewer) => viewer.credentialId))];
    const { rows } = await sql<StandingRow>`
      select s.id, a.role, a.tenant_id from kernel.login_session s join kernel.account a on a.id = s.account_id
      where s.id = any(${ids}::text[]) and s.expires_at > ${now} and s.last_seen_at > ${idleSince} and not a.disabled
      union all
      select t.id::text, a.role, a.tenant_id from kernel.api_token t join kernel.account a on a.id = t.account_id
      where t.id::text = any(${ids}::text[]) and t.revoked_at is null and (t.expires_at is null or t.expires_at > ${now}) and not a.disabled`.execute(
      this.parts.store.sql,
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    const stale = new Date(now.getTime() - this.touchAfterMs);
    await sql`
      update kernel.login_session set last_seen_at = ${now}
      where id = any(${[...byId.keys()]}::text[]) and last_seen_at <= ${stale}`.execute(this.parts.store.sql);
    return new Set(
      viewers.filter((viewer) => {
        const row = byId.get(viewer.credentialId ?? '');
        return row?.role === viewer.role && row.tenant_id === viewer.tenantId;
      }),
    );
  }

  private get touchAfterMs(): number {
    return Math.min(touchEveryMs, this.parts.config.sessionIdle / 10);
  }

  /** A request does not wait for the note that it was here. */
  private note(update: Promise<unknown>): void {
    update.catch((err: unknown) =>
      this.parts.log.warn({ err }, 'The last use of a credential could not be noted'),
    );
  }
}

function viewerOf(
  account: WithAccount<object>['account'],
): Pick<Viewer, 'accountId' | 'userId' | 'userName' | 'tenantId' | 'role'> {
  return {
    accountId: account.id,
    userId: account.user_id,
    userName: account.name,
    tenantId: account.tenant_id,
    role: account.role,
  };
}
