import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { Database } from '../../subgraphs/kernel/database/database.js';
import { startChild, type Child } from './child.js';
import { silentLog } from './engines.js';
import { postgresMissing } from './prepare.js';
import { createReadyDatabase, sharedPostgres } from './shared-postgres.js';
import { waitFor } from './wait-for.js';

const tables = `select count(*)::int as count from pg_tables where schemaname in ('kernel', 'storage', 'backup')`;

/** Runs a piece of a program as a file of tests would, on a server shared by its parent when there is one. */
function runChild(t: TestContext, program: string, env: NodeJS.ProcessEnv): Promise<Child> {
  const module = JSON.stringify(import.meta.resolve('./shared-postgres.js'));
  const source = `const { createReadyDatabase, shareServer } = await import(${module}); ${program}`;
  return startChild(t, process.execPath, ['--input-type=module', '--eval', source], { env });
}

describe('the shared PostgreSQL', { skip: postgresMissing() }, () => {
  it('is one server', async () => {
    const [first, second] = await Promise.all([sharedPostgres(), sharedPostgres()]);

    assert.equal(first, second);
  });

  it('gives each caller a database of his own with all tables and no rows', async () => {
    const urls = await Promise.all([createReadyDatabase(), createReadyDatabase()]);
    const databases = await Promise.all(urls.map((url) => Database.open({ url, poolSize: 1 }, silentLog)));

    try {
      assert.notEqual(urls[0], urls[1]);
      for (const { engine } of databases) {
        assert.ok(engine.pool);
        const { rows } = await engine.pool.query<{ count: number }>(tables);
        assert.ok((rows[0]?.count ?? 0) > 40);
        assert.equal((await engine.pool.query('select from kernel.task')).rowCount, 0);
      }
    } finally {
      for (const database of databases) await database.close();
    }
  });

  it('drops what a process has created when the process ends', async (t) => {
    const shared = await sharedPostgres();
    const child = await runChild(t, 'console.log("made " + await createReadyDatabase());', {
      INFRAGRAPH_TEST_SERVER: shared.url(),
    });

    const [, url] = await child.waitForLine(/^made (\S+)$/, 30_000);
    const { code } = await child.exited;
    const name = new URL(String(url)).pathname.slice(1);

    assert.equal(code, 0);
    await waitFor('the database to be dropped', async () => {
      const rows = await shared.query('select from pg_database where datname = $1', [name]);
      return rows.length === 0;
    });
  });

  it('is started once for the processes of a run', async (t) => {
    const child = await runChild(
      t,
      `await shareServer();
       const one = new URL(await createReadyDatabase());
       console.log('same: ' + (one.host === new URL(process.env.INFRAGRAPH_TEST_SERVER).host));`,
      { INFRAGRAPH_TEST_SERVER: undefined },
    );

    await child.waitForLine(/^same: true$/, 60_000);
    assert.equal((await child.exited).code, 0);
  });
});
