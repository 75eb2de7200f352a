import { randomBytes } from 'node:crypto';
import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client, escapeIdentifier, type QueryResultRow } from 'pg';
import { freePort } from './free-port.js';
import { watchForOrphans } from './orphan-watch.js';
import { serverAccount } from './postgres-account.js';
import { findPostgres, type PostgresBinaries } from './postgres-binaries.js';
import { createCluster, superuser } from './postgres-cluster.js';
import { end, launch, PostgresStartFailure, type PostgresSite } from './postgres-process.js';
import { makeServerDirectory } from './server-directory.js';

/** What may differ from the usual test server. */
export interface PostgresOptions {
  /** Which PostgreSQL to run; the one `findPostgres` names unless given. */
  readonly binaries?: PostgresBinaries;
  /** Rows of postgresql.conf that win over ours. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A private PostgreSQL on a loopback port. It ends with this process, however this process ends. */
export interface PostgresServer extends AsyncDisposable {
  readonly version: string;
  readonly port: number;
  readonly dataDir: string;
  /** The postmaster's process id; a restart changes it. */
  readonly pid: number;
  /** Connection URL with the superuser's password, for database `postgres` unless named. */
  url(database?: string): string;
  /** Creates a database, empty or as a copy of `template`; answers its URL. Fails when the name is taken. */
  createDatabase(name?: string, template?: string): Promise<string>;
  /** Drops a database and the connections to it; an absent one is no fault. */
  dropDatabase(name: string): Promise<void>;
  /** Runs one statement as superuser in database `postgres` and answers its rows. */
  query<R extends QueryResultRow>(text: string, values?: unknown[]): Promise<R[]>;
  /** Stops and starts on the same port: `fast` rolls back and says goodbye, `immediate` is a crash with recovery. */
  restart(mode: 'fast' | 'immediate'): Promise<void>;
  /** Ends the server and removes its folder. Safe to repeat. */
  stop(): Promise<void>;
}

/** Makes a cluster in a temporary folder and starts a server on it. Fails with the server's own words. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const account = serverAccount();
  const binaries = options.binaries ?? (await findPostgres());
  const directory = makeServerDirectory(account);
  const site = { binaries, account, directory, watch: watchForOrphans('QUIT', directory) };

  try {
    const password = randomBytes(18).toString('base64url');
    await createCluster(site, password, options.settings ?? {});
    const { child, port } = await launchOnFreePort(site, 3);
    return new TemporaryServer(site, child, port, password);
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    site.watch.release();
    throw error;
  }
}

async function launchOnFreePort(
  site: PostgresSite,
  tries: number,
): Promise<{ child: ChildProcess; port: number }> {
  const port = await freePort();
  try {
    return { child: await launch(site, port), port };
  } catch (error) {
    const lostRace = error instanceof PostgresStartFailure && error.portTaken;
    if (lostRace && tries > 1) return launchOnFreePort(site, tries - 1);
    throw error;
  }
}

class TemporaryServer implements PostgresServer {
  readonly #site: PostgresSite;
  readonly #password: string;
  #child: ChildProcess;

  constructor(
    site: PostgresSite,
    child: ChildProcess,
    readonly port: number,
    password: string,
  ) {
    this.#site = site;
    this.#child = child;
    this.#password = password;
  }

  get version(): string {
    return this.#site.binaries.version;
  }

  get dataDir(): string {
    return join(this.#site.directory, 'data');
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  url(database = 'postgres'): string {
    return `postgresql://${superuser}:${this.#password}@127.0.0.1:${this.port}/${encodeURIComponent(database)}`;
  }

  async createDatabase(
    name = `db_${randomBytes(6).toString('hex')}`,
    template = 'template0',
  ): Promise<string> {
    await this.query(`create database ${escapeIdentifier(name)} template ${escapeIdentifier(template)}`);
    return this.url(name);
  }

  async dropDatabase(name: string): Promise<void> {
    await this.query(`drop database if exists ${escapeIdentifier(name)} with (force)`);
  }

  async query<R extends QueryResultRow>(text: string, values: unknown[] = []): Promise<R[]> {
    const client = new Client({ connectionString: this.url() });
    await client.connect();
    try {
      return (await client.query<R>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  async restart(mode: 'fast' | 'immediate'): Promise<void> {
    await end(this.#child, mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
    this.#child = await launch(this.#site, this.port);
  }

  async stop(): Promise<void> {
    await end(this.#child, 'SIGQUIT');
    rmSync(this.#site.directory, { recursive: true, force: true });
    this.#site.watch.release();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
