import { randomBytes } from 'node:crypto';
import { startPostgres, type PostgresServer } from './postgres.js';
import { waitFor } from './wait-for.js';

let server: Promise<PostgresServer> | undefined;
const templates = new Map<string, Promise<string>>();

/** The one server of this test process: started by the first caller, ended with the process. */
export function sharedPostgres(): Promise<PostgresServer> {
  server ??= startPostgres();
  return server;
}

/**
 * Prepares a database once per test process, to be copied by `cloneDatabase`; answers its name.
 * Further calls with the same name answer the first one's outcome and do not migrate again.
 * Fails when `migrate` fails or leaves connections open, which would forbid copying.
 */
export function createTemplate(name: string, migrate: (url: string) => Promise<void>): Promise<string> {
  const known = templates.get(name) ?? buildTemplate(name, migrate);
  templates.set(name, known);
  return known;
}

/** Creates a database as a copy of a template and answers its URL. */
export async function cloneDatabase(template: string): Promise<string> {
  return (await sharedPostgres()).createDatabase(undefined, template);
}

/** Gives `use` the URL of a fresh database, empty or a copy of `template`, and drops it afterwards. */
export async function withDatabase<T>(use: (url: string) => Promise<T>, template?: string): Promise<T> {
  const postgres = await sharedPostgres();
  const name = `db_${randomBytes(6).toString('hex')}`;
  const url = await postgres.createDatabase(name, template);
  try {
    return await use(url);
  } finally {
    await postgres.dropDatabase(name);
  }
}

async function buildTemplate(name: string, migrate: (url: string) => Promise<void>): Promise<string> {
  const postgres = await sharedPostgres();
  await migrate(await postgres.createDatabase(name));
  await waitFor(`template ${name} to lose its connections (does migrate close its pool?)`, async () => {
    const [row] = await postgres.query<{ busy: boolean }>(
      'select exists (select from pg_stat_activity where datname = $1) as busy',
      [name],
    );
    return row?.busy === false;
  });
  return name;
}
