import { sql } from 'kysely';
import { outsideTransaction } from '../database/store.js';
import { windowPassed } from './claim.js';
import { endTasks } from './end-task.js';
import { unpark } from './exclusive.js';
import { cancelTasks } from './give-up.js';
import { cancelTopic, type TaskParts } from './parts.js';

const windowsMs = 1000;
const parkedMs = 5000;
const pruneMs = 10 * 60_000;
const batch = 500;

/**
 * What nobody's own work does: fails tasks whose window passed while no worker was free, ends those that
 * a process cancelled that does not know their types, and forgets old ones.
 */
export class Housekeeping {
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly running = new Set<Promise<unknown>>();
  private closing = false;
  private offHints: (() => void) | undefined;

  constructor(
    private readonly parts: TaskParts,
    private readonly retentionMs: number,
  ) {}

  start(): void {
    this.every(windowsMs, () => this.failLate());
    this.offHints = this.parts.hints.on(
      cancelTopic,
      this.every(windowsMs, () => this.cancelMarked()),
    );
    this.every(parkedMs, () => this.unparkForgotten());
    this.every(pruneMs, () => this.prune());
  }

  async stop(): Promise<void> {
    this.closing = true;
    this.offHints?.();
    for (const timer of this.timers) clearInterval(timer);
    await Promise.all(this.running);
  }

  /** Fails the queued tasks whose window has passed; their pointers are dropped when they are met. */
  async failLate(): Promise<number> {
    const { rows } = await sql<{ guid: string }>`
      select guid from kernel.task where state = 'QUEUED' and window_end < now() and type = any(${this.known}::text[]) limit ${batch}`.execute(
      this.parts.store.sql,
    );
    if (rows.length === 0) return 0;
    return this.parts.store.transaction(async (tx) => {
      const { rows: locked } = await sql<{ guid: string }>`
        select guid from kernel.task where guid in (${sql.join(rows.map(({ guid }) => guid))}) and state = 'QUEUED' order by guid for update skip locked`.execute(
        tx.sql,
      );
      const ended = await endTasks(
        this.parts,
        tx,
        locked.map(({ guid }) => guid),
        { state: 'FAILED', error: windowPassed },
      );
      return ended.length;
    });
  }

  /** Ends the tasks of known types that were cancelled elsewhere and that no worker has. */
  async cancelMarked(): Promise<number> {
    const { rows } = await sql<{ guid: string }>`
      select guid from kernel.task where cancel_requested and (state = 'QUEUED' or (state = 'RUNNING' and worker is null))
        and type = any(${this.known}::text[]) limit ${batch}`.execute(this.parts.store.sql);
    const { done } = await cancelTasks(
      this.parts,
      rows.map(({ guid }) => guid),
      'system',
    );
    return done.length;
  }

  /** Lets tasks go on that wait for a text nobody holds; an end does that itself, save when it met another's lock. */
  async unparkForgotten(): Promise<number> {
    const { rows } = await sql<{ exclusive: string }>`
      select distinct p.exclusive from kernel.task p where p.parked
        and not exists (select from kernel.task r where r.exclusive = p.exclusive and r.state = 'RUNNING') limit ${batch}`.execute(
      this.parts.store.sql,
    );
    if (rows.length === 0) return 0;
    return this.parts.store.transaction((tx) =>
      unpark(
        this.parts,
        tx,
        rows.map(({ exclusive }) => exclusive),
      ),
    );
  }

  /** Removes tasks that ended longer ago than the retention; returns how many. */
  async prune(): Promise<number> {
    let removed = 0;
    for (;;) {
      const before = new Date(Date.now() - this.retentionMs);
      const { rows } = await sql`
        delete from kernel.task where guid in (select guid from kernel.task where finished_at < ${before} limit ${batch}) returning guid`.execute(
        this.parts.store.sql,
      );
      removed += rows.length;
      if (rows.length < batch || this.closing) return removed;
    }
  }

  private get known(): string[] {
    return [...this.parts.types.keys()];
  }

  /** Works every `ms` milliseconds, one run at a time; returns the way to work at once. */
  private every(ms: number, work: () => Promise<number>): () => void {
    let busy = false;
    const tick = async (): Promise<void> => {
      if (busy || this.closing) return;
      busy = true;
      await outsideTransaction(work).catch((err: unknown) =>
        this.parts.log.warn({ err }, 'Housekeeping of tasks failed; trying again'),
      );
      busy = false;
    };
    const run = (): void => {
      const one: Promise<void> = tick().finally(() => this.running.delete(one));
      this.running.add(one);
    };
    this.timers.push(setInterval(run, ms).unref());
    return run;
  }
}
