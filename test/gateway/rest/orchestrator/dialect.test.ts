import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { Fault } from '../../../../subgraphs/kernel/errors/fault.js';
import { openViewer } from '../../../../subgraphs/kernel/identity/viewer.js';
import { startOrchestrator, type OrchestratorHouse } from '../../../compute/compute-house.js';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

const badRequest = {
  status: 'error',
  status_code: 400,
  status_long_message: 'Bad request syntax or unsupported method',
  status_short_message: 'Bad Request',
};
const notImplemented = {
  message: 'Not implemented',
  status: 'error',
  status_code: 501,
  status_long_message: 'Server does not support this operation',
  status_short_message: 'Not Implemented',
};
const serverError = {
  status: 'error',
  status_code: 500,
  status_long_message: 'Server got itself in trouble',
  status_short_message: 'Internal Server Error',
};
const wrongCloud = { message: 'Cloud not valid or wrong path', ...serverError };

describe("the Orchestrator's API", () => {
  let house: OrchestratorHouse;
  before(async () => {
    house = await startOrchestrator();
  });
  after(() => house.close());

  async function send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(`${house.url}${path}`, { method, body: text, headers, redirect: 'manual' });
    const received = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      text: received,
      json: received.startsWith('{') ? (JSON.parse(received) as Record<string, unknown>) : {},
    };
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

  test('refuses a start whose body is not right, naming the key', async () => {
    const right = { name: 'a', image: '1', size: '1' };
    const wrong: readonly (readonly [unknown, RegExp])[] = [
      ['{', /^Malformed JSON stream$/],
      ['', /- name is required$/],
      ['null', /- the body must be a JSON object$/],
      ['[1]', /- the body must be a JSON object$/],
      ['"x"', /- the body must be a JSON object$/],
      [{ ...right, name: 7 }, /- name must be a string$/],
      [{ ...right, name: '' }, /- name must not be empty$/],
      [{ ...right, image: undefined }, /- image is required$/],
      [{ ...right, size: null }, /- size must be a string$/],
      [{ ...right, keyname: '' }, /- keyname must not be empty$/],
      [{ ...right, metadata: [] }, /- metadata must be an object$/],
      [{ ...right, metadata: { a: '\0' } }, /- metadata must not hold a NUL/],
      [{ ...right, name: '\ud800' }, /- name must not hold a NUL/],
      [{ ...right, more: 1 }, /- more is not a key of this request$/],
      [{ ...right, auth_token: 'x' }, /- auth_token is not a key of this request$/],
    ];
    for (const [body, message] of wrong) {
      const answer = await send('POST', '/api/v1/vm/start', body);

      assert.equal(answer.status, 400, JSON.stringify(body));
      assert.match(String(answer.json['message']), message);
      assert.ok(
        body === '{' || String(answer.json['message']).startsWith("Some key doesn't validate the schema - "),
      );
    }
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

  test('tells which part of a start is unknown, the cloud first', async () => {
    const start = { name: 'a', image: 'x', size: 'x' };

    const cloud = await send('POST', '/api/v1/vm/start/nope', start);
    const image = await send('POST', '/api/v1/vm/start', start);
    const size = await send('POST', '/api/v1/vm/start', { ...start, image: '1' });

    assert.deepEqual(cloud.json, wrongCloud);
    assert.deepEqual(image.json, { message: 'Something went wrong no useful image id here', ...serverError });
    assert.deepEqual(size.json, { message: 'Something went wrong no useful size id here', ...serverError });
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

  test('stops by id or host name, and says what is missing', async () => {
    await send('POST', '/api/v1/vm/start/default', { name: 'a', image: '1', size: '1' });

    assert.equal(
      (await send('PUT', '/api/v1/vm/stop', {})).json['message'],
      'no valid node id nor hostname here',
    );
    assert.equal((await send('PUT', '/api/v1/vm/stop', { node: 3 })).status, 400);
    assert.equal(
      (await send('PUT', '/api/v1/vm/stop', { node: 'nope' })).json['message'],
      'no useful node id here',
    );
    assert.deepEqual((await send('PUT', '/api/v1/vm/stop', { hostname: 'dummy-3' })).json, {
      result: 'Node 3 deleted',
      status: 'ok',
    });
    assert.equal(
      (await send('PUT', '/api/v1/vm/stop', { node: '3' })).json['message'],
      'no useful node id here',
    );
  });

  test('emulates for everything its predecessor took for true, whatever else is wrong', async () => {
    const constant =
      '{\n  "id": 42,\n  "id_vm": "-fake_id-",\n  "result": "Node -fake_id- assigned",\n  "status": "ok"\n}';
    for (const emulate of [true, 'True', 'False', 1, -0.5, [0], { a: 0 }]) {
      for (const action of ['assign', 'release']) {
        const answer = await send('PUT', `/api/v1/vm/action/${action}/nope`, { emulate, other: 1 });

        assert.equal(answer.status, 200);
        assert.equal(answer.text, constant);
      }
    }
  });

  test('wants a boolean where it does not emulate', async () => {
    for (const emulate of ['', 0, null, [], {}]) {
      const answer = await send('PUT', '/api/v1/vm/action/release', { node: '1', emulate });

      assert.equal(
        answer.json['message'],
        "Some key doesn't validate the schema - emulate must be true or false",
      );
    }
  });

  test('assigns, shows it, and releases: the machine goes too', async () => {
    await send('POST', '/api/v1/vm/start/default', { name: 'a', image: '1', size: '1' });
    const wish = { node: '3', user: 'maria', vm_type: 'render' };

    const assigned = await send('PUT', '/api/v1/vm/action/assign', wish);
    const again = await send('PUT', '/api/v1/vm/action/assign', {
      ...wish,
      node: 'ignored',
      hostname: 'dummy-3',
    });
    const other = await send('PUT', '/api/v1/vm/action/assign', { ...wish, user: 'john' });
    const status = await send('GET', '/api/v1/vm/status/default');
    const released = await send('PUT', '/api/v1/vm/action/release', { hostname: 'dummy-3' });
    const gone = await send('GET', '/api/v1/nodes');

    const { id } = assigned.json;
    assert.deepEqual(assigned.json, { id, id_vm: '3', result: 'Node dummy-3 assigned', status: 'ok' });
    assert.deepEqual(again.json, assigned.json);
    assert.deepEqual(other.json, { message: 'Node already assigned', ...badRequest });
    const records = status.json['nodes'] as Record<string, unknown>[];
    assert.deepEqual(
      records.find((record) => record['id_vm'] === '3'),
      {
        id,
        id_vm: '3',
        hostname: 'dummy-3',
        cloud: 'default',
        user: 'maria',
        recipe: 'render',
        recipe_id: 0,
        status: 2,
        status_desc: 'ASSIGNED',
      },
    );
    assert.deepEqual(
      { ...records[0], id: 0 },
      {
        id: 0,
        id_vm: '1',
        hostname: 'dummy-1',
        cloud: 'default',
        user: '',
        recipe: '',
        recipe_id: 0,
        status: 1,
        status_desc: 'FREE',
      },
    );
    assert.deepEqual(released.json, {
      id,
      id_vm: '3',
      result: 'Node dummy-3 released and deleted',
      status: 'ok',
    });
    assert.equal((gone.json['nodes'] as unknown[]).length, 2);
  });

  test('finds no node to assign or release', async () => {
    for (const named of [{}, { node: 'nope' }, { hostname: 'nope' }, { node: '1', hostname: 'nope' }]) {
      const assigned = await send('PUT', '/api/v1/vm/action/assign', { ...named, user: 'u', vm_type: 't' });
      const released = await send('PUT', '/api/v1/vm/action/release', named);

      assert.equal(assigned.json['message'], 'Node not found');
      assert.equal(released.json['message'], 'Node not found');
    }
    assert.equal(
      (await send('PUT', '/api/v1/vm/action/release', { node: '1' })).json['message'],
      'Node not assigned',
    );
  });

  test('two assignments of one node at once: one wins, the other is told', async () => {
    const wish = (user: string): Promise<Answer> =>
      send('PUT', '/api/v1/vm/action/assign/fake_driver', { node: '1', user, vm_type: 't' });

    const answers = await Promise.all([wish('a'), wish('b')]);

    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
    assert.equal(answers.find(({ status }) => status === 400)?.json['message'], 'Node already assigned');
  });

  test('shows an inventory without records as an object', async () => {
    await send('PUT', '/api/v1/vm/stop/fake_driver', { node: '1' });
    await send('PUT', '/api/v1/vm/stop/fake_driver', { node: '2' });

    const answer = await send('GET', '/api/v1/vm/status/fake_driver');

    assert.equal(answer.text, '{\n  "nodes": {},\n  "status": "ok"\n}');
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
