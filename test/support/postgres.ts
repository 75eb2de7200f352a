import { randomBytes } from 'node:crypto';
import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { watchForOrphans } from './orphan-watch.js';
import { serverAccount } from './postgres-account.js';
import { findPostgres, type PostgresBinaries } from './postgres-binaries.js';
import { createCluster, superuser } from './postgres-cluster.js';
import { PostgresDatabases } from './postgres-databases.js';
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
export interface PostgresServer extends PostgresDatabases, AsyncDisposable {
  readonly version: string;
  readonly port: number;
  readonly dataDir: string;
  /** The postmaster's process id; a restart changes it. */
  readonly pid: number;
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

class TemporaryServer extends PostgresDatabases implements PostgresServer {
  readonly #site: PostgresSite;
  #child: ChildProcess;

  constructor(
    site: PostgresSite,
    child: ChildProcess,
    readonly port: number,
    password: string,
  ) {
    super(`postgresql://${superuser}:${password}@127.0.0.1:${port}/postgres`);
    this.#site = site;
    this.#child = child;
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
