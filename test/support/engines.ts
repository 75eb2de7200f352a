import { Database } from '../../subgraphs/kernel/database/database.js';
import { openLog, type Log } from '../../subgraphs/kernel/log/log.js';
import { postgresMissing } from './prepare.js';
import { readyDump } from './ready-databases.js';
import { createReadyDatabase, sharedPostgres } from './shared-postgres.js';

/** The two databases every database test runs on. */
export const engines = ['embedded', 'server'] as const;

/** One of the two. */
export type EngineKind = (typeof engines)[number];

/** A log that keeps quiet. */
export const silentLog: Log = openLog({ level: 'silent' });

/** Reason to leave a suite out on this machine; false when it can run. In CI nothing is left out. */
export function cannotRun(kind: EngineKind): string | false {
  return kind === 'server' ? (postgresMissing() ?? false) : false;
}

/** A fresh database with all tables and without rows: in memory, or on the PostgreSQL server of the tests. */
export async function openTestDatabase(kind: EngineKind, poolSize = 8): Promise<Database> {
  const place =
    kind === 'embedded' ? { loadDataDir: await readyDump() } : { url: await createReadyDatabase() };
  return Database.open({ ...place, poolSize }, silentLog);
}

/** A database without anything in it, for tests of the tables' making. */
export async function openEmptyDatabase(kind: EngineKind): Promise<Database> {
  const url = kind === 'server' ? await (await sharedPostgres()).createDatabase() : undefined;
  return Database.open({ url, poolSize: 8 }, silentLog);
}
