import { sql } from 'kysely';
import { windowPassed } from './claim.js';
import { endTasks } from './end-task.js';
import type { TaskParts } from './parts.js';

const windowsMs = 1000;
const pruneMs = 10 * 60_000;
const batch = 500;

/** What nobody's own work does: fails tasks whose window passed while no worker was free, and forgets old ones. */
export class Housekeeping {
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly running = new Set<Promise<unknown>>();
  private closing = false;

  constructor(
    private readonly parts: TaskParts,
    private readonly retentionMs: number,
  ) {}

  start(): void {
    this.every(windowsMs, () => this.failLate());
    this.every(pruneMs, () => this.prune());
  }

  async stop(): Promise<void> {
    this.closing = true;
    for (const timer of this.timers) clearInterval(timer);
    await Promise.all(this.running);
  }

  /** Fails the queued tasks whose window has passed; their pointers are dropped when they are met. */
  async failLate(): Promise<number> {
    const { rows } = await sql<{ guid: string }>`
      select guid from kernel.task where state = 'QUEUED' and window_end < now() limit ${batch}`.execute(
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

  private every(ms: number, work: () => Promise<number>): void {
    let busy = false;
    const tick = async (): Promise<void> => {
      if (busy) return;
      busy = true;
      await work().catch((err: unknown) =>
        this.parts.log.warn({ err }, 'Housekeeping of tasks failed; trying again'),
      );
      busy = false;
    };
    this.timers.push(
      setInterval(() => {
        const run = tick().finally(() => this.running.delete(run));
        this.running.add(run);
      }, ms).unref(),
    );
  }
}
