import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { GraphQLFormattedError } from 'graphql';
import { goodToken, listOf, portal, startVprotectPort, type VprotectPort } from './vprotect-port.js';

const guid = '5f0c6c0a-1d7e-4b59-9a55-0d2f6f3a7c11';
const json = { 'content-type': 'application/json' };
const cookie = `JSESSIONID=${goodToken}`;

const failing = (error: Omit<GraphQLFormattedError, 'path'>) => () => ({ data: null, errors: [error] });

function bodyOf({ text }: { readonly text: string }): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>;
}

describe('the vProtect API on the wire', () => {
  let port: VprotectPort;
  before(async () => {
    port = await startVprotectPort(() => listOf([]), 'closed');
  });
  after(() => port.close());

  const send = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
    port.send({ method, path, headers: { cookie, ...headers }, ...(body === undefined ? {} : { body }) });

  test('asks for a session before anything else, for unknown paths and wrong methods too', async () => {
    for (const [method, path] of [
      ['GET', '/api/nothing-here'],
      ['PATCH', '/api/backups'],
      ['GET', '/api/backups'],
      ['POST', '/api/tasks/export'],
    ] as const) {
      const answer = await port.send({ method, path });

      assert.equal(answer.status, 401, path);
      assert.equal(bodyOf(answer)['code'], 'UNAUTHENTICATED');
    }
  });

  test('answers an unknown path, a wrong method and a malformed guid in its own words', async () => {
    const unknown = await send('GET', '/api/nothing-here');
    const method = await send('PATCH', '/api/backups');
    const malformed = await send('GET', '/api/backups/not-a-guid');

    assert.deepEqual(bodyOf(unknown), {
      status: 404,
      code: 'NOT_FOUND',
      message: 'There is nothing at this path',
      path: '/nothing-here',
    });
    assert.equal(unknown.headers['content-type'], 'application/json');
    assert.equal(method.status, 405);
    assert.match(String(method.headers['allow']), /GET/);
    assert.equal(malformed.status, 404);
  });

  test('takes a path with and without a slash at its end, and never sends elsewhere', async () => {
    for (const path of ['/api/backups', '/api/backups/', '/api/backups?', '/api/backups/?']) {
      const answer = await send('GET', path);

      assert.deepEqual([answer.status, answer.text, answer.headers['x-total-count']], [200, '[]', '0'], path);
    }
  });

  test('refuses a body that is not JSON, and takes any spelling of its type', async () => {
    const path = '/api/tasks/delete';
    const form = await send('POST', path, { 'content-type': 'application/x-www-form-urlencoded' }, 'a=b');
    const broken = await send('POST', path, json, '{"a"');
    const latin = await send('POST', path, { 'content-type': 'Application/JSON; charset=ISO-8859-1' }, '{}');

    assert.deepEqual([form.status, broken.status, latin.status], [415, 400, 400]);
    assert.equal(bodyOf(latin)['message'], 'value is required');
    assert.deepEqual(bodyOf(latin)['fields'], [{ field: 'value', message: 'is required' }]);
  });

  test('ignores the content type of a request without a body', async () => {
    const answer = await send('GET', '/api/backups', json);

    assert.equal(answer.status, 200);
  });

  test('counts empty parameters and the words undefined and null as not given', async () => {
    await send(
      'GET',
      '/api/virtual-machines?filter=&orderBy=undefined&direction=undefined&uuid=null&tenantid=',
    );

    assert.deepEqual(port.asked.at(-1)?.variables, { first: 1000, counted: false });
  });

  test('answers a malformed or unknown guid in a filter with an empty list', async () => {
    const answer = await send('GET', '/api/tasks?protectedEntity=nothing');

    assert.deepEqual([answer.status, answer.text, answer.headers['x-total-count']], [200, '[]', '0']);
  });

  test('refuses an enum name nobody knows in a filter and in a body', async () => {
    const filter = await send('GET', '/api/tasks?state=GONE');
    const body = await send(
      'POST',
      '/api/tasks/export',
      json,
      '{"protectedEntities":[],"backupType":"HALF"}',
    );

    assert.deepEqual([filter.status, body.status], [400, 400]);
  });

  test('takes multi parameters repeated, with commas, as JSON, and by their newer names', async () => {
    const type = encodeURIComponent('{"name":"EXPORT","description":"Export"}');
    await send('GET', `/api/tasks?states=QUEUED,RUNNING&state=FAILED&type=${type}&type=INVENTORY_SYNC`);

    assert.deepEqual(port.asked.at(-1)?.variables['filter'], {
      states: ['FAILED', 'QUEUED', 'RUNNING'],
      types: ['EXPORT', 'INDEX'],
    });
  });

  test('answers a type of task that nothing here has with an empty list', async () => {
    const answer = await send('GET', '/api/tasks?type=UPLOAD');

    assert.deepEqual([answer.status, answer.text], [200, '[]']);
  });

  test('lets a page of a configured origin come with its cookie, and no other', async () => {
    const preflight = await port.send({
      method: 'OPTIONS',
      path: '/api/tasks/export',
      headers: {
        origin: portal,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,3rd-party',
      },
    });
    const answer = await send('GET', '/api/backups', { origin: portal });
    const foreign = await send(
      'POST',
      '/api/tasks/delete',
      { ...json, origin: 'https://evil.example' },
      '{}',
    );

    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers['access-control-allow-origin'], portal);
    assert.equal(preflight.headers['access-control-allow-credentials'], 'true');
    assert.match(String(preflight.headers['access-control-allow-headers']), /3rd-party-project/);
    assert.equal(answer.headers['access-control-expose-headers'], 'X-Total-Count, Content-Disposition');
    assert.match(String(answer.headers['vary']), /Origin/);
    assert.equal(foreign.status, 403);
  });

  test('confines the call of a project to it, by the parameter or the header', async () => {
    await send('GET', '/api/tasks?project-uuid=p1');
    await send('GET', '/api/tasks', { '3rd-party': 'HORIZON', '3rd-party-project': 'p2' });

    assert.deepEqual(
      port.asked.slice(-2).map(({ viewer }) => viewer.tenantId),
      ['p1', 'p2'],
    );
  });

  test('filters by tenant in every spelling', async () => {
    for (const name of ['tenantid', 'tenantId', 'tenant-id']) {
      await send('GET', `/api/schedules?${name}=t1`);

      assert.deepEqual(port.asked.at(-1)?.variables['filter'], { tenantId: 't1' });
    }
  });
});

describe('the vProtect API on an open server', () => {
  test('lets everybody in, and gives a cookie to who logs in', async () => {
    const port = await startVprotectPort(() => listOf([]));

    const login = await port.send({
      method: 'POST',
      path: '/api/session/login',
      headers: json,
      body: '{"login":"admin","password":"vPr0tect"}',
    });
    const list = await port.send({ method: 'GET', path: '/api/backups' });
    await port.close();

    assert.equal(login.status, 200);
    assert.match(
      String(login.headers['set-cookie']),
      /^JSESSIONID=igs_[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    assert.ok(Array.isArray(bodyOf(login)['privileges']));
    assert.equal(list.status, 200);
  });

  test('gives errors of the graph by their reason, on one line and without markup', async () => {
    const cases = [
      [{ code: 'CONFLICT', reason: 'NAME_NOT_UNIQUE' }, 409, 'NAME_NOT_UNIQUE'],
      [{ code: 'BAD_USER_INPUT', reason: 'REFERENCE_NOT_FOUND' }, 400, 'REFERENCE_NOT_FOUND'],
      [{ code: 'BAD_USER_INPUT' }, 400, 'VALIDATION'],
      [{ code: 'NOT_FOUND' }, 404, 'NOT_FOUND'],
      [{ code: 'CONFLICT' }, 409, 'INVALID_STATE'],
      [{ code: 'INTERNAL_SERVER_ERROR' }, 500, 'INTERNAL'],
      [{ code: 'SUBGRAPH_UNAVAILABLE' }, 500, 'INTERNAL'],
    ] as const;
    for (const [extensions, status, code] of cases) {
      const port = await startVprotectPort(failing({ message: 'It is\n<b>so</b>.', extensions }));
      const answer = await port.send({ method: 'GET', path: `/api/backups/${guid}` });
      await port.close();

      const body = bodyOf(answer);
      assert.deepEqual([answer.status, body['code'], body['path']], [status, code, `/backups/${guid}`]);
      assert.doesNotMatch(String(body['message']), /[\n<>]/);
    }
  });
});
