import type { Log } from '../../kernel/log/log.js';
import type { TrapCounts } from '../snmp/trap-counts.js';
import type { AlertStore } from './alert-store.js';
import type { AlertReport } from './fold-alerts.js';

const batch = 500;
/**
 * How long reports gather, in milliseconds: a transaction for each would cost more than the rest of the way.
 * While they come without a pause they gather longer, so that a flood takes little of everybody else's time.
 */
const gatherMs = 50;
const floodGatherMs = 400;
const pauseMs = 1000;
const most = 20_000;
const firstRestMs = 500;
const longestRestMs = 15_000;

/**
 * Reports of traps on their way to the database: taken at once, written in batches by one writer. While
 * the database does not answer they wait, as many as there is room for; the rest is counted as limited.
 */
export class AlertQueue {
  private waiting: AlertReport[] = [];
  private writing: Promise<void> | undefined;
  private wroteAt = Number.NEGATIVE_INFINITY;
  private readonly ended = new AbortController();

  constructor(
    private readonly alerts: AlertStore,
    private readonly counts: TrapCounts,
    private readonly log: Log,
  ) {}

  /** Takes a report; false when there is no room for it. */
  add(report: AlertReport): boolean {
    if (this.waiting.length >= most) return false;
    this.waiting.push(report);
    this.writing ??= this.write().finally(() => (this.writing = undefined));
    return true;
  }

  /** Resolves when all that was added is written. */
  async drained(): Promise<void> {
    await this.writing;
  }

  /** Writes what waits, once more at most when the database fails. */
  async stop(): Promise<void> {
    this.ended.abort();
    await this.writing;
    if (this.waiting.length === 0) return;
    for (const { storageId } of this.waiting) this.counts.add('limited', storageId);
    this.log.error(
      { traps: this.waiting.length },
      'Traps were not kept because the database did not take them',
    );
    this.waiting = [];
  }

  private async write(): Promise<void> {
    for (let restMs = firstRestMs; this.waiting.length > 0;) {
      await this.rest(performance.now() - this.wroteAt < pauseMs ? floodGatherMs : gatherMs);
      const taken = this.waiting.splice(0, batch);
      try {
        const outcomes = await this.alerts.write(taken);
        outcomes.forEach((outcome, i) => this.counts.add(outcome, taken[i]?.storageId));
        this.wroteAt = performance.now();
        restMs = firstRestMs;
      } catch (err) {
        this.waiting.unshift(...taken);
        this.log.warn({ err, traps: this.waiting.length }, 'Alerts could not be written; they wait');
        if (this.ended.signal.aborted) return;
        await this.rest(restMs);
        restMs = Math.min(restMs * 2, longestRestMs);
      }
    }
  }

  private rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.ended.signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.ended.signal.addEventListener('abort', end, { once: true });
    });
  }
}
