import { setTimeout as delay } from 'node:timers/promises';
import { outsideTransaction } from '../database/store.js';
import { codeOf } from '../errors/fault.js';
import { withinAnySpan, type TraceSpan } from '../telemetry/trace-span.js';
import { ClaimLost, WorkerStopping } from './abort-reasons.js';
import { Attempt } from './attempt.js';
import { ClaimWatch } from './claim-watch.js';
import { claimTasks, type Claim } from './claim.js';
import { jsonbText } from './jsonb.js';
import { queueOf } from './lanes.js';
import { queueTopic, type TaskParts } from './parts.js';
import { settle, type Outcome } from './settle.js';

const pollMs = 1000;
/** With the rests between them about as long as a claim lasts without a sign of life. */
const settleTries = 8;

/** How a worker works. */
export interface WorkerOptions {
  /** Attempts at the same time. */
  readonly concurrency: number;
  /** Rest after a first failure, in milliseconds; it doubles with each further one. */
  readonly firstRestMs: number;
  /** Name of the process in the task's row. */
  readonly name: string;
  /** Name of the place this process works at. */
  readonly place: string | undefined;
}

/**
 * Works off one lane: the queue of its own place first and then the one for all. Woken by a hint, and
 * every second in any case, it claims as many tasks as it has room for and goes on until there are none.
 */
export class Worker {
  private readonly running = new Map<string, Attempt>();
  private readonly ends = new Set<Promise<void>>();
  private readonly watch: ClaimWatch;
  private readonly rests = new Set<NodeJS.Timeout>();
  private readonly queues: readonly string[];
  private offHints: (() => void)[] = [];
  private poll: NodeJS.Timeout | undefined;
  private draining: Promise<void> | undefined;
  private again = false;
  private stopping = false;

  constructor(
    private readonly parts: TaskParts,
    readonly lane: string,
    private readonly options: WorkerOptions,
  ) {
    const { place } = options;
    this.queues = place === undefined ? [lane] : [queueOf(lane, place), lane];
    this.watch = new ClaimWatch(parts, this.running);
  }

  start(): void {
    this.offHints = this.queues.map((queue) => this.parts.hints.on(queueTopic(queue), () => this.wake()));
    this.poll = setInterval(() => this.wake(), pollMs);
    this.watch.start();
    this.wake();
  }

  /** Attempts that run now. */
  get load(): number {
    return this.running.size;
  }

  /** Takes no more tasks, tells the running ones to end and waits; what does not end in time goes back to the queue as it is. */
  async stop(deadlineMs: number): Promise<void> {
    this.stopping = true;
    for (const off of this.offHints) off();
    clearInterval(this.poll);
    for (const timer of this.rests) clearTimeout(timer);
    await this.draining;
    for (const attempt of this.running.values()) attempt.abort(new WorkerStopping());
    const deadline = new AbortController();
    await Promise.race([
      Promise.all(this.ends),
      delay(deadlineMs, undefined, { signal: deadline.signal }).catch(() => undefined),
    ]);
    deadline.abort();
    await Promise.all(
      [...this.running.values()].map((attempt) => this.end(attempt, { kind: 'handed-back' })),
    );
    await this.watch.stop();
  }

  private wake(): void {
    if (this.stopping) return;
    if (this.draining) {
      this.again = true;
      return;
    }
    this.draining = outsideTransaction(() => this.drain())
      .catch((err: unknown) =>
        this.parts.log.warn({ err, lane: this.lane }, 'Tasks could not be claimed; trying again'),
      )
      .finally(() => {
        this.draining = undefined;
        if (this.again) {
          this.again = false;
          this.wake();
        }
      });
  }

  /** A resting task is taken when its rest is over; the poll would find it too, up to a second later. */
  private wakeAfter(restMs: number): void {
    if (this.stopping) return;
    const timer = setTimeout(() => {
      this.rests.delete(timer);
      this.wake();
    }, restMs + 5);
    this.rests.add(timer);
  }

  private async drain(): Promise<void> {
    for (const queue of this.queues) await this.drainQueue(queue);
  }

  private async drainQueue(queue: string): Promise<void> {
    const { name: worker, place, concurrency } = this.options;
    while (!this.stopping) {
      const room = concurrency - this.running.size;
      if (room <= 0) return;
      const { taken, claims } = await claimTasks(this.parts, { queue, worker, place }, room);
      for (const claim of claims) this.begin(claim);
      if (taken < room) return;
    }
  }

  private begin(claim: Claim): void {
    const attempt = new Attempt(this.parts, claim);
    this.running.get(claim.guid)?.abort(new ClaimLost(claim.guid, attempt.attempt - 1));
    this.running.set(claim.guid, attempt);
    const startedAt = performance.now();
    const span = this.spanOf(claim);
    const end: Promise<void> = withinAnySpan(span, () => this.work(attempt))
      .then((outcome) => {
        this.parts.counts.count(claim.type, outcome.kind, performance.now() - startedAt);
        span?.set({ 'infragraph.task.outcome': outcome.kind });
        if (outcome.kind === 'failed') span?.fail(codeOf(outcome.error));
        return withinAnySpan(span, () => this.end(attempt, outcome));
      })
      .finally(() => {
        span?.end();
        this.ends.delete(end);
        this.wake();
      });
    this.ends.add(end);
  }

  /** An attempt has a trace of its own, linked to the request or attempt its task was created by, which does not wait for it. */
  private spanOf({ guid, type, attempt, cause }: Claim): TraceSpan | undefined {
    return this.parts.tracing?.begin(`attempt ${type}`, {
      role: 'consumer',
      cause,
      attributes: {
        'infragraph.task.guid': guid,
        'infragraph.task.type': type,
        'infragraph.task.attempt': attempt,
      },
    });
  }

  private async work(attempt: Attempt): Promise<Outcome> {
    try {
      const type = this.parts.types.get(attempt.claim.type);
      if (!type) throw new Error(`No task type ${attempt.claim.type} is registered.`);
      const result = await type.run(attempt);
      return {
        kind: 'finished',
        result: result === undefined ? undefined : (JSON.parse(jsonbText(result)) as Record<string, unknown>),
      };
    } catch (error) {
      if (attempt.signal.reason instanceof WorkerStopping) return { kind: 'handed-back' };
      return { kind: 'failed', error };
    }
  }

  /** Settles an attempt once, whoever comes first, and gives its place free. */
  private end(attempt: Attempt, outcome: Outcome): Promise<void> {
    attempt.ended ??= this.settle(attempt, outcome).finally(() => {
      if (this.running.get(attempt.guid) === attempt) this.running.delete(attempt.guid);
    });
    return attempt.ended;
  }

  private async settle(attempt: Attempt, outcome: Outcome): Promise<void> {
    const { guid, claim } = attempt;
    const progress = await attempt.unwritten();
    if (outcome.kind === 'failed')
      this.parts.log.warn(
        { err: outcome.error, task: guid, type: claim.type, attempt: attempt.attempt },
        'An attempt at a task failed',
      );
    const maxAttempts = this.parts.types.get(claim.type)?.maxAttempts ?? Number.POSITIVE_INFINITY;
    const settled = {
      guid,
      attempt: attempt.attempt,
      queue: claim.queue,
      priority: claim.priority,
      since: claim.since,
      maxAttempts,
      progress,
      cause: claim.cause,
    };
    for (let tries = 1; !(attempt.signal.reason instanceof ClaimLost); tries++) {
      try {
        const restMs = await settle(this.parts, settled, outcome, this.options.firstRestMs);
        if (restMs !== undefined) this.wakeAfter(restMs);
        return;
      } catch (err) {
        if (err instanceof ClaimLost) return;
        this.parts.log.warn({ err, task: guid }, 'The end of an attempt could not be written');
        if (tries === settleTries || this.stopping) return;
        await delay(Math.min(2000, 100 * 2 ** tries));
      }
    }
  }
}
