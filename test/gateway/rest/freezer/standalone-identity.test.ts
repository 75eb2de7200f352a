import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Fault } from '../../../../subgraphs/kernel/errors/fault.js';
import { openViewer, type Viewer } from '../../../../subgraphs/kernel/identity/viewer.js';
import { sendOverWire, type WireAnswer } from '../../../support/wire.js';
import { startFreezer, type FreezerGateway } from './freezer-gateway.js';

const password = 'correct horse battery';
const account: Viewer = { ...openViewer, kind: 'account', role: 'operator', expiresAt: new Date(4e12) };
const ann: Viewer = { ...account, userId: 'u-ann', userName: 'ann', tenantId: 'p-1' };
const root: Viewer = { ...account, userId: 'u-root', userName: 'root', role: 'admin', expiresAt: null };

/** What a login of these accounts said it came from. */
const origins: object[] = [];

const accounts = {
  mode: () => Promise.resolve('closed' as const),
  viewerOf: (token: string): Promise<Viewer> => {
    const viewer = { 't-ann': ann, 't-root': root }[token];
    return viewer ? Promise.resolve(viewer) : Promise.reject(new Fault('UNAUTHENTICATED', 'No.'));
  },
  login: (name: string, given: string, origin: object) => {
    origins.push(origin);
    if (name === 'slow')
      return Promise.reject(
        new Fault('RATE_LIMITED', 'Too many failed logins.', { details: { retryAfter: 7 } }),
      );
    const viewer = { ann, root }[name];
    return viewer && given === password
      ? Promise.resolve({ token: `t-${name}`, viewer })
      : Promise.reject(new Fault('UNAUTHENTICATED', 'The name or the password is wrong.'));
  },
};

function byPassword(name: string, given = password, domain: object = { name: 'Default' }): object {
  return { methods: ['password'], password: { user: { name, domain, password: given } } };
}

const unauthorized = {
  error: { code: 401, title: 'Unauthorized', message: 'The request you have made requires authentication.' },
};

describe('the identity service over the accounts of this server', () => {
  let freezer: FreezerGateway;

  before(async () => {
    freezer = await startFreezer({}, 'embedded', { accounts });
  });
  after(() => freezer.close());

  const send = (method: string, path: string, body?: unknown): Promise<WireAnswer> =>
    sendOverWire(freezer.url, {
      method,
      path,
      headers: { host: 'id.example.org', 'user-agent': 'test' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const signIn = (identity: unknown, scope?: unknown): Promise<WireAnswer> =>
    send('POST', '/v3/auth/tokens', { auth: { identity, ...(scope === undefined ? {} : { scope }) } });
  const projectOf = ({ text }: WireAnswer): unknown =>
    (JSON.parse(text) as { token: { project?: { id: string } } }).token.project?.id;

  test('names version 3 with and without a slash', async () => {
    for (const path of ['/v3', '/v3/']) {
      const { status, text } = await send('GET', path);

      assert.equal(status, 200);
      assert.match(text, /"id":"v3\.14","status":"stable".*"href":"http:\/\/id\.example\.org\/v3\/"/);
    }
  });

  test('gives a token with user, project, roles and a catalog of this server', async () => {
    const answer = await signIn(byPassword('ann'), { project: { name: 'p-1', domain: { id: 'default' } } });
    const { token } = JSON.parse(answer.text) as { token: Record<string, unknown> };

    assert.deepEqual([answer.status, answer.headers['x-subject-token']], [201, 't-ann']);
    assert.equal(answer.headers['cache-control'], 'no-store');
    const domain = { id: 'default', name: 'Default' };
    assert.deepEqual(token['user'], { id: 'u-ann', name: 'ann', domain, password_expires_at: null });
    assert.deepEqual(token['project'], { id: 'p-1', name: 'p-1', domain });
    assert.deepEqual(token['roles'], [
      { id: 'member', name: 'member' },
      { id: 'reader', name: 'reader' },
    ]);
    assert.deepEqual([token['methods'], token['expires_at']], [['password'], '2096-10-02T07:06:40.000000Z']);
    assert.match(
      JSON.stringify(token['catalog']),
      /"type":"backup".*"interface":"public","url":"http:\/\/id\.example\.org"/,
    );
    assert.deepEqual(Object.keys(origins.at(-1) ?? {}), ['requestId', 'address', 'userAgent']);
    assert.ok(!answer.text.includes(password) && !answer.text.includes('t-ann'));
  });

  test('gives the project of the account unless another is in reach', async () => {
    const root = byPassword('root');

    assert.equal(projectOf(await signIn(byPassword('ann'))), 'p-1');
    assert.equal(projectOf(await signIn(byPassword('ann'), 'unscoped')), undefined);
    assert.equal(projectOf(await signIn(root)), undefined);
    assert.equal(projectOf(await signIn(root, { project: { id: 'p-9' } })), 'p-9');
    for (const project of [{ id: 'p-2' }, { name: 'p-1', domain: { name: 'other' } }, {}])
      assert.equal((await signIn(byPassword('ann'), { project })).status, 401);
    for (const id of ['x'.repeat(256), 'a,b', 'a\nb'])
      assert.equal((await signIn(root, { project: { id } })).status, 401);
  });

  test('takes a token of this server in the place of a password', async () => {
    const answer = await signIn({ methods: ['token'], token: { id: 't-root' } });
    const wrong = await signIn({ methods: ['token'], token: { id: 'other' } });

    assert.deepEqual([answer.status, answer.headers['x-subject-token']], [201, 't-root']);
    assert.match(answer.text, /"methods":\["token"\].*"expires_at":"9999-12-31T23:59:59\.000000Z"/);
    assert.equal(wrong.status, 401);
  });

  test('refuses an unknown name, a wrong password and another domain alike', async () => {
    for (const identity of [
      byPassword('nobody'),
      byPassword('ann', 'wrong'),
      byPassword('ann', password, { id: 'other' }),
    ]) {
      const answer = await signIn(identity);

      assert.equal(answer.status, 401);
      assert.deepEqual(JSON.parse(answer.text), unauthorized);
      assert.equal(answer.headers['x-subject-token'], undefined);
    }
  });

  test('lets nobody guess without end', async () => {
    const answer = await signIn(byPassword('slow'));

    assert.deepEqual([answer.status, answer.headers['retry-after']], [429, '7']);
  });

  test('refuses what is no sign-in without trying it', async () => {
    const tried = origins.length;
    const both = { ...byPassword('ann'), methods: ['password', 'token'], token: { id: 't' } };
    const none = { methods: ['password'], password: { user: { password } } };

    for (const body of [
      '',
      '{',
      '[]',
      'null',
      '{}',
      { auth: {} },
      { auth: { identity: both } },
      { auth: { identity: none } },
    ]) {
      const answer = await send('POST', '/v3/auth/tokens', body);

      assert.equal(answer.status, 400, answer.text);
      assert.match(answer.text, /"error":\{"code":400,"title":"Bad Request","message":"/);
    }
    assert.equal(origins.length, tried);
    assert.equal((await send('GET', '/v3/auth/tokens')).status, 405);
  });

  test('lets its token into both versions', async () => {
    for (const [path, status] of [
      ['/v1/backups', 200],
      ['/v2/p-1/backups', 200],
      ['/v2/p-2/backups', 403],
    ] as const) {
      const answer = await sendOverWire(freezer.url, {
        method: 'GET',
        path,
        headers: { 'x-auth-token': 't-ann' },
      });

      assert.equal(answer.status, status);
    }
    const root = await sendOverWire(freezer.url, {
      method: 'GET',
      path: '/v2/p-2/backups',
      headers: { 'x-auth-token': 't-root' },
    });
    assert.equal(root.status, 200);
  });
});
