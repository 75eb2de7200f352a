import type { Hints } from '../database/hints.js';
import type { Store } from '../database/store.js';
import { Fault } from '../errors/fault.js';
import type { Log } from '../log/log.js';
import { Accounts } from './accounts.js';
import { ApiTokens } from './api-tokens.js';
import { Audit } from './audit.js';
import type { IdentityConfig } from './config.js';
import { Credentials } from './credentials.js';
import { LoginLimit } from './login-limit.js';
import { identityTopic, type IdentityParts } from './parts.js';
import { Passwords } from './passwords.js';
import { Sessions } from './sessions.js';
import { SignIn, type LoginOrigin, type SignedIn } from './sign-in.js';
import { readToken } from './token.js';
import { ViewerCache } from './viewer-cache.js';
import { anonymous, openViewer, type Viewer } from './viewer.js';
import { ViewerWatch } from './viewer-watch.js';

const pruneEveryMs = 10 * 60_000;
const openForMs = 900;

/** What identity needs of the kernel; clock and password hashes may be replaced in tests. */
export interface IdentityOptions {
  readonly store: Store;
  readonly hints: Hints;
  readonly log: Log;
  readonly config: IdentityConfig;
  readonly now?: () => Date;
  readonly passwords?: Passwords;
}

/** `open`: there are no accounts, and whoever reaches the server is its administrator. `closed`: there are. */
export type IdentityMode = 'open' | 'closed';

/** Who asks: accounts, their sessions and tokens, and the audit trail. */
export class Identity {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly apiTokens: ApiTokens;
  readonly audit: Audit;
  private readonly parts: IdentityParts;
  private readonly credentials: Credentials;
  private readonly limit: LoginLimit;
  private readonly signIn: SignIn;
  private readonly cache = new ViewerCache();
  private readonly watch: ViewerWatch;
  private known: { readonly mode: IdentityMode; readonly until: number } | undefined;
  private pruning: NodeJS.Timeout | undefined;
  private offHints: (() => void) | undefined;

  constructor(options: IdentityOptions) {
    const { store, hints, log, config, now = () => new Date() } = options;
    this.parts = {
      store,
      hints,
      log,
      config,
      now,
      passwords: options.passwords ?? new Passwords(config.passwordMinLength),
    };
    this.accounts = new Accounts(this.parts);
    this.sessions = new Sessions(this.parts);
    this.apiTokens = new ApiTokens(this.parts);
    this.audit = new Audit(store, now);
    this.credentials = new Credentials(this.parts);
    const limits = {
      perAccount: config.loginFailuresPerAccount,
      perAddress: config.loginFailuresPerAddress,
      windowMs: config.loginWindow,
    };
    this.limit = new LoginLimit(store, limits, now);
    this.signIn = new SignIn(this.parts, this.accounts, this.sessions, this.limit, this.audit);
    this.watch = new ViewerWatch(this.credentials, async () => (await this.mode()) === 'open', log, now);
  }

  start(): void {
    this.offHints = this.parts.hints.on(identityTopic, () => {
      this.cache.clear();
      this.known = undefined;
      this.watch.look();
    });
    this.watch.start();
    this.pruning = setInterval(() => void this.prune(), pruneEveryMs);
    this.pruning.unref();
  }

  async stop(): Promise<void> {
    this.offHints?.();
    clearInterval(this.pruning);
    await this.watch.stop();
  }

  /** Whether the server has accounts. A first account closes it for good, in all processes within a second. */
  async mode(): Promise<IdentityMode> {
    if (this.known && this.known.until > performance.now()) return this.known.mode;
    const asked = performance.now();
    const mode = (await this.accounts.exist()) ? 'closed' : 'open';
    this.known = { mode, until: mode === 'closed' ? Infinity : asked + openForMs };
    return mode;
  }

  /** Who a request is from: the bearer of the token; without one the local user in open mode, else nobody. */
  async identify(token: string | undefined): Promise<Viewer> {
    if (token !== undefined) return this.viewerOf(token);
    return (await this.mode()) === 'open' ? openViewer : anonymous;
  }

  /** The bearer of a session's or API token. UNAUTHENTICATED for any other text, and when it is over, revoked or disabled. */
  async viewerOf(token: string): Promise<Viewer> {
    const read = readToken(token);
    const viewer =
      read && (await this.cache.get(read.hash, () => this.credentials.viewerOf(read.kind, read.hash)));
    if (!viewer || (viewer.expiresAt && viewer.expiresAt <= this.parts.now())) {
      throw new Fault('UNAUTHENTICATED', 'The token is not valid, or no longer. Sign in again.');
    }
    return viewer;
  }

  /** Begins a session; see SignIn.login. */
  login(name: string, password: string, origin: LoginOrigin): Promise<SignedIn> {
    return this.signIn.login(name, password, origin);
  }

  /** Ends the viewer's session, in all processes within a second. BAD_USER_INPUT when there is none to end. */
  async logout(viewer: Viewer): Promise<void> {
    if (viewer.kind !== 'account' || viewer.credentialId === null) {
      throw new Fault(
        'BAD_USER_INPUT',
        'There is no session to end: only a login can log out. Revoke an API token instead.',
      );
    }
    await this.sessions.end(viewer.credentialId);
  }

  /**
   * Calls `ended` once, within about a second, when the viewer's credential stops being valid or the server that let
   * everybody in is closed; for streams that outlive their request. Returns the way to stop watching.
   */
  onceEnded(viewer: Viewer, ended: () => void): () => void {
    return this.watch.add(viewer, ended);
  }

  private async prune(): Promise<void> {
    try {
      await this.sessions.prune();
      await this.limit.prune();
    } catch (err) {
      this.parts.log.warn({ err }, 'Ended sessions and old login failures could not be removed');
    }
  }
}
