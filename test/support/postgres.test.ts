import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { Client } from 'pg';
import { startChild } from './child.js';
import { startPostgres, type PostgresServer } from './postgres.js';
import { postgresMissing } from './prepare.js';
import { isRunning } from './process-running.js';
import { waitFor } from './wait-for.js';

describe('a temporary PostgreSQL', { skip: postgresMissing() }, () => {
  let server: PostgresServer;

  before(async () => {
    server = await startPostgres();
  });
  after(() => server.stop());

  async function connected<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({ connectionString: url });
    client.on('error', () => {});
    await client.connect();
    try {
      return await use(client);
    } finally {
      await client.end();
    }
  }

  it('answers on its port as the version it names', async () => {
    const [row] = await server.query<{ server_version: string }>('show server_version');

    assert.ok(row?.server_version.startsWith(server.version));
    assert.ok(Number.parseInt(server.version, 10) >= 15);
    assert.ok(isRunning(server.pid));
  });

  it('takes 200 connections, sorts by code point and never waits for the disk', async () => {
    const rows = await server.query<{ name: string; setting: string }>(
      "select name, setting from pg_settings where name in ('fsync', 'max_connections', 'server_encoding', 'TimeZone') order by name",
    );
    const [sorted] = await server.query<{ first: string }>(
      "select min(v) as first from (values ('a'), ('B')) t (v)",
    );

    assert.deepEqual(
      rows.map(({ name, setting }) => `${name}=${setting}`),
      ['TimeZone=UTC', 'fsync=off', 'max_connections=200', 'server_encoding=UTF8'],
    );
    assert.equal(sorted?.first, 'B');
  });

  it('refuses a wrong password over TCP', async () => {
    const url = server.url().replace(/:[^:@]+@/, ':wrong@');

    await assert.rejects(
      connected(url, async () => {}),
      { code: '28P01' },
    );
  });

  it('keeps databases apart', async () => {
    const [left, right] = await Promise.all([server.createDatabase(), server.createDatabase()]);
    await connected(left, (client) => client.query('create table volume (id int)'));

    const seen = await connected(right, (client) => client.query("select to_regclass('volume') as volume"));

    assert.deepEqual(seen.rows, [{ volume: null }]);
  });

  it('drops a database that still has connections', async () => {
    const url = await server.createDatabase('with "quotes" and spaces');

    await connected(url, () => server.dropDatabase('with "quotes" and spaces'));

    await assert.rejects(
      connected(url, async () => {}),
      { code: '3D000' },
    );
  });

  for (const mode of ['fast', 'immediate'] as const) {
    it(`keeps what was committed, and only that, over a restart (${mode})`, async () => {
      const url = await server.createDatabase();
      const pid = server.pid;
      await connected(url, async (client) => {
        await client.query('create table volume (id int)');
        await client.query('insert into volume values (1)');
        await client.query('begin; insert into volume values (2)');
        await server.restart(mode);
      });

      const { rows } = await connected(url, (client) => client.query('select id from volume'));

      assert.deepEqual(rows, [{ id: 1 }]);
      assert.notEqual(server.pid, pid);
    });
  }

  it('comes back on the same port after its process was killed', async () => {
    process.kill(server.pid, 'SIGKILL');
    const { port } = server;
    await waitFor('the server to be gone', () => !isRunning(server.pid));

    await server.restart('fast');

    assert.equal(server.port, port);
    assert.deepEqual(await server.query('select 1 as one'), [{ one: 1 }]);
  });

  it('leaves neither process nor folder when stopped', async () => {
    const other = await startPostgres();
    assert.notEqual(other.port, server.port);

    await other.stop();
    await other.stop();

    assert.equal(isRunning(other.pid), false);
    assert.equal(existsSync(other.dataDir), false);
  });

  it('names what PostgreSQL says when it cannot start', async () => {
    await assert.rejects(
      startPostgres({ settings: { shared_buffers: 'plenty' } }),
      /invalid value for parameter "shared_buffers"/,
    );
  });

  for (const how of ['is killed', 'forgets to stop it'] as const) {
    it(`ends when the process that started it ${how}`, async (t) => {
      const program = `
        const { startPostgres } = await import(${JSON.stringify(import.meta.resolve('./postgres.js'))});
        const { pid, dataDir } = await startPostgres();
        console.log(pid + ' ' + dataDir);
        ${how === 'is killed' ? 'setInterval(() => {}, 1_000);' : ''}
      `;
      const owner = await startChild(t, process.execPath, ['--input-type=module', '--eval', program]);
      const [, pid, dataDir] = await owner.waitForLine(/^(\d+) (.+)$/, 30_000);

      if (how === 'is killed') owner.kill('SIGKILL');
      await owner.exited;

      await waitFor('the server to be gone', () => !isRunning(Number(pid)) && !existsSync(String(dataDir)));
    });
  }
});
