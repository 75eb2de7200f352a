import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { goodToken, portal, startDelfinPort, type DelfinPort } from './delfin-port.js';

const S = '5b0f6a0e-1c1d-4a51-9d0e-7f2c1a3b4c5d';
const json = { 'content-type': 'application/json' };
const requestId = /^req-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const notFound = {
  error_code: 'NotFound',
  error_msg: 'Resource could not be found.',
  error_args: [],
};

suite('the transport of the Delfin API', () => {
  let port: DelfinPort;

  before(async () => {
    port = await startDelfinPort(({ name }) => ({
      data: name.endsWith('List') ? { list: { nodes: [] } } : { done: {} },
      errors: [],
    }));
  });
  after(() => port.close());

  test('answers JSON without a charset, under a request id', async () => {
    const answer = await port.send({ method: 'GET', path: '/v1/volumes' });

    assert.equal(answer.status, 200);
    assert.equal(answer.headers['content-type'], 'application/json');
    assert.match(answer.headers['x-compute-request-id'] ?? '', requestId);
    assert.equal(answer.text, '{"volumes": []}');
  });

  test('leads to version 1', async () => {
    const answer = await port.send({ method: 'GET', path: '/v1' });

    assert.equal(answer.status, 302);
    assert.equal(answer.headers['location'], '/v1/');
  });

  const empty = [
    ['DELETE', `/v1/storages/${S}`, 202],
    ['POST', `/v1/storages/${S}/sync`, 202],
    ['POST', '/v1/storages/sync', 202],
    ['DELETE', `/v1/storages/${S}/snmp-config`, 200],
    ['DELETE', `/v1/storages/${S}/alert-source`, 200],
    ['DELETE', `/v1/storages/${S}/alerts/8841`, 200],
  ] as const;
  for (const [method, path, status] of empty)
    test(`answers ${status}, the type and no body to ${method} ${path.replace(S, 'S')}`, async () => {
      const answer = await port.send({ method, path });

      assert.equal(answer.status, status, answer.text);
      assert.equal(answer.headers['content-type'], 'application/json');
      assert.equal(answer.headers['content-length'], '0');
      assert.equal(answer.text, '');
    });

  const unknown = [
    'GET /',
    'GET /v1/',
    'GET /v2/volumes',
    'GET /v1/nothing',
    'GET /v1/volumes/',
    'GET /v1/volumes/new',
    `GET /v1/volumes/${S}/edit`,
    'POST /v1/volumes',
    `PUT /v1/volumes/${S}`,
    `DELETE /v1/volumes/${S}`,
    `PUT /v1/storages/${S}`,
    'PATCH /v1/volumes',
    'PUT /v1/storages/sync',
    `GET /v1/storages/${S}/storage-hosts/${S}`,
    `GET /v1/storages/${S}/tasks`,
  ];
  for (const line of unknown)
    test(`answers 404 to ${line.replaceAll(S, 'S')}`, async () => {
      const [method = '', path = ''] = line.split(' ');

      const answer = await port.send({ method, path });

      assert.equal(answer.status, 404);
      assert.deepEqual(JSON.parse(answer.text), notFound);
      assert.match(answer.headers['x-compute-request-id'] ?? '', requestId);
    });

  test('answers 404 to HEAD', async () => {
    assert.equal((await port.send({ method: 'HEAD', path: '/v1/volumes' })).status, 404);
  });

  test('answers OPTIONS with 200 and nothing, anywhere under version 1', async () => {
    for (const path of ['/v1/volumes', `/v1/storages/${S}`, '/v1/nothing', '/v1']) {
      const answer = await port.send({ method: 'OPTIONS', path });

      assert.equal(answer.status, 200, path);
      assert.equal(answer.text, '');
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
    }
  });

  test('is open to pages of the configured origins alone', async () => {
    const originOf = async (origin: string): Promise<string | undefined> =>
      (await port.send({ method: 'GET', path: '/v1/volumes', headers: { origin } })).headers[
        'access-control-allow-origin'
      ];

    assert.equal(await originOf(portal), portal);
    assert.equal(await originOf('https://elsewhere.example.org'), undefined);
  });

  test('refuses a JSON body where none is taken, on GET too', async () => {
    const lines = [
      'GET /v1/volumes',
      'GET /v1/extensions',
      'POST /v1/storages/sync',
      `DELETE /v1/storages/${S}`,
    ];
    for (const line of lines) {
      const [method = '', path = ''] = line.split(' ');

      const answer = await port.send({ method, path, headers: json, body: '{}' });

      assert.equal(answer.status, 400, line);
      assert.match(answer.text, /^\{"error_code": "BadRequest"/);
    }
  });

  test('refuses a body that is too large', async () => {
    const answer = await port.send({
      method: 'POST',
      path: '/v1/storages',
      headers: json,
      body: Buffer.alloc(600 * 1024, ' '),
    });

    assert.equal(answer.status, 413);
    assert.match(answer.text, /^\{"error_code": "InvalidInput"/);
  });

  const aliases = [
    ['/v1/storage_pools', '/v1/storage-pools'],
    [`/v1/storage_pools/${S}`, `/v1/storage-pools/${S}`],
  ] as const;
  for (const [alias, path] of aliases)
    test(`asks the same for ${alias.replace(S, 'S')} as for ${path.replace(S, 'S')}`, async () => {
      await port.send({ method: 'GET', path: alias });
      await port.send({ method: 'GET', path });

      const [first, second] = port.asked.slice(-2);
      assert.deepEqual(first, second);
      assert.equal(first?.name, 'DelfinStoragePoolList');
    });

  test('lists extensions, of which there are none', async () => {
    assert.equal((await port.send({ method: 'GET', path: '/v1/extensions' })).text, '{"extensions": []}');
  });

  test('tells the kind of what is not there', async () => {
    const answer = await port.send({ method: 'GET', path: '/v1/storage-pools/42' });

    assert.equal(answer.status, 404);
    assert.deepEqual(JSON.parse(answer.text), {
      error_code: 'StoragePoolNotFound',
      error_msg: 'Storage pool 42 could not be found.',
      error_args: ['42'],
    });
    assert.deepEqual(port.asked.at(-1)?.variables, { asked: false, filter: { uuids: ['42'] }, first: 1 });
  });
});

suite('a closed server', () => {
  test('asks for a token of its own', async (t) => {
    const port = await startDelfinPort(() => ({ data: { list: { nodes: [] } }, errors: [] }), 'closed');
    t.after(() => port.close());
    const statusWith = async (headers: Record<string, string>): Promise<number> =>
      (await port.send({ method: 'GET', path: '/v1/volumes', headers })).status;

    const refused = await port.send({ method: 'GET', path: '/v1/volumes' });

    assert.equal(refused.status, 401);
    assert.equal(refused.headers['www-authenticate'], 'Bearer');
    assert.deepEqual(JSON.parse(refused.text), {
      error_code: 'NotAuthorized',
      error_msg: 'Not authorized.',
      error_args: [],
    });
    assert.equal(await statusWith({ authorization: 'Bearer bad' }), 401);
    assert.equal(await statusWith({ authorization: `Bearer ${goodToken}` }), 200);
    assert.equal(await statusWith({ 'x-auth-token': goodToken }), 200);
    assert.equal(await statusWith({ authorization: 'Basic Z29vZA==', 'x-auth-token': goodToken }), 200);
  });
});
