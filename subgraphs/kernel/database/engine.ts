import { PGlite } from '@electric-sql/pglite';
import { createPostgreSqlTypeParsers } from '@mikro-orm/sql';
import { Kysely, PGliteDialect, PostgresDialect, type LogEvent } from 'kysely';
import pg from 'pg';
import type { Log } from '../log/log.js';
import { markEndedConnection } from '../errors/lost-database.js';
import { StartFailure } from '../errors/start-failure.js';
import { keepStack } from './embedded-stack.js';
import { lockDataDir } from './data-dir-lock.js';
import { openMarkingFirst } from './first-start.js';
import { poolView } from './pool-view.js';
import { StatementCounts } from './statement-counts.js';
import { noteStatement } from './statement-spans.js';
import { recordStatement } from './statements.js';

/**
 * The one connection source of a process: a pool on a PostgreSQL server, or the embedded database.
 * Everything above speaks Kysely and does not see the difference.
 */
export interface Engine {
  readonly kind: 'server' | 'embedded';
  readonly kysely: Kysely<unknown>;
  /** What its statements took. */
  readonly statements: StatementCounts;
  /** The embedded instance, for its own `listen`; absent on a server. */
  readonly embedded?: PGlite;
  /** The pool itself, for a library that sends several statements as one text; absent when embedded. */
  readonly pool?: pg.Pool;
  /** Opens one connection outside the pool, for LISTEN; absent when embedded. */
  readonly connectOutsidePool?: () => Promise<pg.Client>;
  close(): Promise<void>;
}

const int8 = 20;

/** 64-bit integers arrive as numbers while they are safe, else as text, on both engines alike. */
function parseInt8(text: string): number | string {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

function countIn(statements: StatementCounts): (event: LogEvent) => void {
  return ({ query, queryDurationMillis, level }) => {
    statements.count(queryDurationMillis, level === 'error');
    recordStatement(query.sql, query.parameters);
    noteStatement(query.sql, queryDurationMillis, level === 'error');
  };
}

/** Connects to a PostgreSQL server; fails when it cannot be reached. */
export async function openServer(url: string, poolSize: number, log: Log): Promise<Engine> {
  const types = new pg.TypeOverrides();
  for (const [oid, parse] of Object.entries(
    createPostgreSqlTypeParsers((text) => parseTimestampArray(text)),
  )) {
    types.setTypeParser(Number(oid), parse as (text: string) => unknown);
  }
  types.setTypeParser(int8, parseInt8);
  const settings = { connectionString: url, types, keepAlive: true, connectionTimeoutMillis: 10_000 };
  const pool = new pg.Pool({ ...settings, max: poolSize, idleTimeoutMillis: 30_000 });
  const report = (err: Error): void => {
    markEndedConnection(err);
    log.warn({ err }, 'A database connection was lost');
  };
  pool.on('error', report);
  pool.on('connect', (client) => client.on('error', report));
  await reach(pool);
  const statements = new StatementCounts();
  const kysely = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: poolView(pool) }),
    log: countIn(statements),
  });
  const connectOutsidePool = async (): Promise<pg.Client> => {
    const client = new pg.Client(settings);
    client.on('error', report);
    await client.connect();
    return client;
  };
  return { kind: 'server', kysely, statements, pool, connectOutsidePool, close: () => kysely.destroy() };
}

/** The first connection tells whether the settings are right; later losses are the pool's to mend. */
async function reach(pool: pg.Pool): Promise<void> {
  try {
    (await pool.connect()).release();
  } catch (error) {
    await pool.end();
    const reason = error instanceof Error && error.message !== '' ? error.message : 'no connection';
    throw new StartFailure(
      `The PostgreSQL server of DATABASE_URL cannot be used: ${reason}. Check the address, the database and the credentials, and that the server runs.`,
      { cause: error },
    );
  }
}

/**
 * Opens the embedded database in a folder of its own, or in memory when no folder is given. Fails when
 * another process has the folder.
 */
export async function openEmbedded(dataDir: string | undefined, loadDataDir?: Blob): Promise<Engine> {
  const unlock = dataDir === undefined ? undefined : lockDataDir(dataDir);
  try {
    const parsers = {
      ...createPostgreSqlTypeParsers((text) => parseTimestampArray(text)),
      [int8]: parseInt8,
    };
    const fresh = async (): Promise<{ loadDataDir: Blob }> => ({
      loadDataDir: loadDataDir ?? (await emptyCluster()),
    });
    const embedded = keepStack(
      dataDir === undefined
        ? await PGlite.create({ parsers, ...(await fresh()) })
        : await openMarkingFirst(dataDir, async (folder, isNew) =>
            PGlite.create({ parsers, dataDir: folder, ...(isNew ? await fresh() : {}) }),
          ),
    );
    const statements = new StatementCounts();
    const kysely = new Kysely<unknown>({
      dialect: new PGliteDialect({ pglite: withoutClose(embedded) }),
      log: countIn(statements),
    });
    const close = async (): Promise<void> => {
      await kysely.destroy();
      await embedded.close();
      unlock?.();
    };
    return { kind: 'embedded', kysely, statements, embedded, close };
  } catch (error) {
    unlock?.();
    throw error;
  }
}

/** The files of a new cluster, which the engine would take seconds to make itself. */
async function emptyCluster(): Promise<Blob> {
  const { dataDir } = await import('@electric-sql/pglite-prepopulatedfs');
  return dataDir();
}

/** The view Kysely gets: closing is the owner's business. */
function withoutClose(embedded: PGlite): ConstructorParameters<typeof PGliteDialect>[0]['pglite'] & object {
  return {
    query: embedded.query.bind(embedded),
    transaction: embedded.transaction.bind(embedded),
    close: () => Promise.resolve(),
    get closed() {
      return embedded.closed;
    },
    get ready() {
      return embedded.ready;
    },
    waitReady: embedded.waitReady,
  } as unknown as ConstructorParameters<typeof PGliteDialect>[0]['pglite'] & object;
}

/** Timestamps hold no comma or quote of their own. */
function parseTimestampArray(text: string): string[] {
  return text === '{}'
    ? []
    : text
        .slice(1, -1)
        .split(',')
        .map((item) => item.replace(/^"|"$/g, ''));
}
