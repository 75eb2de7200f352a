import { sql } from 'kysely';
import { ClaimLost, TaskCancelled } from './abort-reasons.js';
import type { Attempt } from './attempt.js';
import { heartbeatSeconds } from './dispatcher.js';
import { cancelTopic, type TaskParts } from './parts.js';

const lookMs = 1000;
const beatMs = (heartbeatSeconds * 1000) / 4;

/**
 * Keeps the claims of a worker's attempts alive and tells an attempt when its task is cancelled or its
 * claim is gone. Without the database for as long as a claim lasts it gives up all of them: another
 * process may have taken over by then.
 */
export class ClaimWatch {
  private readonly timers: NodeJS.Timeout[] = [];
  private offHints: (() => void) | undefined;
  private lastBeat = performance.now();
  private looking: Promise<void> | undefined;
  private beating: Promise<void> | undefined;

  constructor(
    private readonly parts: TaskParts,
    private readonly attempts: ReadonlyMap<string, Attempt>,
  ) {}

  start(): void {
    this.offHints = this.parts.hints.on(cancelTopic, () => this.look());
    this.timers.push(
      setInterval(() => this.look(), lookMs),
      setInterval(() => this.beat(), beatMs),
    );
  }

  async stop(): Promise<void> {
    this.offHints?.();
    for (const timer of this.timers) clearInterval(timer);
    await Promise.all([this.looking, this.beating]);
  }

  private look(): void {
    if (this.attempts.size === 0) return;
    this.looking ??= this.findCancelled()
      .catch((err: unknown) =>
        this.parts.log.warn({ err }, 'Running tasks could not be looked after; trying again'),
      )
      .finally(() => (this.looking = undefined));
  }

  private async findCancelled(): Promise<void> {
    const { rows } = await sql<{ guid: string; attempts: number; state: string; cancel_requested: boolean }>`
      select guid, attempts, state, cancel_requested from kernel.task where guid in (${sql.join([...this.attempts.keys()])})`.execute(
      this.parts.store.sql,
    );
    for (const row of rows) {
      const attempt = this.attempts.get(row.guid);
      if (!attempt) continue;
      if (row.attempts > attempt.attempt) attempt.abort(new ClaimLost(row.guid, attempt.attempt));
      else if (row.attempts === attempt.attempt && row.cancel_requested) attempt.abort(new TaskCancelled());
    }
  }

  private beat(): void {
    const attempts = [...this.attempts.values()];
    if (attempts.length === 0) {
      this.lastBeat = performance.now();
      return;
    }
    this.beating ??= this.touch(attempts)
      .catch((err: unknown) => this.giveUpWhenTooLong(err))
      .finally(() => (this.beating = undefined));
  }

  private async touch(attempts: readonly Attempt[]): Promise<void> {
    for (const [queue, group] of Map.groupBy(attempts, ({ claim }) => claim.queue)) {
      const holding = await this.parts.dispatcher.touch(
        queue,
        group.map(({ claim }) => claim.pointer),
      );
      for (const attempt of group) {
        if (!holding.has(attempt.guid) && this.attempts.get(attempt.guid) === attempt)
          attempt.abort(new ClaimLost(attempt.guid, attempt.attempt));
      }
    }
    this.lastBeat = performance.now();
  }

  private giveUpWhenTooLong(err: unknown): void {
    this.parts.log.warn({ err }, 'No sign of life could be given for running tasks');
    if (performance.now() - this.lastBeat < heartbeatSeconds * 1000) return;
    for (const attempt of this.attempts.values()) attempt.abort(new ClaimLost(attempt.guid, attempt.attempt));
  }
}
