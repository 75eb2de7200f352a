import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OrphanWatch } from './orphan-watch.js';
import type { ServerAccount } from './postgres-account.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { waitFor } from './wait-for.js';

/** Where one server keeps its things, who runs it and who ends it when we die. */
export interface PostgresSite {
  readonly binaries: PostgresBinaries;
  readonly account: ServerAccount | undefined;
  /** Private folder: `data/`, `server.log` and the unix socket. */
  readonly directory: string;
  readonly watch: OrphanWatch;
}

/** A server that did not come up; `portTaken` when another program holds its port. */
export class PostgresStartFailure extends Error {
  constructor(
    message: string,
    readonly portTaken: boolean,
  ) {
    super(message);
  }
}

/** Runs one of the binaries as the site's account, into the site's log, with none of our PG* variables. */
export function spawnBinary(site: PostgresSite, program: string, args: readonly string[]): ChildProcess {
  const output = openSync(logFile(site), 'a');
  const child = spawn(join(site.binaries.dir, program), args, {
    cwd: site.directory,
    // A fixed TZ spares initdb its search through all time zones.
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    // Out of our process group: Ctrl-C must reach the tests first.
    detached: true,
    stdio: ['ignore', output, output],
    ...(site.account && { uid: site.account.uid, gid: site.account.gid }),
  });
  closeSync(output);

  site.watch.guard(child.pid ?? 0);
  child.once('exit', () => site.watch.guard(0));
  child.once('error', (error) => appendFileSync(logFile(site), `${error.message}\n`));
  return child;
}

/** The newest lines of the site's log. */
export function logTail(site: PostgresSite): string {
  return readFileSync(logFile(site), 'utf8').trimEnd().split('\n').slice(-12).join('\n');
}

/** Starts the server of `site` and waits until it accepts connections. */
export async function launch(site: PostgresSite, port: number): Promise<ChildProcess> {
  const dataDir = join(site.directory, 'data');
  const child = spawnBinary(site, 'postgres', ['-D', dataDir, '-p', String(port)]);

  await waitFor(
    'PostgreSQL to accept connections',
    () => hasEnded(child) || statusOf(dataDir, child.pid) === 'ready',
    {
      withinMs: 30_000,
    },
  ).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  if (hasEnded(child)) {
    const tail = logTail(site);
    throw new PostgresStartFailure(
      `PostgreSQL ended while starting:\n${tail}`,
      tail.includes('could not bind'),
    );
  }
  child.unref();
  return child;
}

/** Sends `signal` to the server, if it still runs, and waits until its process is gone. */
export async function end(child: ChildProcess, signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
  if (hasEnded(child)) return;

  child.ref();
  const gone = once(child, 'exit', { signal: AbortSignal.timeout(15_000) });
  child.kill(signal);
  await gone.catch(async () => {
    child.kill('SIGKILL');
    if (!hasEnded(child)) await once(child, 'exit');
  });
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** postmaster.pid: line 1 is the pid, line 8 the state, padded with blanks. */
function statusOf(dataDir: string, pid: number | undefined): string | undefined {
  const lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
  return Number(lines[0]) === pid ? lines[7]?.trim() : undefined;
}

function logFile(site: PostgresSite): string {
  return join(site.directory, 'server.log');
}
