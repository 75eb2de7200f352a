import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { Fault } from '../../../../subgraphs/kernel/errors/fault.js';
import { openViewer } from '../../../../subgraphs/kernel/identity/viewer.js';
import { startOrchestrator, type OrchestratorHouse } from '../../../compute/compute-house.js';
import { badRequest, notImplemented, wrongCloud, sendTo, type Answer } from './orchestrator-client.js';

describe("the routes of the Orchestrator's API", () => {
  let house: OrchestratorHouse;
  before(async () => {
    house = await startOrchestrator();
  });
  after(() => house.close());

  function send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer> {
    return sendTo(house, method, path, body, headers);
  }

  test('says that it lives, and takes any JSON for it', async () => {
    assert.equal((await send('GET', '/api/v1/')).text, '{\n  "status": "ok"\n}');
    assert.equal((await send('POST', '/api/v1/', [1])).status, 200);
    assert.equal((await send('POST', '/api/v1/', '{')).json['message'], 'Malformed JSON stream');
  });

  test('sends the base path to the one with a slash', async () => {
    const answer = await send('GET', '/api/v1');

    assert.equal(answer.status, 301);
    assert.equal(answer.headers.get('location'), `${house.url}/api/v1/`);
  });

  test('lists its clouds, the default one first', async () => {
    const { json } = await send('GET', '/api/v1/cloud');

    const cloud = (name: string): object => ({ host: '127.0.0.1', name, type: 'dummy' });
    assert.deepEqual(json, { served_cloud: [cloud('default'), cloud('fake_driver')], status: 'ok' });
  });

  test('serves the status routes under the second version too, and no work', async () => {
    for (const path of ['cloud', 'nodes', 'images/default', 'sizes', 'flavors', 'tenants/fake_driver']) {
      const first = await send('GET', `/api/v1/${path}`);
      const second = await send('GET', `/api/v2/${path}`);

      assert.equal(second.status, 200);
      assert.equal(second.text, first.text);
    }
    assert.equal((await send('POST', '/api/v2/vm/start', {})).status, 501);
    assert.equal((await send('GET', '/api/v2/foo')).json['message'], 'Unrecognized action found');
  });

  test('answers in one line for an XMLHttpRequest', async () => {
    const { text } = await send('GET', '/api/v1/images', undefined, { 'X-Requested-With': 'XMLHttpRequest' });

    assert.equal(text.length, 310);
  });

  test('answers HEAD like GET, without a body', async () => {
    const answer = await send('HEAD', '/api/v1/nodes');

    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-length'), '683');
    assert.equal(answer.text, '');
  });

  test('has no tenants on a dummy cloud', async () => {
    assert.deepEqual((await send('GET', '/api/v1/tenants')).json, { status: 'ok', tenants: [] });
  });

  test('knows no page outside its paths, nor with a slash at the end', async () => {
    for (const path of [
      '/api/v1/nodes/',
      '/api/v1/nodes/default/',
      '/api/v1/vm/start/',
      '/api/v1/nodes/a/b',
      '/api/v1/vm/foo/bar',
    ]) {
      const answer = await send('GET', path);

      assert.equal(answer.status, 404, path);
      assert.equal(answer.text, '{\n  "message": "Page not found",\n  "status": "error"\n}');
    }
  });

  test('refuses actions it does not know', async () => {
    for (const path of [
      '/api/v1/foo',
      '/api/v1/foo/default',
      '/api/v1/vm',
      '/api/v1/vm/foo',
      '/api/v1/cloud/x',
      '/api/v1/auth/x',
    ]) {
      const answer = await send('GET', path);

      assert.deepEqual(answer.json, { message: 'Unrecognized action found', ...badRequest }, path);
      assert.equal(answer.headers.get('content-length'), '197');
    }
  });

  test('implements no other method on a path it knows', async () => {
    const wrong = [
      ['PUT', '/api/v1/vm/start'],
      ['POST', '/api/v1/vm/stop'],
      ['GET', '/api/v1/vm/start'],
      ['GET', '/api/v1/vm/stop/default'],
      ['GET', '/api/v1/auth'],
      ['GET', '/api/v1/vm/action/assign'],
      ['GET', '/api/v1/vm/action/other'],
      ['PUT', '/api/v1/vm/action/other'],
      ['PUT', '/api/v1/vm/action/other/default'],
      ['POST', '/api/v1/nodes'],
      ['DELETE', '/api/v1/vm/foo'],
      ['PATCH', '/api/v1/'],
      ['GET', '/api/v1/fw/open'],
      ['POST', '/api/v1/fw/close'],
      ['PUT', '/api/v1/fw/open'],
      ['OPTIONS', '/api/v1/nodes'],
    ] as const;
    for (const [method, path] of wrong) {
      const answer = await send(method, path);

      assert.deepEqual(answer.json, notImplemented, `${method} ${path}`);
      assert.equal(answer.headers.get('content-length'), '189');
    }
  });

  test('answers 405 to a method nobody knows', async () => {
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    httpRequest(`${house.url}/api/v1/nodes`, { method: 'PROPFIND' }, (answer) =>
      resolve(answer.resume().statusCode),
    )
      .on('error', reject)
      .end();

    assert.equal(await promise, 405);
  });

  test('parses JSON whatever the content type says', async () => {
    const answer = await send(
      'PUT',
      '/api/v1/vm/action/release',
      { emulate: true },
      { 'content-type': 'application/x-www-form-urlencoded' },
    );

    assert.equal(answer.status, 200);
  });

  test('answers an unknown cloud alike everywhere', async () => {
    const calls = [
      ['GET', 'nodes'],
      ['GET', 'images'],
      ['GET', 'sizes'],
      ['GET', 'flavors'],
      ['GET', 'tenants'],
      ['GET', 'vm/status'],
      ['PUT', 'vm/stop', { node: '1' }],
      ['PUT', 'vm/action/release', { node: '1' }],
      ['PUT', 'vm/action/assign', { node: '1', user: 'u', vm_type: 't' }],
    ] as const;
    for (const [method, path, body] of calls) {
      const answer = await send(method, `/api/v1/${path}/nope%2Fnope`, body);

      assert.equal(answer.status, 500, path);
      assert.deepEqual(answer.json, wrongCloud);
    }
  });

  test('refuses a body that is too large, in its own words', async () => {
    const answer = await send('POST', '/api/v1/vm/start', 'x'.repeat(1024 * 1024 + 1));

    assert.equal(answer.status, 413);
    assert.equal(answer.json['status'], 'error');
  });
});

describe("the Orchestrator's API where a token is wanted", () => {
  let house: OrchestratorHouse;
  before(async () => {
    const viewerOf = (token: string): Promise<typeof openViewer> =>
      token === 'good'
        ? Promise.resolve({ ...openViewer, credentialId: 'session' })
        : Promise.reject(new Fault('UNAUTHENTICATED', 'No.'));
    const login = (input: object): unknown => {
      if ('password' in input && input.password === 'right') return { token: 'good' };
      throw new Fault('UNAUTHENTICATED', 'The name or the password is wrong.');
    };
    house = await startOrchestrator(
      {},
      { mode: 'on', identity: { mode: () => Promise.resolve('closed'), viewerOf } },
      login,
    );
  });
  after(() => house.close());

  test('signs in with a token for the right pair only', async () => {
    const sign = (password: string): Promise<Response> =>
      fetch(`${house.url}/api/v1/auth`, {
        method: 'POST',
        body: JSON.stringify({ username: 'ann', password }),
      });

    const right = await sign('right');
    const wrong = await sign('wrong');

    assert.deepEqual(await right.json(), { status: 'ok', status_code: 200, token: 'good' });
    assert.equal(wrong.status, 403);
    assert.equal(((await wrong.json()) as { message: string }).message, 'Forbidden');
  });

  test('refuses without one, and takes one out of the body before it looks at the rest', async () => {
    const without = await fetch(`${house.url}/api/v1/nodes`);
    const stop = await fetch(`${house.url}/api/v1/vm/stop`, {
      method: 'PUT',
      body: JSON.stringify({ node: '2', auth_token: 'good' }),
    });

    assert.equal(without.status, 403);
    assert.equal(stop.status, 200);
    assert.equal((await fetch(`${house.url}/api/v1/`)).status, 200);
  });
});
