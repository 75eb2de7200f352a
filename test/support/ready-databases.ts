import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadProductConfig } from '../../bin/config-groups.js';
import { openKernel } from '../../bin/process.js';
import { Database } from '../../subgraphs/kernel/database/database.js';
import { openLog } from '../../subgraphs/kernel/log/log.js';
import { Lifecycle } from '../../subgraphs/kernel/server/lifecycle.js';
import { Dispatcher } from '../../subgraphs/kernel/tasks/dispatcher.js';
import { openSubgraphs, subgraphNames } from '../../subgraphs/main.js';
import type { ChildOwner } from './child.js';
import { temporaryFolder } from './command-line.js';
import type { PostgresServer } from './postgres.js';

/** Folder with what this run of tests has made ready: `memory.tar`, the dump of an embedded database, and `data/`, a data directory. */
const folderVariable = 'INFRAGRAPH_TEST_READY';

/** Name of the database with all tables on a server of tests. */
export const readyTemplate = 'infragraph_ready';

const silentLog = openLog({ level: 'silent' });

let made: Promise<string> | undefined;
let dump: Promise<Blob> | undefined;

/** Makes embedded databases with all tables and without rows, for all test processes that this one starts. */
export async function makeReadyFolder(): Promise<void> {
  process.env[folderVariable] = await readyFolder();
}

/** The dump of an embedded database with all tables and without rows. */
export function readyDump(): Promise<Blob> {
  dump ??= readyFolder().then(async (folder) => new Blob([await readFile(join(folder, 'memory.tar'))]));
  return dump;
}

/** A data directory of `owner` with all tables and without rows. */
export async function readyDataDir(owner: ChildOwner): Promise<string> {
  const folder = join(temporaryFolder(owner), 'data');
  cpSync(join(await readyFolder(), 'data'), folder, { recursive: true });
  return folder;
}

/** Makes the database with all tables on a server, for `createDatabase` to copy. */
export async function makeReadyTemplate(server: Pick<PostgresServer, 'createDatabase'>): Promise<void> {
  await withTables(await server.createDatabase(readyTemplate), () => Promise.resolve());
}

function readyFolder(): Promise<string> {
  const given = process.env[folderVariable];
  made ??= given === undefined ? fill() : Promise.resolve(given);
  return made;
}

async function fill(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'infragraph-ready-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await withTables(undefined, async ({ engine }) => {
    const tables = await engine.embedded?.dumpDataDir('none');
    if (!tables) throw new Error('The embedded database gave no dump.');
    writeFileSync(join(folder, 'memory.tar'), Buffer.from(await tables.arrayBuffer()));
    const onDisk = { dataDir: join(folder, 'data'), loadDataDir: tables, poolSize: 1 };
    mkdirSync(onDisk.dataDir);
    await (await Database.open(onDisk, silentLog)).close();
  });
  return folder;
}

/** Opens a database, in memory without a URL, with the tables of a first start and no rows, and hands it to `use`. */
async function withTables(
  databaseUrl: string | undefined,
  use: (database: Database) => Promise<void>,
): Promise<void> {
  const options = {
    'secrets-key': randomBytes(32).toString('base64'),
    ...(databaseUrl === undefined ? {} : { 'database-url': databaseUrl }),
  };
  const loaded = loadProductConfig({ env: {}, options });
  const config = { ...loaded, kernel: { ...loaded.kernel, dataDir: undefined as unknown as string } };
  const lifecycle = new Lifecycle(silentLog, config.server.shutdownTimeout);
  try {
    const kernel = await openKernel(config, silentLog, lifecycle);
    await openSubgraphs(subgraphNames, kernel, { env: {}, options });
    await kernel.database.migrate();
    const dispatcher = new Dispatcher(kernel.database.engine, silentLog);
    await dispatcher.start([], false);
    await dispatcher.stop();
    await use(kernel.database);
  } finally {
    await lifecycle.stop();
  }
}
