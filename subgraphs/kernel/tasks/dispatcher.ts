import { sql } from 'kysely';
import { PgBoss, type JobInsert } from 'pg-boss';
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
  readonly data: PointerData;
}

/** What a queue holds of a task. */
interface PointerData {
  /** The span that was there when the task was created, if that was traced. */
  readonly traceparent?: string | undefined;
}

/** A pointer to be put into a queue. */
export interface NewPointer {
  readonly guid: string;
  readonly queue: string;
  readonly priority: number;
  /** Its place among those of the same priority: the earlier goes first. An instant; that of the commit when absent. */
  readonly since?: Date | undefined;
  readonly startAfter?: Date | undefined;
  /** Counted from the database's clock, in milliseconds; instead of `startAfter`. */
  readonly delayMs?: number;
  /** The span that led to it. */
  readonly cause?: string | undefined;
}

/**
 * The queues, kept by pg-boss: one per lane, and one per lane and place, holding nothing but the guids
 * of tasks and the spans that led to them. It finds claims whose worker died and offers them again. Everything else about a task is in
 * its own row.
 */
export class Dispatcher {
  private started: PgBoss | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly log: Log,
  ) {}

  /**
   * Installs what is missing, creates the queues and learns all there are, so that no later call has to
   * inside a transaction. With `supervise` it also offers again what dead workers held.
   */
  async start(queues: readonly string[], supervise: boolean): Promise<void> {
    const boss = bossOn(this.engine, this.log, supervise);
    this.started = boss;
    await withSchemaLock(this.engine, async () => {
      await boss.start();
      for (const queue of queues)
        await boss.createQueue(queue, { heartbeatSeconds, retryDelay: 0, retryBackoff: false });
    });
    await this.learn(queues);
  }

  /** Learns queues that another process has made; outside any transaction. One that is not there is left out. */
  async learn(queues: readonly string[]): Promise<void> {
    for (const queue of queues) await this.boss.touch(queue, nowhere);
  }

  /** Names of all queues, of every process on this database. */
  async queues(): Promise<string[]> {
    return (await outsideTransaction(() => this.boss.getQueues())).map(({ name }) => name);
  }

  async stop(): Promise<void> {
    await this.started?.stop({ graceful: false, close: false });
  }

  private get boss(): PgBoss {
    if (!this.started) throw new Error('Tasks need a started engine: call start() of the tasks first.');
    return this.started;
  }

  /** Puts pointers into their queues with the commit of `tx`. */
  async put(tx: Tx, pointers: readonly NewPointer[]): Promise<void> {
    for (const [queue, group] of Map.groupBy(pointers, (pointer) => pointer.queue)) {
      await this.boss.insert(queue, group.map(jobOf), { db: transactionOf(tx) });
      await lineUp(tx, queue, group);
    }
  }

  /** Takes up to `limit` pointers, the highest priority first and then the longest in line. */
  async take(tx: Tx, queue: string, limit: number): Promise<Pointer[]> {
    return this.boss.fetch<PointerData>(queue, { batchSize: limit, db: transactionOf(tx) });
  }

  /**
   * Puts claimed pointers in front of all waiting ones of their priority, for the case that their worker dies: what
   * has begun then goes on before anything else begins.
   */
  async putFirst(tx: Tx, queue: string, guids: readonly string[]): Promise<void> {
    await lineUp(
      tx,
      queue,
      guids.map((guid) => ({ guid, since: new Date(0) })),
    );
  }

  /** Removes pointers, claimed or not, with the commit of `tx`; nothing happens when there are none. */
  async drop(tx: Tx, queue: string, guids: readonly string[]): Promise<void> {
    if (guids.length > 0) await this.boss.deleteJob(queue, [...guids], { db: transactionOf(tx) });
  }

  /** Gives a sign of life for claims; returns the guids of those that still hold. */
  async touch(
    queue: string,
    pointers: readonly Pick<Pointer, 'id' | 'retryCount'>[],
  ): Promise<ReadonlySet<string>> {
    const claims = pointers.map(({ id, retryCount }) => ({ id, retryCount }));
    const answer = (await outsideTransaction(() => this.boss.touch(queue, claims))) as {
      readonly settled?: readonly string[];
    };
    return new Set(answer.settled);
  }
}

function jobOf({ guid, priority, startAfter, delayMs = 0, cause }: NewPointer): JobInsert {
  return {
    id: guid,
    data: { guid, ...(cause !== undefined && { traceparent: cause }) },
    priority,
    startAfter: startAfter?.toISOString() ?? `${delayMs / 1000} seconds`,
    retryLimit: forever,
    expireInSeconds: forever,
    retentionSeconds: forever,
  };
}

/** pg-boss goes by the instant of insertion and takes no other from outside. */
async function lineUp(
  tx: Tx,
  queue: string,
  pointers: readonly Pick<NewPointer, 'guid' | 'since'>[],
): Promise<void> {
  const placed = pointers.flatMap(({ guid, since }) => (since ? [{ guid, since: since.toISOString() }] : []));
  if (placed.length === 0) return;
  await sql`
    update pgboss.job j set created_on = p.since
    from jsonb_to_recordset(${JSON.stringify(placed)}::jsonb) p (guid uuid, since timestamptz)
    where j.name = ${queue} and j.id = p.guid`.execute(tx.sql);
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
