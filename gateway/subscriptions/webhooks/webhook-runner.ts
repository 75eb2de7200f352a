import type { HeldWebhook, WantedDelivery } from '../../../subgraphs/kernel/events/webhook-work.js';
import { OneAtATime } from '../../../subgraphs/kernel/server/one-at-a-time.js';
import { checkWebhook } from './check-webhook.js';
import type { WebhookParts } from './webhook-parts.js';
import { WebhookRun } from './webhook-run.js';

/** How often a process looks, whatever hints it gets: well within the time a webhook is held for. */
const lookEveryMs = 3000;

/**
 * The webhooks this process delivers. Every process with a gateway has one; the database decides who holds what. A
 * webhook that was changed, or whose owner was, is begun again as it is now.
 */
export class WebhookRunner {
  private readonly runs = new Map<string, WebhookRun>();
  private readonly checking = new Set<string>();
  private readonly sending = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private offHints: (() => void) | undefined;
  private readonly looks: OneAtATime;
  private isStopped = false;

  constructor(private readonly parts: WebhookParts) {
    this.looks = new OneAtATime(
      () => this.lookOnce(),
      (err) => parts.log.warn({ err }, 'Webhooks could not be looked at; trying again'),
    );
  }

  /** Webhooks that are delivered here now. */
  get runCount(): number {
    return this.runs.size;
  }

  start(): void {
    this.offHints = this.parts.work.onHint(() => this.look());
    this.timer = setInterval(() => this.look(), lookEveryMs);
    this.timer.unref();
    this.look();
  }

  /** Ends all runs and lets go of their webhooks. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.offHints?.();
    clearInterval(this.timer);
    await this.looks.idle();
    await Promise.all([...this.runs.values()].map((run) => run.stop()));
    await Promise.all(this.sending);
    await this.parts.work
      .release()
      .catch((err: unknown) => this.parts.log.warn({ err }, 'Webhooks pass on when their time is over'));
    await this.parts.sender.close();
  }

  private look(): void {
    if (!this.isStopped) this.looks.ask();
  }

  private async lookOnce(): Promise<void> {
    // One that was asked for before the end may come behind it.
    if (this.isStopped) return;
    const { work } = this.parts;
    for (const wanted of await work.wantedChecks()) {
      if (this.checking.has(wanted.id)) continue;
      this.checking.add(wanted.id);
      this.keep(
        checkWebhook(this.parts, wanted)
          .then((verdict) => work.judge(wanted.id, verdict))
          .finally(() => this.checking.delete(wanted.id)),
        'A wish for a webhook could not be looked at',
      );
    }
    for (const wanted of await work.wantedDeliveries())
      this.keep(this.send(wanted), 'What became of a webhook message could not be noted');
    this.settle(await work.hold());
  }

  private settle(held: readonly HeldWebhook[]): void {
    const now = new Map(held.map((webhook) => [webhook.id, webhook]));
    for (const [id, run] of this.runs) {
      const same = now.get(id);
      if (!same || faceOf(same) !== faceOf(run.webhook)) void run.stop();
    }
    // One that is being stopped is begun again by the look its end asks for.
    for (const webhook of held)
      if (!this.isStopped && !this.runs.has(webhook.id)) {
        const run = new WebhookRun(this.parts, webhook, () => {
          if (this.runs.get(webhook.id) === run) this.runs.delete(webhook.id);
          setImmediate(() => this.look());
        });
        this.runs.set(webhook.id, run);
      }
  }

  private async send({ id, messageId, url, body, secrets }: WantedDelivery): Promise<void> {
    const outcome = await this.parts.sender.send(url, { id: messageId, body }, secrets);
    await this.parts.work.sent(id, outcome);
  }

  private keep(work: Promise<void>, failure: string): void {
    const kept = work
      .catch((err: unknown) => this.parts.log.warn({ err }, failure))
      .finally(() => this.sending.delete(kept));
    this.sending.add(kept);
  }
}

/** Equal as long as a run may go on as it is. */
function faceOf({ revision, viewer, secrets }: HeldWebhook): string {
  return JSON.stringify([revision, viewer, secrets]);
}
