import { PostgresDatabases } from './postgres-databases.js';
import { startPostgres } from './postgres.js';
import { makeReadyTemplate, readyTemplate } from './ready-databases.js';

/** URL of the server that all files of a run of tests share. */
const serverVariable = 'INFRAGRAPH_TEST_SERVER';

let server: Promise<SharedPostgres> | undefined;

/** A server that others use too: databases come from it, and nobody restarts it or ends it. */
class SharedPostgres extends PostgresDatabases {
  private readonly created: string[] = [];

  override async createDatabase(name?: string, template?: string): Promise<string> {
    const url = await super.createDatabase(name, template);
    this.created.push(new URL(url).pathname.slice(1));
    return url;
  }

  /** Drops what this process has created. */
  async dropAll(): Promise<void> {
    for (const name of this.created.splice(0)) await this.dropDatabase(name);
  }
}

/** The server of this run of tests; a file that runs by itself has its own, which ends with its process. */
export function sharedPostgres(): Promise<PostgresDatabases> {
  server ??= connect();
  return server;
}

/** URL of a fresh database with all tables of the product and without rows. */
export async function createReadyDatabase(): Promise<string> {
  return (await sharedPostgres()).createDatabase(undefined, readyTemplate);
}

/** Starts a server for all test processes that this one starts; it ends with this process. */
export async function shareServer(): Promise<void> {
  const started = await startPostgres({ settings: { max_connections: '400' } });
  await makeReadyTemplate(started);
  process.env[serverVariable] = started.url();
}

async function connect(): Promise<SharedPostgres> {
  const given = process.env[serverVariable];
  if (given === undefined) {
    const started = await startPostgres();
    const own = new SharedPostgres(started.url());
    await makeReadyTemplate(own);
    return own;
  }
  const shared = new SharedPostgres(given);
  process.once('beforeExit', () => void shared.dropAll());
  return shared;
}
