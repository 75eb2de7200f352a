import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { listNodes, startNode } from '../journeys/legacy-client.js';
import { runCommand, temporaryFolder } from '../support/command-line.js';
import { cannotRun } from '../support/engines.js';
import { pages } from '../support/pages.js';
import { findPostgres } from '../support/postgres-binaries.js';
import { startProduct, type Product } from '../support/product.js';
import { createReadyDatabase, sharedPostgres } from '../support/shared-postgres.js';

const run = promisify(execFile);

/** The block of the page on operations with this in it. */
function blockWith(text: string): string {
  const page = pages().find(({ path }) => path === 'docs/operations.md');
  const found = page?.blocks.filter((block) => block.language === 'sh' && block.text.includes(text)) ?? [];
  assert.equal(found.length, 1, `one block of the page has ${text}`);
  return found[0]?.text ?? '';
}

async function bash(text: string, cwd: string, env: NodeJS.ProcessEnv = {}): Promise<void> {
  await run('bash', ['--norc', '-euc', text], { cwd, env: { ...process.env, ...env } });
}

const names = async (product: Product): Promise<string[]> =>
  (await listNodes(product)).map(({ name }) => name).sort();

describe('a backup of the database, made as the page on operations says', () => {
  it('brings the embedded one back as it was, with its keys', async (t) => {
    const product = await startProduct(t);
    const folder = temporaryFolder(t);
    const started = await startNode(product);
    const before = await names(product);
    await product.stop();
    const onPlace = (text: string): string => text.replaceAll('.data', product.dataDir);
    const commands = (text: string): string =>
      onPlace(text)
        .split('\n')
        .filter((line) => !line.startsWith('node '))
        .join('\n');

    await bash(commands(blockWith('tar --create')), folder);
    await product.restart();
    await startNode(product);
    const later = await names(product);
    await product.stop();
    await bash(commands(blockWith('tar --extract')), folder);
    const rotated = await runCommand(t, ['secrets', 'rotate', '--dry-run', `--data-dir=${product.dataDir}`]);
    await product.restart();

    assert.ok(before.includes(started.name));
    assert.equal(later.length, before.length + 1);
    assert.deepEqual(await names(product), before);
    assert.deepEqual([rotated.code, rotated.stderr], [0, '']);
  });

  it(
    'brings one on PostgreSQL back in another database, made while the server runs',
    { skip: cannotRun('server') },
    async (t) => {
      const PATH = await toolsPath(t);
      if (PATH === undefined) return;
      const folder = temporaryFolder(t);
      const url = await createReadyDatabase();
      const product = await startProduct(t, { databaseUrl: url });
      const started = await startNode(product);
      const before = await names(product);
      await bash(blockWith('pg_dump'), folder, { PATH, DATABASE_URL: url });
      await startNode(product);
      const empty = await (await sharedPostgres()).createDatabase();

      await bash(blockWith('pg_restore'), folder, { PATH, RESTORED_URL: empty });
      const migrated = await runCommand(t, ['migrate', `--database-url=${empty}`, '--secrets-key=' + key]);
      const restored = await startProduct(t, { databaseUrl: empty });

      assert.ok(before.includes(started.name));
      assert.equal((await names(product)).length, before.length + 1);
      assert.equal(migrated.stdout, 'The database schema is up to date.');
      assert.deepEqual(await names(restored), before);
      const another = await startNode(restored);
      assert.ok((await names(restored)).includes(another.name), 'it works on after the copy');
    },
  );
});

const key = Buffer.alloc(32, 7).toString('base64');

/** PATH with the programs that belong to the server of this run first. */
async function toolsPath(t: TestContext): Promise<string | undefined> {
  const { dir } = await findPostgres();
  if (existsSync(join(dir, 'pg_dump'))) return `${dir}${delimiter}${process.env['PATH'] ?? ''}`;
  t.skip('the PostgreSQL of this run has no pg_dump; the one of the operating system does');
  return undefined;
}
