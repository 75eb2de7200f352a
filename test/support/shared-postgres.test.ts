import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Client } from 'pg';
import { postgresMissing } from './prepare.js';
import { cloneDatabase, createTemplate, sharedPostgres, withDatabase } from './shared-postgres.js';

async function run(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('the shared PostgreSQL', { skip: postgresMissing() }, () => {
  it('is one server per process', async () => {
    const [first, second] = await Promise.all([sharedPostgres(), sharedPostgres()]);

    assert.equal(first, second);
  });

  it('migrates a template once and clones what it holds', async () => {
    let migrations = 0;
    const migrate = async (url: string): Promise<void> => {
      migrations += 1;
      await run(url, "create table volume (name text); insert into volume values ('seed')");
    };

    const names = await Promise.all([createTemplate('volumes', migrate), createTemplate('volumes', migrate)]);
    const [left, right] = await Promise.all([cloneDatabase(names[0]), cloneDatabase(names[1])]);
    await run(left, "insert into volume values ('left')");

    assert.equal(migrations, 1);
    assert.deepEqual(await run(left, 'select name from volume order by name'), [
      { name: 'left' },
      { name: 'seed' },
    ]);
    assert.deepEqual(await run(right, 'select name from volume'), [{ name: 'seed' }]);
  });

  it('waits for connections a migration is still closing', async () => {
    const template = await createTemplate('closing', async (url) => {
      const client = new Client({ connectionString: url });
      await client.connect();
      void client.query('select pg_sleep(0.2)').then(() => client.end());
    });

    assert.deepEqual(await run(await cloneDatabase(template), 'select 1 as one'), [{ one: 1 }]);
  });

  it('tells every caller that a migration failed', async () => {
    const migrate = async (url: string): Promise<void> => void (await run(url, 'create nonsense'));

    await assert.rejects(createTemplate('broken', migrate), /syntax error/);
    await assert.rejects(createTemplate('broken', migrate), /syntax error/);
  });

  it('drops a database when its use is over, also after a failure', async () => {
    const postgres = await sharedPostgres();
    const template = await createTemplate(
      'nodes',
      async (url) => void (await run(url, 'create table node (id int)')),
    );
    const count = async (): Promise<unknown[]> =>
      postgres.query("select count(*)::int from pg_database where datname like 'db_%'");
    const before = await count();

    const rows = await withDatabase((url) => run(url, 'select id from node'), template);
    await assert.rejects(
      withDatabase((url) => run(url, 'select id from node')),
      { code: '42P01' },
    );

    assert.deepEqual(rows, []);
    assert.deepEqual(await count(), before);
  });
});
