import { sql } from 'kysely';
import type { Store, Tx } from '../database/store.js';
import { ClaimLost } from './abort-reasons.js';
import type { Claim } from './claim.js';
import type { TaskProgress, TaskRun } from './contract.js';
import { lockAttempt, updateFenced, type Fence } from './fence.js';
import { jsonbText } from './jsonb.js';
import type { TaskParts } from './parts.js';
import { ProgressMeter, type ProgressColumns } from './progress.js';
import { ProgressWriter } from './progress-writer.js';
import { emitTaskEvent } from './task-events.js';
import { taskOf } from './task-row.js';

/** One attempt as its work sees it; every write of it is fenced by the attempt's number. */
export class Attempt implements TaskRun, Fence {
  readonly guid: string;
  readonly input: object;
  readonly attempt: number;
  readonly checkpoint: Readonly<Record<string, unknown>> | undefined;
  readonly place: string | undefined;
  /** Set once its outcome is being written; the worker's business. */
  ended: Promise<void> | undefined;
  private readonly aborter = new AbortController();
  private readonly meter = new ProgressMeter();
  private readonly writer: ProgressWriter;

  constructor(
    private readonly parts: TaskParts,
    readonly claim: Claim,
  ) {
    this.guid = claim.guid;
    this.input = claim.input;
    this.attempt = claim.attempt;
    this.checkpoint = claim.checkpoint ?? undefined;
    this.place = claim.place;
    this.writer = new ProgressWriter(
      (columns) => this.writeProgress(columns),
      (err) => this.parts.log.warn({ err, task: this.guid }, 'Progress could not be written'),
    );
  }

  get signal(): AbortSignal {
    return this.aborter.signal;
  }

  /** Tells the work to end; the first reason stays. */
  abort(reason: Error): void {
    this.aborter.abort(reason);
  }

  async progress(progress: TaskProgress): Promise<void> {
    this.refuseLost();
    await this.writer.add(this.meter.read(progress));
  }

  async step(name: string): Promise<void> {
    this.refuseLost();
    await this.fenced(() =>
      this.parts.store.transaction(async (tx) => {
        const row = await updateFenced(tx, this, [sql`step = ${name}`]);
        emitTaskEvent(this.parts.events, tx, 'task.step', taskOf(row));
      }),
    );
  }

  transaction<T, R>(store: Store<T>, work: (tx: Tx<T>) => Promise<R>): Promise<R> {
    return this.fenced(() =>
      store.transaction(async (tx) => {
        await lockAttempt(tx as unknown as Tx, this);
        return work(tx);
      }),
    );
  }

  async save<T>(tx: Tx<T>, checkpoint: Readonly<Record<string, unknown>>): Promise<void> {
    await this.fenced(() =>
      updateFenced(tx as unknown as Tx, this, [sql`checkpoint = ${jsonbText(checkpoint)}::jsonb`]),
    );
  }

  /** Progress that is reported but not written; nothing is written by itself any more. */
  unwritten(): Promise<ProgressColumns | undefined> {
    return this.writer.take();
  }

  private async writeProgress(columns: ProgressColumns): Promise<void> {
    await this.fenced(() =>
      this.parts.store.transaction(async (tx) => {
        const row = await updateFenced(tx, this, columns.changes);
        emitTaskEvent(this.parts.events, tx, 'task.progress', taskOf(row));
      }),
    );
  }

  private refuseLost(): void {
    if (this.signal.reason instanceof ClaimLost) throw this.signal.reason;
  }

  private async fenced<R>(write: () => Promise<R>): Promise<R> {
    try {
      return await write();
    } catch (error) {
      if (error instanceof ClaimLost) this.abort(error);
      throw error;
    }
  }
}
