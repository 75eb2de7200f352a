import { PgBoss } from 'pg-boss';
import type { Engine } from '../database/engine.js';
import { withSchemaLock } from '../database/migrate.js';
import { outsideTransaction, type Tx } from '../database/store.js';
import type { Log } from '../log/log.js';
import { connectionOf, transactionOf } from './dispatcher-connection.js';

/** After so long without a sign of life a claim is void. Seconds; pg-boss takes no less. */
export const heartbeatSeconds = 10;

const superviseSeconds = 2;
/** A claim ends by its heartbeat and never by its age; the column is a 32-bit integer. */
const forever = 2 ** 31 - 1;
const nowhere = '00000000-0000-0000-0000-000000000000';

/** A pointer taken from a queue. `retryCount` names the claim for the heartbeat. */
export interface Pointer {
  readonly id: string;
  readonly retryCount: number;
}

/** A pointer to be put into a queue. */
export interface NewPointer {
  readonly guid: string;
  readonly subgraph: string;
  readonly priority: number;
  readonly startAfter?: Date | undefined;
  /** Counted from the database's clock, in milliseconds; instead of `startAfter`. */
  readonly delayMs?: number;
}

/**
 * The queues, kept by pg-boss: one per subgraph, holding nothing but the guids of tasks. It finds
 * claims whose worker died and offers them again. Everything else about a task is in its own row.
 */
export class Dispatcher {
  private started: PgBoss | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly log: Log,
  ) {}

  /**
   * Installs what is missing, creates the queues and learns them, so that no later call has to inside a
   * transaction. With `supervise` it also offers again what dead workers held.
   */
  async start(subgraphs: readonly string[], supervise: boolean): Promise<void> {
    const boss = bossOn(this.engine, this.log, supervise);
    this.started = boss;
    await withSchemaLock(this.engine, async () => {
      await boss.start();
      for (const subgraph of subgraphs)
        await boss.createQueue(subgraph, { heartbeatSeconds, retryDelay: 0, retryBackoff: false });
    });
    for (const subgraph of subgraphs) await boss.touch(subgraph, nowhere);
  }

  async stop(): Promise<void> {
    await this.started?.stop({ graceful: false, close: false });
  }

  private get boss(): PgBoss {
    if (!this.started) throw new Error('Tasks need a started engine: call start() of the tasks first.');
    return this.started;
  }

  /** Puts a pointer into its subgraph's queue with the commit of `tx`. */
  async put(tx: Tx, pointer: NewPointer): Promise<void> {
    const startAfter = pointer.startAfter?.toISOString() ?? `${(pointer.delayMs ?? 0) / 1000} seconds`;
    const { guid, priority } = pointer;
    const job = {
      id: guid,
      data: { guid },
      priority,
      startAfter,
      retryLimit: forever,
      expireInSeconds: forever,
      retentionSeconds: forever,
    };
    await this.boss.insert(pointer.subgraph, [job], { db: transactionOf(tx) });
  }

  /** Takes up to `limit` pointers, the highest priority first and then the oldest. */
  async take(tx: Tx, subgraph: string, limit: number): Promise<Pointer[]> {
    return this.boss.fetch(subgraph, { batchSize: limit, db: transactionOf(tx) });
  }

  /** Removes a pointer, claimed or not, with the commit of `tx`; nothing happens when there is none. */
  async drop(tx: Tx, subgraph: string, guids: readonly string[]): Promise<void> {
    if (guids.length > 0) await this.boss.deleteJob(subgraph, [...guids], { db: transactionOf(tx) });
  }

  /** Gives a sign of life for claims; returns the guids of those that still hold. */
  async touch(subgraph: string, pointers: readonly Pointer[]): Promise<ReadonlySet<string>> {
    const claims = pointers.map(({ id, retryCount }) => ({ id, retryCount }));
    const answer = (await outsideTransaction(() => this.boss.touch(subgraph, claims))) as {
      readonly settled?: readonly string[];
    };
    return new Set(answer.settled);
  }
}

function bossOn(engine: Engine, log: Log, supervise: boolean): PgBoss {
  const boss = new PgBoss({
    db: connectionOf(engine),
    backend: engine.kind === 'embedded' ? 'pglite' : 'postgres',
    schema: 'pgboss',
    schedule: false,
    supervise,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: 1,
    flowIntervalSeconds: 3600,
    reindex: engine.kind === 'server',
    monitorVacuum: false,
  });
  boss.on('error', (err) => log.warn({ err }, 'The task queue had a fault and goes on'));
  boss.on('warning', (warning) => log.warn({ warning: warning.message }, 'The task queue gave a warning'));
  return boss;
}
