import { AsyncLocalStorage } from 'node:async_hooks';
import type { MikroORM, SqlEntityManager } from '@mikro-orm/sql';
import type { Kysely, Transaction as KyselyTransaction } from 'kysely';

/** SQL on the pool or inside a transaction; `T` names the tables for Kysely's builder. */
export type Sql<T = unknown> = Kysely<T>;

/**
 * One open transaction. Everything done inside must go through `em` or `sql`: any other handle waits
 * for ever on the embedded database, which has a single connection, so the store refuses it.
 */
export interface Tx<T = unknown> {
  readonly em: SqlEntityManager;
  readonly sql: Sql<T>;
  /** Runs once, after the work and the flush, before the commit; a second hook of the same key is ignored. */
  beforeCommit(key: string, hook: (tx: Tx) => Promise<void>): void;
  /** Runs after a successful commit; must not throw. */
  afterCommit(hook: () => void): void;
}

const insideTransaction = new AsyncLocalStorage<string>();

/** The tables of one subgraph: its ORM, plain SQL on the same connections, and its transactions. */
export class Store<T = unknown> {
  constructor(
    /** PostgreSQL schema, which is the subgraph's name (core's is `kernel`). */
    readonly schema: string,
    readonly orm: MikroORM,
    private readonly kysely: Kysely<unknown>,
  ) {}

  /** SQL outside any transaction. Throws inside one. */
  get sql(): Sql<T> {
    this.refuseInsideTransaction();
    return this.kysely as Kysely<T>;
  }

  /** A fresh entity manager outside any transaction. Throws inside one. */
  em(): SqlEntityManager {
    this.refuseInsideTransaction();
    return this.orm.em.fork() as SqlEntityManager;
  }

  /** Runs `work` in one transaction; a throw rolls everything back. Keep it short and free of network calls. */
  async transaction<R>(work: (tx: Tx<T>) => Promise<R>): Promise<R> {
    this.refuseInsideTransaction();
    const before = new Map<string, (tx: Tx) => Promise<void>>();
    const after: (() => void)[] = [];
    const fork = this.orm.em.fork() as SqlEntityManager;
    const result = await insideTransaction.run(this.schema, () =>
      fork.transactional(async (em) => {
        const sql = em.getTransactionContext<KyselyTransaction<T>>();
        if (!sql) throw new Error('The transaction has no connection.');
        const tx: Tx<T> = {
          em: em as SqlEntityManager,
          sql,
          beforeCommit: (key, hook) => {
            if (!before.has(key)) before.set(key, hook);
          },
          afterCommit: (hook) => void after.push(hook),
        };
        const value = await work(tx);
        await em.flush();
        for (const key of [...before.keys()].sort()) await before.get(key)?.(tx as unknown as Tx);
        return value;
      }),
    );
    for (const hook of after) hook();
    return result;
  }

  private refuseInsideTransaction(): void {
    const schema = insideTransaction.getStore();
    if (schema !== undefined) {
      throw new Error(
        `A transaction on "${schema}" is open here; use its own handle, not the store of "${this.schema}".`,
      );
    }
  }
}

/** Runs work that must not count as part of the caller's transaction, such as a listener's callback. */
export function outsideTransaction<R>(work: () => R): R {
  return insideTransaction.exit(work);
}
