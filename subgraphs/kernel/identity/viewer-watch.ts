import type { Log } from '../log/log.js';
import type { Credentials } from './credentials.js';
import type { Viewer } from './viewer.js';

const lookEveryMs = 30_000;

interface Watched {
  readonly viewer: Viewer;
  readonly ended: () => void;
}

/**
 * Follows viewers whose sockets outlive the handshake, and tells when their credential is revoked, is
 * over, or no longer stands for the same role and tenant. An open socket counts as use of its session.
 */
export class ViewerWatch {
  private readonly watched = new Set<Watched>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private again = false;

  constructor(
    private readonly credentials: Credentials,
    private readonly log: Log,
    private readonly now: () => Date,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.look(), lookEveryMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.watched.clear();
    await this.looking;
  }

  /** Viewers without a credential of ours are not followed. */
  add(viewer: Viewer, ended: () => void): () => void {
    if (viewer.credentialId === null || viewer.accountId === null) return () => undefined;
    const watched: Watched = { viewer, ended };
    this.watched.add(watched);
    return () => void this.watched.delete(watched);
  }

  /** Looks now; a look asked for during another follows it. */
  look(): void {
    if (this.looking) {
      this.again = true;
      return;
    }
    if (this.watched.size === 0) return;
    this.looking = this.lookOnce()
      .catch((err: unknown) =>
        this.log.warn({ err }, 'The credentials of open sockets could not be checked; trying again'),
      )
      .finally(() => {
        this.looking = undefined;
        if (!this.again) return;
        this.again = false;
        this.look();
      });
  }

  private async lookOnce(): Promise<void> {
    const asked = [...this.watched];
    const valid = await this.credentials.standing(asked.map(({ viewer }) => viewer));
    for (const watched of asked) {
      const { viewer } = watched;
      const isOver = viewer.expiresAt !== null && viewer.expiresAt <= this.now();
      if ((valid.has(viewer) && !isOver) || !this.watched.delete(watched)) continue;
      watched.ended();
    }
  }
}
