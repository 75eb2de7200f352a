import { sql } from 'kysely';
import type { Store } from '../../kernel/database/store.js';
import type { Log } from '../../kernel/log/log.js';

const everyMs = 3_600_000;

/** Removes alerts that were cleared long ago, with their history. */
export class AlertHousekeeping {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: Store,
    private readonly log: Log,
    /** How long cleared alerts are kept, in milliseconds. */
    private readonly retentionMs: number,
  ) {}

  start(): void {
    this.timer = setInterval(() => {
      this.running = this.prune().then(
        () => undefined,
        (err: unknown) => this.log.warn({ err }, 'Old alerts could not be removed'),
      );
    }, everyMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Removes what is too old now; returns how many alerts went. */
  async prune(): Promise<number> {
    const { numAffectedRows } = await sql`
      delete from storage.alert where state = 'CLEARED' and cleared_at < ${new Date(Date.now() - this.retentionMs)}`.execute(
      this.store.sql,
    );
    return Number(numAffectedRows ?? 0);
  }
}
