import { Database } from '../../subgraphs/kernel/database/database.js';
import { openLog, type Log } from '../../subgraphs/kernel/log/log.js';
import { postgresMissing } from './prepare.js';
import { sharedPostgres } from './shared-postgres.js';

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

/** A fresh, empty database: in memory, or on the test process's PostgreSQL server. */
export async function openTestDatabase(kind: EngineKind, poolSize = 8): Promise<Database> {
  if (kind === 'embedded') return Database.open({ poolSize }, silentLog);
  const server = await sharedPostgres();
  return Database.open({ url: await server.createDatabase(), poolSize }, silentLog);
}
