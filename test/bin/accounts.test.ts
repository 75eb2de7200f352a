import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { runCommand, startCommand, type CommandRun } from '../support/command-line.js';
import type { Child } from '../support/child.js';
import { ask, askWell, authorization, type GraphPlace } from '../support/graph-client.js';
import { readyDataDir } from '../support/ready-databases.js';

const password = randomBytes(12).toString('hex');

/** Runs verbs on a data directory of the test's own. */
async function house(t: TestContext): Promise<{
  run(argv: readonly string[], input?: string): Promise<CommandRun>;
  serve(...options: string[]): Promise<Child>;
}> {
  const env = { INFRAGRAPH_DATA_DIR: await readyDataDir(t), INFRAGRAPH_LOG_LEVEL: 'warn' };
  return {
    run: (argv, input) => runCommand(t, argv, { env, ...(input === undefined ? {} : { input }) }),
    serve: (...options) => startCommand(t, ['serve', '--port=0', ...options], { env }),
  };
}

async function placeOf(server: Child): Promise<GraphPlace> {
  const [, port = ''] = await server.waitForLine(/^ {2}GraphQL .*:(\d+)\/graphql/, 60_000);
  return { url: `http://127.0.0.1:${port}` };
}

async function stopped(server: Child): Promise<number | null> {
  server.kill();
  return (await server.exited).code;
}

describe('account create', () => {
  it('makes the first account administrator and closes the server', async (t) => {
    const { run, serve } = await house(t);

    const open = await serve();
    const asEverybody = await askWell<Viewer>(await placeOf(open), viewerQuery);
    await stopped(open);
    const created = await run(['account', 'create', 'ann'], `${password}\n`);
    const closed = await placeOf(await serve());
    const asNobody = await ask<Viewer>(closed, '{ clouds { name } }');
    const { login } = await askWell<{ login: { token: string } }>(
      closed,
      'mutation ($input: LoginInput!) { login(input: $input) { token } }',
      { input: { name: 'ann', password } },
    );
    const asAnn = await askWell<Viewer>({ ...closed, token: login.token }, viewerQuery);

    assert.deepEqual(asEverybody.viewer, { kind: 'OPEN', name: 'local', role: 'ADMIN' });
    assert.deepEqual([created.code, created.stderr], [0, '']);
    assert.match(created.stdout, /^Created the account ann \(admin\)\. The server is closed now/);
    assert.equal(asNobody.data?.clouds, null);
    assert.equal(asNobody.errors[0]?.extensions?.['code'], 'UNAUTHENTICATED');
    assert.deepEqual(asAnn.viewer, { kind: 'ACCOUNT', name: 'ann', role: 'ADMIN' });
  });

  it('makes later accounts viewers unless told, and says why it makes none', async (t) => {
    const { run } = await house(t);

    await run(['account', 'create', 'ann'], `${password}\n`);
    const bob = await run(['account', 'create', 'bob'], password);
    const cay = await run(
      ['account', 'create', 'cay', '--role', 'operator', '--tenant', 't-1'],
      `${password}\n`,
    );
    const again = await run(['account', 'create', 'ann'], `${password}\n`);
    const short = await run(['account', 'create', 'dan'], 'planted\n');
    const silent = await run(['account', 'create', 'dan'], '');
    const wrongRole = await run(['account', 'create', 'dan', '--role', 'king'], `${password}\n`);

    assert.deepEqual([bob.code, bob.stdout], [0, 'Created the account bob (viewer).']);
    assert.deepEqual([cay.code, cay.stdout], [0, 'Created the account cay (operator).']);
    assert.deepEqual([again.code, again.stdout], [1, '']);
    assert.match(again.stderr, /^There is an account "ann" already\./);
    assert.deepEqual([short.code, silent.code, wrongRole.code], [1, 1, 2]);
    assert.match(short.stderr, /12 to 1024 characters/);
    assert.doesNotMatch(short.stderr, /planted/);
    assert.match(silent.stderr, /no password on standard input/);
    assert.match(wrongRole.stderr, /viewer, operator, admin/);
  });
});

describe('a server on an address that others can reach', () => {
  it('does not start without an account, and starts with one', async (t) => {
    const { run, serve } = await house(t);

    const refused = await serve('--host=0.0.0.0');
    const { code } = await refused.exited;
    await run(['account', 'create', 'ann'], `${password}\n`);
    const server = await serve('--host=0.0.0.0');
    const { errors } = await ask(await placeOf(server), '{ clouds { name } }');

    assert.equal(code, 2);
    assert.match(refused.stderr.join('\n'), /account create NAME.*127\.0\.0\.1.*INFRAGRAPH_INSECURE=true/);
    assert.equal(errors[0]?.extensions?.['code'], 'UNAUTHENTICATED');
    assert.equal(await stopped(server), 0);
  });

  it('starts without an account when it may be insecure', async (t) => {
    const { serve } = await house(t);

    const server = await serve('--host=0.0.0.0', '--insecure');
    const { clouds } = await askWell<{ clouds: object[] }>(await placeOf(server), '{ clouds { name } }');

    assert.equal(clouds.length, 2);
    assert.equal(await stopped(server), 0);
  });
});

describe('token create', () => {
  it('prints a token that is a bearer for what its scopes allow, in GraphQL and over both REST URLs', async (t) => {
    const { run, serve } = await house(t);
    await run(['account', 'create', 'ann'], `${password}\n`);

    const all = await run(['token', 'create', 'ann']);
    const reader = await run(['token', 'create', 'ann', '--name', 'r', '--scopes', 'compute:read']);
    const place = await placeOf(await serve());
    const asAll = { ...place, token: all.stdout };
    const asReader = { ...place, token: reader.stdout };
    const read = await ask<{ clouds: object[] }>(asReader, '{ clouds { name } }');
    const started = await ask(asReader, startNode);
    const records = await ask(asReader, '{ backupRecords { nodes { backupId } } }');
    const startedByAll = await ask(asAll, startNode);
    const overRest = (path: string, as: GraphPlace): Promise<number> =>
      statusOf(`${place.url}${path}`, { 'x-auth-token': as.token ?? '', ...authorization(as) });

    assert.match(all.stdout, /^igt_\S+$/);
    assert.deepEqual([read.errors, read.data?.clouds.length], [[], 2]);
    assert.equal(started.errors[0]?.extensions?.['code'], 'FORBIDDEN');
    assert.equal(records.errors[0]?.extensions?.['code'], 'FORBIDDEN');
    assert.deepEqual(startedByAll.errors, []);
    assert.deepEqual(
      [await overRest('/api/v1/nodes', asReader), await overRest('/api/v1/nodes', { ...place, token: 'x' })],
      [200, 403],
    );
    assert.deepEqual(
      [await overRest('/v1/backups', asAll), await overRest('/v1/backups', { ...place, token: 'x' })],
      [200, 401],
    );
  });

  it('says why it makes none', async (t) => {
    const { run } = await house(t);
    await run(['account', 'create', 'ann'], `${password}\n`);

    const nobody = await run(['token', 'create', 'bob']);
    const scope = await run(['token', 'create', 'ann', '--scopes', 'everything']);
    const expiry = await run(['token', 'create', 'ann', '--expires', 'soon']);

    assert.deepEqual([nobody.code, scope.code, expiry.code], [1, 1, 2]);
    assert.match(nobody.stderr, /^There is no account "bob"\./);
    assert.match(scope.stderr, /<subgraph>:read/);
    assert.match(expiry.stderr, /--expires must be a length of time/);
    assert.equal(nobody.stdout + scope.stdout + expiry.stdout, '');
  });
});

interface Viewer {
  readonly viewer: { readonly kind: string; readonly name: string; readonly role: string };
  readonly clouds?: null;
}

const viewerQuery = '{ viewer { kind name role } }';
const startNode =
  'mutation { startComputeNode(input: { name: "n", imageId: "1", sizeId: "1" }) { task { guid } } }';

async function statusOf(url: string, headers: Record<string, string>): Promise<number> {
  const answer = await fetch(url, { headers });
  await answer.arrayBuffer();
  return answer.status;
}
