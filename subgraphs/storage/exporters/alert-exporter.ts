import { hostname } from 'node:os';
import type { Hints } from '../../kernel/database/hints.js';
import type { Log } from '../../kernel/log/log.js';
import { alertExportTopic, type AlertOutbox, type WaitingPush } from './alert-outbox.js';
import { pushAlerts, RefusedByAlertmanager, type AlertmanagerOptions } from './alertmanager.js';

const batch = 200;
const pollMs = 5000;
const usualFirstRestMs = 1000;
const longestRestMs = 5 * 60_000;
const keptMs = 7 * 86_400_000;

/** What the exporter works with. */
export interface AlertExporterOptions {
  readonly outbox: AlertOutbox;
  readonly hints: Hints;
  readonly log: Log;
  readonly alertmanager: AlertmanagerOptions;
  /** Rest after a first failure, in milliseconds; 1000 unless given. It doubles up to five minutes. */
  readonly firstRestMs?: number;
}

/**
 * Carries waiting messages to the Alertmanager, in order, each until it has arrived. Writers never wait
 * for it. What could not be delivered for a week is dropped with a word in the log.
 */
export class AlertExporter {
  private readonly holder = `${hostname()}:${process.pid}:${crypto.randomUUID()}`;
  private readonly ended = new AbortController();
  /** Length of the present rest; 0 when there is none. */
  private restMs = 0;
  private nextRestMs: number;
  private timer: NodeJS.Timeout | undefined;
  private offHints: (() => void) | undefined;
  private sending: Promise<void> | undefined;
  private again = false;

  constructor(private readonly options: AlertExporterOptions) {
    this.nextRestMs = this.firstRestMs;
  }

  start(): void {
    this.offHints = this.options.hints.on(alertExportTopic, () => this.look());
    this.look();
  }

  async stop(): Promise<void> {
    this.ended.abort();
    this.offHints?.();
    clearTimeout(this.timer);
    await this.sending;
    await this.options.outbox
      .endTurn(this.holder)
      .catch((err: unknown) => this.options.log.debug({ err }, 'The turn to send alerts runs out by itself'));
  }

  private look(): void {
    if (this.ended.signal.aborted || this.restMs > 0) return;
    if (this.sending) {
      this.again = true;
      return;
    }
    clearTimeout(this.timer);
    this.sending = this.send()
      .then(() => void (this.nextRestMs = this.firstRestMs))
      .catch((err: unknown) => this.failed(err))
      .finally(() => {
        this.sending = undefined;
        this.plan();
      });
  }

  private async send(): Promise<void> {
    const { outbox, alertmanager, log } = this.options;
    const turnMs = 3 * alertmanager.timeoutMs + pollMs;
    while (!this.ended.signal.aborted) {
      if (!(await outbox.takeTurn(this.holder, turnMs))) return;
      const waiting = await outbox.oldest(batch);
      if (waiting.length === 0) return;
      const dropped = await outbox.expire(keptMs);
      if (dropped > 0)
        log.error(
          { dropped },
          'Alerts could not be delivered to the Alertmanager for a week and were dropped',
        );
      await this.deliver(waiting);
    }
  }

  /** One bad message must not hold up the others, so a refused batch is sent one by one. */
  private async deliver(messages: readonly WaitingPush[]): Promise<void> {
    const { outbox, alertmanager, log } = this.options;
    try {
      await pushAlerts(
        alertmanager,
        messages.map(({ payload }) => payload),
      );
      await outbox.remove(messages);
    } catch (error) {
      if (!(error instanceof RefusedByAlertmanager)) throw error;
      const [only] = messages;
      if (messages.length === 1 && only) {
        log.error(
          { err: error, labels: only.payload.labels },
          'The Alertmanager refused an alert; it is dropped',
        );
        await outbox.remove(messages);
        return;
      }
      for (const message of messages) await this.deliver([message]);
    }
  }

  private failed(err: unknown): void {
    if (this.ended.signal.aborted) return;
    this.restMs = this.nextRestMs;
    this.nextRestMs = Math.min(this.nextRestMs * 2, longestRestMs);
    this.options.log.warn(
      { err, restMs: this.restMs },
      'Alerts could not be sent to the Alertmanager; trying again',
    );
  }

  private get firstRestMs(): number {
    return this.options.firstRestMs ?? usualFirstRestMs;
  }

  private plan(): void {
    if (this.ended.signal.aborted) return;
    if (this.again && this.restMs === 0) {
      this.again = false;
      this.look();
      return;
    }
    this.timer = setTimeout(() => {
      this.restMs = 0;
      this.look();
    }, this.restMs || pollMs);
    this.timer.unref();
  }
}
