import { once } from 'node:events';
import { appendFileSync, chownSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { logTail, spawnBinary, type PostgresSite } from './postgres-process.js';

/** Name of the one role a new cluster has. */
export const superuser = 'postgres';

/** Nothing here outlives the tests, so nothing waits for the disk; a killed server still keeps what it committed. */
const defaultSettings = {
  listen_addresses: '127.0.0.1',
  max_connections: '200',
  fsync: 'off',
  full_page_writes: 'off',
  log_line_prefix: '%m [%p] %d ',
};

/**
 * Makes an empty cluster in the site's `data/`: UTF-8, sorted by code point, password over TCP.
 * `settings` are rows of postgresql.conf that win over ours. Fails with initdb's own words.
 */
export async function createCluster(
  site: PostgresSite,
  password: string,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const passwordFile = join(site.directory, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (site.account) chownSync(passwordFile, site.account.uid, site.account.gid);

  const dataDir = join(site.directory, 'data');
  const initdb = spawnBinary(site, 'initdb', [
    `--pgdata=${dataDir}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    '--auth-local=trust',
    '--auth-host=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--wal-segsize=1',
    '--no-sync',
    '--no-instructions',
  ]);
  const [code] = await once(initdb, 'exit');
  if (code !== 0) throw new Error(`initdb failed:\n${logTail(site)}`);
  rmSync(passwordFile);

  const rows = { ...defaultSettings, unix_socket_directories: site.directory, ...settings };
  const lines = Object.entries(rows).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`);
  appendFileSync(join(dataDir, 'postgresql.conf'), `\n${lines.join('\n')}\n`);
}
