import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import type { Child } from '../support/child.js';
import { runCommand, startCommand, temporaryFolder } from '../support/command-line.js';
import { freePort } from '../support/free-port.js';
import { askWell } from '../support/graph-client.js';
import { startLoad } from '../support/load.js';
import { readyDataDir } from '../support/ready-databases.js';
import { waitFor } from '../support/wait-for.js';

const ready = /^Infragraph is ready after/;
const withinMs = 60_000;
const run = promisify(execFile);

function serve(t: TestContext, dataDir: string, ...options: string[]): Promise<Child> {
  return startCommand(t, ['serve', '--port=0', `--data-dir=${dataDir}`, '--log-level=warn', ...options]);
}

async function urlOf(server: Child): Promise<string> {
  const [, url = ''] = await server.waitForLine(/^ {2}GraphQL +(\S+)\/graphql/, withinMs);
  return url;
}

describe('the banner of serve', () => {
  it('shows URLs that answer, the data directory, and a curl that works as printed', async (t) => {
    const dataDir = await readyDataDir(t);
    const server = await serve(t, dataDir, `--freezer-port=${await freePort()}`);
    await server.waitForLine(/^Stop with Ctrl-C/, withinMs);
    const urls = server.stdout.join('\n').match(/http:\/\/[^\s),]+/g) ?? [];

    const answers = await Promise.all(
      urls
        .filter((url) => !url.endsWith('/graphql'))
        // The base of the vProtect API has no answer of its own.
        .map((url) => (url.endsWith('/api') ? `${url}/session` : url))
        .map(async (url) => [url, await statusOf(url)] as const),
    );
    const curl = server.stdout.find((line) => line.startsWith('  curl ')) ?? '';
    const { stdout } = await run('sh', ['-c', curl]);

    assert.ok(answers.length >= 6, server.stdout.join('\n'));
    for (const [url, status] of answers) assert.ok(status < 400, `${url} answers ${status}`);
    assert.ok(server.stdout.some((line) => line.endsWith(`embedded, in ${dataDir}`)));
    assert.deepEqual(
      (JSON.parse(stdout) as { data: { clouds: { name: string }[] } }).data.clouds.map(({ name }) => name),
      ['default', 'fake_driver'],
    );
  });
});

describe('a signal', () => {
  for (const signals of [['SIGTERM'], ['SIGINT', 'SIGINT']] as const) {
    it(`ends serve with 0 and fails no request (${signals.join(' twice, ')})`, async (t) => {
      const server = await serve(t, await readyDataDir(t));
      const load = startLoad(t, await urlOf(server), 8);
      await waitFor('requests to be answered', () => load.answered >= 40, { withinMs });

      const asked = performance.now();
      for (const signal of signals) server.kill(signal);
      const exit = await server.exited;
      const failures = await load.stop();

      assert.deepEqual(exit, { code: 0, signal: null }, server.stderr.join('\n'));
      assert.deepEqual(failures, []);
      assert.ok(performance.now() - asked < 10_000, 'the end comes within ten seconds');
      assert.deepEqual(server.stderr, []);
    });
  }

  it('during the start ends it with 0 once it has started', async (t) => {
    const dataDir = await readyDataDir(t);
    const server = await serve(t, dataDir);
    await waitFor('the start to have begun', () => existsSync(join(dataDir, 'infragraph.lock')), {
      withinMs,
    });

    server.kill('SIGTERM');

    assert.deepEqual(await server.exited, { code: 0, signal: null }, server.stderr.join('\n'));
    assert.ok(!existsSync(join(dataDir, 'infragraph.lock')), 'the data directory is given back');
  });
});

describe('serve tells in a sentence and ends with 1', () => {
  it('that another process has the data directory, and names it', async (t) => {
    const dataDir = await readyDataDir(t);
    const first = await serve(t, dataDir);
    await first.waitForLine(ready, withinMs);

    const second = await runCommand(t, ['serve', '--port=0', `--data-dir=${dataDir}`]);

    assert.deepEqual([second.code, second.stdout], [1, '']);
    assert.equal(
      second.stderr,
      `The data directory ${dataDir} is in use by process ${first.pid}. Stop that process, or choose another directory with --data-dir.`,
    );
    assert.equal(await statusOf(`${await urlOf(first)}/health/ready`), 200);
  });

  it('that a port is taken, and by which option another is chosen', async (t) => {
    const taken = createServer().listen(0, '127.0.0.1');
    t.after(() => taken.close());
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const dataDir = await readyDataDir(t);
    const options = [`--data-dir=${dataDir}`, '--log-level=silent'];

    const main = await runCommand(t, ['serve', `--port=${port}`, ...options]);
    const own = await runCommand(t, ['serve', '--port=0', `--freezer-port=${port}`, ...options]);

    for (const [result, option] of [
      [main, '--port'],
      [own, '--freezer-port'],
    ] as const) {
      assert.equal(result.code, 1);
      assert.equal(
        result.stderr,
        `Port ${port} of 127.0.0.1 is in use. Stop the process that has it, or choose another port with ${option}.`,
      );
    }
    assert.ok(!readdirSync(dataDir).includes('infragraph.lock'), 'the data directory is given back');
  });

  it('that its place, its folder or its database cannot be used', async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'file'), '');
    const nobody = `postgres://ann:planted@127.0.0.1:${await freePort()}/infragraph`;

    const [place, dataDir, database, supergraph] = await Promise.all([
      runCommand(t, ['serve', '--host=203.0.113.7', '--insecure', `--data-dir=${await readyDataDir(t)}`]),
      runCommand(t, ['serve', `--data-dir=${join(folder, 'file')}`]),
      runCommand(t, ['serve'], { env: { DATABASE_URL: nobody } }),
      runCommand(t, ['serve', '--supergraph=nowhere.graphql', `--data-dir=${await readyDataDir(t)}`]),
    ]);

    const all = [place, dataDir, database, supergraph];
    assert.deepEqual(
      all.map(({ code }) => code),
      [1, 1, 1, 1],
    );
    assert.match(place.stderr, /203\.0\.113\.7 is not an address of this machine/);
    assert.match(dataDir.stderr, /^The data directory .*file cannot be used \(EEXIST\)/);
    assert.match(database.stderr, /^The PostgreSQL server of DATABASE_URL cannot be used: .*ECONNREFUSED/);
    assert.match(supergraph.stderr, /^The supergraph nowhere\.graphql cannot be read/m);
    for (const { stderr } of all) assert.doesNotMatch(stderr, /planted|\n\s+at /);
  });
});

describe('a first start that is killed', () => {
  it('leaves nothing that keeps the next one from starting', async (t) => {
    const dataDir = join(temporaryFolder(t), 'data');
    const first = await serve(t, dataDir);
    await waitFor('the database to be half made', () => existsSync(join(dataDir, 'postgres', 'global')), {
      withinMs,
    });
    first.kill('SIGKILL');
    await first.exited;

    const second = await serve(t, dataDir);
    const { clouds } = await askWell<{ clouds: object[] }>(
      { url: await urlOf(second) },
      '{ clouds { name } }',
    );

    assert.equal(clouds.length, 2);
    assert.ok(!existsSync(join(dataDir, 'postgres.unfinished')));
  });
});

async function statusOf(url: string): Promise<number> {
  const answer = await fetch(url);
  await answer.arrayBuffer();
  return answer.status;
}
