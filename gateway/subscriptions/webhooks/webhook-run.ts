import { setTimeout as delay } from 'node:timers/promises';
import type { PauseReason } from '../../../subgraphs/kernel/events/webhook-row.js';
import type { AfterFailure, HeldWebhook, SentEvent } from '../../../subgraphs/kernel/events/webhook-work.js';
import { eventBody } from './event-message.js';
import { retryInMs } from './retry-schedule.js';
import { messageIdOf } from './sign-message.js';
import type { WebhookParts } from './webhook-parts.js';
import { WebhookStream, webhookCall } from './webhook-stream.js';

/** How long an attempt under way may go on when its process stops. */
const graceMs = 2000;

/** While it waits for longer its place in the stream is given up, so that it holds up nobody else. */
const longestHoldMs = 500;

const reopenMs = 1000;

/** Delivers one webhook as it was when it was taken: each event in order, the next when the last has arrived. */
export class WebhookRun {
  private readonly stopping = new AbortController();
  private readonly killing = new AbortController();
  private readonly finished: Promise<void>;
  private stream: WebhookStream | undefined;
  private cursor: string;
  private failures: number;

  constructor(
    private readonly parts: WebhookParts,
    readonly webhook: HeldWebhook,
    over: () => void,
  ) {
    this.cursor = webhook.cursor;
    this.failures = webhook.failures;
    this.finished = this.run()
      .catch(async (err: unknown) => {
        if (this.isStopped) return;
        // Whoever holds it then goes on behind the cursor that was kept.
        parts.log.warn({ err, webhook: webhook.id }, 'A webhook is begun again');
        await this.wait(reopenMs);
      })
      .finally(() => {
        this.stream?.close();
        over();
      });
  }

  /** Ends; an attempt under way has a moment to come to its end. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const overdue = setTimeout(() => this.killing.abort(), graceMs);
    await this.finished;
    clearTimeout(overdue);
  }

  private get isStopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async run(): Promise<void> {
    await this.wait(this.webhook.waitMs);
    while (!this.isStopped) {
      const event = await this.next();
      if (!event || !(await this.deliver(event))) return;
    }
  }

  /** The next event; undefined when there is none for this run. */
  private async next(): Promise<SentEvent | undefined> {
    while (!this.isStopped) {
      const call = webhookCall(this.parts.reader, this.webhook, this.webhook.viewer);
      if (!('document' in call)) return this.end('REFUSED', call);
      this.stream ??= await WebhookStream.open(
        this.parts.engine,
        { ...call, after: this.cursor },
        this.stopping.signal,
      );
      const step = await this.stream.next();
      if (this.isStopped) return undefined;
      if (step.kind === 'over') return this.end(step.reason, step.problems);
      if (step.kind === 'event') {
        const { cursor, delivery } = step;
        const messageId = messageIdOf(this.webhook.id, cursor);
        return { messageId, cursor, body: eventBody(delivery, new Date()) };
      }
      this.leave();
      await this.wait(reopenMs);
    }
    return undefined;
  }

  /** Sends an event until it has arrived. False when this run is over. */
  private async deliver(event: SentEvent): Promise<boolean> {
    const { work, sender, config } = this.parts;
    while (!this.isStopped) {
      const message = { id: event.messageId, body: event.body };
      const outcome = await sender.send(this.webhook.url, message, this.webhook.secrets, this.killing.signal);
      if (this.killing.signal.aborted) return false;
      if (outcome.isDelivered) {
        this.cursor = event.cursor;
        this.failures = 0;
        return work.delivered(this.webhook, event, outcome);
      }
      this.failures += 1;
      const reason = outcome.isGone ? 'GONE' : this.failures >= config.attempts ? 'FAILURES' : undefined;
      const waitMs = retryInMs(this.failures, config, outcome.askedMs);
      const next: AfterFailure = reason ? { pause: reason } : { retryInMs: waitMs };
      if (!(await work.failed(this.webhook, event, outcome, next)) || reason) return false;
      if (waitMs > longestHoldMs) this.leave();
      await this.wait(waitMs);
    }
    return false;
  }

  private async end(reason: PauseReason, problems: readonly string[]): Promise<undefined> {
    this.parts.log.info({ webhook: this.webhook.id, reason, problems }, 'A webhook is paused');
    await this.parts.work.pause(this.webhook, reason);
  }

  private leave(): void {
    this.stream?.close();
    this.stream = undefined;
  }

  private async wait(ms: number): Promise<void> {
    if (ms > 0) await delay(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
