import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { runCommand, startCommand, temporaryFolder } from '../support/command-line.js';
import { freePort } from '../support/free-port.js';
import { askWell } from '../support/graph-client.js';
import { openProduct } from '../support/product.js';
import { readyDataDir } from '../support/ready-databases.js';
import type { Child } from '../support/child.js';

const withinMs = 90_000;
const offer = /npm start -- --demo/;

function serve(t: TestContext, dataDir: string, options: readonly string[], env = {}): Promise<Child> {
  return startCommand(t, ['serve', '--port=0', `--data-dir=${dataDir}`, ...options], { env });
}

describe('the made-up world', () => {
  it('is offered to who starts for the first time, and not again', async (t) => {
    const dataDir = join(temporaryFolder(t), 'data');

    const first = await serve(t, dataDir, ['--log-level=warn']);
    await first.waitForLine(/^Stop with Ctrl-C/, withinMs);
    first.kill('SIGTERM');
    await first.exited;
    const second = await serve(t, dataDir, ['--log-level=warn']);
    await second.waitForLine(/^Stop with Ctrl-C/, withinMs);

    assert.match(first.stdout.join('\n'), offer);
    assert.doesNotMatch(second.stdout.join('\n'), offer);
  });

  it('is refused in production', async (t) => {
    const server = await serve(t, await readyDataDir(t), ['--demo'], { NODE_ENV: 'production' });

    const { code } = await server.exited;

    assert.equal(code, 2);
    assert.match(server.stderr.join('\n'), /INFRAGRAPH_DEMO is for trying out, and NODE_ENV is production/);
  });

  it('is refused where there are accounts', async (t) => {
    const product = await openProduct(t, { dataDir: await readyDataDir(t) });
    await askWell(
      product,
      'mutation { createAccount(input: { name: "ann", password: "correct horse battery", role: ADMIN }) { account { name } } }',
    );
    await product.close();

    const server = await serve(t, product.dataDir, ['--demo']);
    const { code } = await server.exited;

    assert.equal(code, 2);
    assert.match(server.stderr.join('\n'), /INFRAGRAPH_DEMO is for trying out, and this server has accounts/);
  });

  it('does not mix with what is there already', async (t) => {
    const dataDir = await readyDataDir(t);
    const product = await openProduct(t, { dataDir });
    await askWell(product, 'mutation { createPolicy(input: { name: "mine" }) { policy { guid } } }');
    await product.close();

    const server = await serve(t, dataDir, ['--demo', '--log-level=warn']);
    const [, url = ''] = await server.waitForLine(/^ {2}GraphQL +(\S+)\/graphql/, withinMs);
    await server.waitForLine(/empty installation only/, withinMs);
    const left = await askWell({ url }, '{ policies { nodes { name } } storages { totalCount } }');

    assert.deepEqual(left, { policies: { nodes: [{ name: 'mine' }] }, storages: { totalCount: 0 } });
  });
});

describe('demo remove', () => {
  it('says that nobody answers', async (t) => {
    const url = `http://127.0.0.1:${await freePort()}/graphql`;

    const { code, stderr } = await runCommand(t, ['demo', 'remove', '--url', url]);

    assert.equal(code, 1);
    assert.match(stderr, /The server cannot be reached/);
  });

  it('takes nothing where there is nothing of it', async (t) => {
    const product = await openProduct(t, {
      dataDir: await readyDataDir(t),
      settings: { port: String(await freePort()) },
    });
    await askWell(product, 'mutation { createPolicy(input: { name: "mine" }) { policy { guid } } }');

    const { code, stdout, stderr } = await runCommand(t, [
      'demo',
      'remove',
      '--url',
      `${product.url}/graphql`,
    ]);

    const left = await askWell(product, '{ policies { nodes { name } } }');
    assert.equal(code, 0, stderr);
    assert.equal(stdout, 'Removed the demo: 0 policies, 0 nodes, 0 storages, 0 records.');
    assert.deepEqual(left, { policies: { nodes: [{ name: 'mine' }] } });
  });
});
