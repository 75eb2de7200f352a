import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { Database } from '../../subgraphs/kernel/database/database.js';
import { Hints } from '../../subgraphs/kernel/database/hints.js';
import type { Store } from '../../subgraphs/kernel/database/store.js';
import { EventLog } from '../../subgraphs/kernel/events/event-log.js';
import { Task } from '../../subgraphs/kernel/tasks/task.js';
import { snapshotOf } from '../../subgraphs/kernel/tasks/task-snapshot.js';
import { taskLog } from '../../subgraphs/kernel/tasks/task-events.js';
import { silentLog } from '../support/engines.js';

/** Kind of work that the numbered events are about. */
export const numberedType = 'live.numbered';

const perTransaction = 20;
const pauseMs = 50;

/**
 * Writes events of tasks with the titles 1, 2, 3 … into the log of a database, some hundred a second, whatever happens
 * to the database meanwhile. Each is written exactly once: where it is not known whether a commit went through, the
 * database is asked.
 */
export class NumberedEvents {
  private stopped = false;
  written = 0;

  private constructor(
    private readonly url: string,
    private readonly database: Database,
    private readonly store: Store,
    private readonly log: EventLog,
  ) {}

  static async open(url: string): Promise<NumberedEvents> {
    const database = await Database.open({ url, poolSize: 2 }, silentLog);
    const store = await database.store({ schema: 'kernel', entities: [Task], migrations: [] });
    return new NumberedEvents(
      url,
      database,
      store,
      new EventLog(store, new Hints(database.engine, silentLog)),
    );
  }

  /** Writes up to the number that `last` gives, which may be put off while it writes. */
  async write(last: () => number): Promise<void> {
    while (!this.stopped && this.written < last()) {
      try {
        await this.writeSome();
      } catch (error) {
        if (error instanceof TypeError) throw error;
        await this.findOut();
      }
      await delay(pauseMs);
    }
  }

  async close(): Promise<void> {
    this.stopped = true;
    await this.database.close();
  }

  private async writeSome(): Promise<void> {
    const first = this.written + 1;
    await this.store.transaction((tx) => {
      for (let number = first; number < first + perTransaction; number++) {
        const task = Object.assign(new Task(), {
          guid: crypto.randomUUID(),
          type: numberedType,
          state: 'RUNNING',
          title: String(number),
          tenantId: null,
          priority: 50,
          windowStart: null,
          windowEnd: null,
          progress: 0,
          about: [],
          origin: 'SYSTEM',
          attempts: 1,
          startedAt: null,
          finishedAt: null,
          createdAt: new Date(),
          updatedAt: new Date(),
        });
        const payload = snapshotOf(task);
        this.log.emit(tx, {
          subgraph: taskLog,
          kind: 'task.state',
          subject: `${numberedType}/${number}`,
          tenantId: null,
          payload,
        });
      }
      return Promise.resolve();
    });
    this.written += perTransaction;
  }

  private async findOut(): Promise<void> {
    while (!this.stopped) {
      const client = new Client({ connectionString: this.url });
      try {
        await client.connect();
        const { rows } = await client.query<{ last: number }>(
          `select coalesce(max(split_part(subject, '/', 2)::int), 0) as last from kernel.event where subject like '${numberedType}/%'`,
        );
        this.written = rows[0]?.last ?? 0;
        return;
      } catch {
        await delay(200);
      } finally {
        await client.end().catch(() => undefined);
      }
    }
  }
}
