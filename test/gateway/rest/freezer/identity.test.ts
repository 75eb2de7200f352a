import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import {
  identityMode,
  identityWarning,
  refuseOpenIdentity,
} from '../../../../gateway/rest/freezer/authenticate.js';
import {
  openIdentity,
  serverIdentity,
  sha256,
  staticIdentity,
  trustedHeaderIdentity,
} from '../../../../gateway/rest/freezer/identity-mode.js';
import { ProxyList } from '../../../../gateway/rest/proxy-list.js';
import { readStaticTokens } from '../../../../gateway/rest/freezer/static-tokens.js';
import type { LegacyRequest } from '../../../../gateway/rest/route.js';
import { ConfigError } from '../../../../subgraphs/kernel/config/load.js';
import { Fault } from '../../../../subgraphs/kernel/errors/fault.js';
import { openViewer, type Viewer } from '../../../../subgraphs/kernel/identity/viewer.js';
import { freezerSettings, noAccounts } from './freezer-gateway.js';

function requestWith(headers: Readonly<Record<string, string>>, address = '127.0.0.1'): LegacyRequest {
  return {
    method: 'GET',
    path: '/v1',
    params: {},
    query: new URLSearchParams(),
    headers,
    body: Buffer.alloc(0),
    origin: 'http://x',
    address,
    requestId: 'r',
  };
}

async function told(viewer: Viewer | undefined | Promise<Viewer | undefined>): Promise<unknown> {
  const known = await viewer;
  return known && [known.userId, known.userName, known.tenantId, known.kind, known.role];
}

describe('the identity of a caller', () => {
  test('is what he says without authentication, else anonymous', async () => {
    const mode = openIdentity();

    assert.deepEqual(await told(mode(requestWith({}))), ['anonymous', null, null, 'dialect', 'operator']);
    assert.deepEqual(
      await told(mode(requestWith({ 'x-user-id': 'u', 'x-user-name': 'n', 'x-project-id': 'p' }))),
      ['u', 'n', 'p', 'dialect', 'operator'],
    );
    assert.deepEqual(await told(mode(requestWith({ 'x-user-id': 'u', 'x-user': 'n', 'x-tenant-id': 'p' }))), [
      'u',
      'n',
      'p',
      'dialect',
      'operator',
    ]);
  });

  test('is read as UTF-8', async () => {
    const viewer = openIdentity()(requestWith({ 'x-user-id': Buffer.from('jörg').toString('latin1') }));

    assert.deepEqual(await told(viewer), ['jörg', null, null, 'dialect', 'operator']);
  });

  test('is refused when it is doubled or too long', () => {
    for (const id of ['a, b', 'x'.repeat(256)])
      assert.equal(openIdentity()(requestWith({ 'x-user-id': id })), undefined);
  });

  test('comes from the accounts of the server as soon as there is one', async () => {
    const account = { ...openViewer, kind: 'account' as const, userId: 'a-1', tenantId: 't-1' };
    const viewerOf = (token: string): Promise<Viewer> =>
      token === 'good' ? Promise.resolve(account) : Promise.reject(new Fault('UNAUTHENTICATED', 'No.'));
    const closed = serverIdentity({ ...noAccounts, mode: () => Promise.resolve('closed'), viewerOf });

    assert.deepEqual(await told(serverIdentity(noAccounts)(requestWith({ 'x-user-id': 'u' }))), [
      'u',
      null,
      null,
      'dialect',
      'operator',
    ]);
    assert.deepEqual(await told(closed(requestWith({ 'x-auth-token': 'good', 'x-user-id': 'forged' }))), [
      'a-1',
      'local',
      't-1',
      'account',
      'admin',
    ]);
    assert.equal(await told(closed(requestWith({ 'x-auth-token': 'bad' }))), undefined);
    assert.equal(await told(closed(requestWith({ 'x-user-id': 'forged' }))), undefined);
  });

  test('comes from the token alone in the mode static', async () => {
    const mode = staticIdentity(
      new Map([[sha256('good'), { userId: 'u', userName: null, projectId: 'p', role: 'operator' }]]),
    );

    assert.deepEqual(await told(mode(requestWith({ 'x-auth-token': 'good', 'x-user-id': 'forged' }))), [
      'u',
      null,
      'p',
      'dialect',
      'operator',
    ]);
    assert.equal(await told(mode(requestWith({ 'x-auth-token': 'bad', 'x-user-id': 'forged' }))), undefined);
    assert.equal(await told(mode(requestWith({ 'x-user-id': 'forged' }))), undefined);
  });

  test('comes from the headers of a trusted proxy and of nobody else', async () => {
    const mode = trustedHeaderIdentity(new ProxyList(['10.1.0.0/16', '2001:db8::/32']));
    const headers = { 'x-user-id': 'u' };

    for (const address of ['10.1.255.1', '::ffff:10.1.2.3', '2001:db8::7'])
      assert.ok(await told(mode(requestWith(headers, address))), address);
    for (const address of ['10.2.0.1', '::ffff:127.0.0.1', '2001:db9::1', '', 'localhost'])
      assert.equal(await told(mode(requestWith(headers, address))), undefined, address);
    assert.equal(
      await told(mode(requestWith({ ...headers, 'x-identity-status': 'Invalid' }, '10.1.0.1'))),
      undefined,
    );
    assert.equal(await told(mode(requestWith({}, '10.1.0.1'))), undefined);
  });
});

describe('the settings of the identity', () => {
  test('name a wrong network', () => {
    for (const entry of ['10.0.0.0/33', '10.0.0.0/8/8', 'proxy', '', '::1/129', '10.0.0.0/x']) {
      assert.throws(() => new ProxyList([entry]), /is neither an address nor a network/);
    }
  });

  test('name the wrong entry of a token file and never a token', () => {
    const wrong = [
      '{',
      '{}',
      '[{"token":"hunter2"}]',
      '[{"token":"hunter2","token_sha256":"x","user_id":"u"}]',
      '[{"token":"hunter2","user_id":"a,b"}]',
      '[{"token":"hunter2","user_id":"u","extra":1}]',
      '[{"token":"hunter2","user_id":"u"},{"token":"hunter2","user_id":"v"}]',
    ];

    for (const text of wrong) {
      assert.throws(
        () => readStaticTokens(text),
        (error) =>
          error instanceof Error &&
          error.message.startsWith('the token file') &&
          !error.message.includes('hunter2'),
        text,
      );
    }
    assert.deepEqual(readStaticTokens('[{"token":"t","user_id":"u","project_id":null}]').get(sha256('t')), {
      userId: 'u',
      userName: null,
      projectId: null,
      role: 'operator',
    });
  });

  test('must be complete for their mode', (t) => {
    for (const settings of [
      { identity: 'static' },
      { identity: 'static', tokens: '/no/such/file' },
      { identity: 'static', tokens: fileWith(t, '{}') },
      { identity: 'trusted-headers' },
      { identity: 'trusted-headers', trustedProxies: ['x'] },
    ] as const) {
      assert.throws(
        () => identityMode(freezerSettings(settings), { accounts: noAccounts, keystone: undefined }),
        ConfigError,
      );
    }
  });

  test('warn of the mode none and keep it on this machine unless told otherwise', () => {
    const none = freezerSettings({ identity: 'none' });

    assert.match(identityWarning(none) ?? '', /asks for no token/);
    assert.match(refuseOpenIdentity(none, '0.0.0.0', false) ?? '', /would believe everybody on 0\.0\.0\.0/);
    assert.equal(refuseOpenIdentity(none, '127.0.0.1', true), undefined);
    assert.equal(refuseOpenIdentity({ ...none, insecure: true }, '0.0.0.0', false), undefined);
    assert.equal(refuseOpenIdentity(freezerSettings({ identity: 'static' }), '0.0.0.0', false), undefined);
    assert.equal(identityWarning(freezerSettings({ identity: 'static' })), undefined);
  });
});

function fileWith(t: TestContext, text: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'freezer-'));
  t.after(() => rmSync(dir, { recursive: true }));
  const file = join(dir, 'tokens.json');
  writeFileSync(file, text);
  return file;
}
