import { Fault, faultOf } from '../errors/fault.js';
import type { Account } from './account.js';
import type { Accounts } from './accounts.js';
import type { Audit } from './audit.js';
import type { ClientOrigin } from './client-origin.js';
import type { LoginKeys, LoginLimit } from './login-limit.js';
import { NotedLogins } from './noted-logins.js';
import type { IdentityParts } from './parts.js';
import type { Sessions } from './sessions.js';
import { Turns } from './turns.js';
import { VerifiedPasswords } from './verified-passwords.js';
import { anonymous, type Viewer } from './viewer.js';

/** Where a login comes from and which request carries it. */
export interface LoginOrigin extends ClientOrigin {
  readonly requestId: string;
}

/** A successful login. */
export interface SignedIn {
  /** The bearer token; it exists nowhere else. */
  readonly token: string;
  readonly viewer: Viewer;
  readonly expiresAt: Date;
}

const longestName = 256;

/** Name and password for a session (reliability.md S4). */
export class SignIn {
  private readonly turns = new Turns();
  private readonly verified = new VerifiedPasswords();
  private readonly noted: NotedLogins;

  constructor(
    private readonly parts: IdentityParts,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly limit: LoginLimit,
    private readonly audit: Audit,
  ) {
    this.noted = new NotedLogins(parts.now);
  }

  /**
   * UNAUTHENTICATED for an unknown name, a wrong password and a disabled account alike, RATE_LIMITED
   * with `retryAfter` in seconds after too many failures. Attempts on one account, and from one
   * address, take turns in a process, so that sending them in parallel gains nothing.
   */
  async login(name: string, password: string, origin: LoginOrigin): Promise<SignedIn> {
    const keys = this.limit.keysOf(name, origin.address);
    const attempt = (): Promise<Account> =>
      this.turns.take(keys.account, () => this.attempt(name, password, keys));
    try {
      const account = await (keys.address === null ? attempt() : this.turns.take(keys.address, attempt));
      const { token, session } = await this.sessions.begin(account, origin);
      const viewer = viewerOf(account, session.hash, session.expiresAt);
      await this.noteOnce(account, viewer, origin);
      return { token, viewer, expiresAt: session.expiresAt };
    } catch (error) {
      // One that has to wait was never tried; recording it would let anyone fill the disk.
      if (faultOf(error)?.code === 'UNAUTHENTICATED') await this.note(anonymous, 'UNAUTHENTICATED', origin);
      throw error;
    }
  }

  private async attempt(name: string, password: string, keys: LoginKeys): Promise<Account> {
    await this.limit.refuseWhenBlocked(keys);
    const account = name.length <= longestName ? await this.accounts.findByName(name) : undefined;
    const known = account !== undefined && this.verified.has(account.passwordHash, password);
    const valid = known || (await this.parts.passwords.verify(password, account?.passwordHash));
    if (!account || !valid || account.disabled) {
      await this.limit.failed(keys);
      throw new Fault('UNAUTHENTICATED', 'The name or the password is wrong.');
    }
    await this.limit.succeeded(keys);
    if (known) return account;
    this.verified.add(account.passwordHash, password);
    if (this.parts.passwords.isOutdated(account.passwordHash)) await this.accounts.rehash(account, password);
    return account;
  }

  private async noteOnce(account: Account, viewer: Viewer, origin: LoginOrigin): Promise<void> {
    if (this.noted.has(account, origin)) return;
    await this.note(viewer, 'OK', origin);
    this.noted.add(account, origin);
  }

  /** A failed login is nobody's: the name may be a password typed into the wrong field. */
  private note(viewer: Viewer, result: string, { requestId, address }: LoginOrigin): Promise<void> {
    return this.audit.record({ viewer, action: 'core.login', result, requestId, address });
  }
}

function viewerOf(account: Account, credentialId: string, expiresAt: Date): Viewer {
  const { uuid: accountId, userId, name: userName, tenantId, role } = account;
  return {
    kind: 'account',
    accountId,
    userId,
    userName,
    tenantId,
    role,
    scopes: null,
    credentialId,
    expiresAt,
  };
}
