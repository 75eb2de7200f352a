import type { Log } from '../log/log.js';
import { OneAtATime } from '../server/one-at-a-time.js';
import type { Credentials } from './credentials.js';
import type { Viewer } from './viewer.js';

const lookEveryMs = 30_000;

interface Watched {
  readonly viewer: Viewer;
  readonly ended: () => void;
}

/** Longest time a timer can be set for, in ms. */
const longestTimer = 2 ** 31 - 1;

/**
 * Follows viewers whose streams outlive the request that opened them, and tells when their credential is revoked, is
 * over, or no longer stands for the same role and tenant, and when a server that was open is so no more. An open
 * stream counts as use of its session.
 */
export class ViewerWatch {
  private readonly watched = new Set<Watched>();
  private timer: NodeJS.Timeout | undefined;
  private readonly looks: OneAtATime;
  private expiry: { readonly at: number; readonly timer: NodeJS.Timeout } | undefined;

  constructor(
    private readonly credentials: Credentials,
    private readonly isOpen: () => Promise<boolean>,
    log: Log,
    private readonly now: () => Date,
  ) {
    this.looks = new OneAtATime(
      () => this.lookOnce(),
      (err) => log.warn({ err }, 'The credentials of open sockets could not be checked; trying again'),
    );
  }

  start(): void {
    this.timer = setInterval(() => this.look(), lookEveryMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    clearTimeout(this.expiry?.timer);
    this.watched.clear();
    await this.looks.idle();
  }

  /** Viewers without a credential of ours are not followed, but for the local user of an open server. */
  add(viewer: Viewer, ended: () => void): () => void {
    const isOurs = viewer.credentialId !== null && viewer.accountId !== null;
    if (!isOurs && viewer.kind !== 'open') return () => undefined;
    const watched: Watched = { viewer, ended };
    this.watched.add(watched);
    if (viewer.expiresAt) this.lookAt(viewer.expiresAt.getTime());
    return () => void this.watched.delete(watched);
  }

  /** Looks now; a look asked for during another follows it. */
  look(): void {
    this.looks.ask();
  }

  private async lookOnce(): Promise<void> {
    if (this.watched.size === 0) return;
    const asked = [...this.watched];
    const credited = asked.map(({ viewer }) => viewer).filter(({ kind }) => kind !== 'open');
    const valid = credited.length > 0 ? await this.credentials.standing(credited) : new Set<Viewer>();
    const isOpen = credited.length < asked.length && (await this.isOpen());
    for (const watched of asked) {
      const { viewer } = watched;
      const isOver = viewer.expiresAt !== null && viewer.expiresAt <= this.now();
      const stands = viewer.kind === 'open' ? isOpen : valid.has(viewer);
      if ((stands && !isOver) || !this.watched.delete(watched)) continue;
      watched.ended();
    }
    const ends = [...this.watched].flatMap(({ viewer }) => viewer.expiresAt?.getTime() ?? []);
    if (ends.length > 0) this.lookAt(ends.reduce((first, at) => Math.min(first, at)));
  }

  /** Looks at this instant at the latest. */
  private lookAt(at: number): void {
    if (this.expiry && this.expiry.at <= at) return;
    clearTimeout(this.expiry?.timer);
    const wait = Math.min(Math.max(at - this.now().getTime(), 0), longestTimer);
    const timer = setTimeout(() => {
      this.expiry = undefined;
      this.look();
    }, wait);
    timer.unref();
    this.expiry = { at, timer };
  }
}
