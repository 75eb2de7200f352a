import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { utimes, writeFile } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { after, before, describe, test } from 'node:test';
import { followPair } from '../../../../gateway/rest/tls-files.js';
import { selfSigned } from '../../../../gateway/rest/self-signed.js';
import { createHttpServer, listen } from '../../../../subgraphs/kernel/server/http-server.js';
import { silentLog } from '../../../support/engines.js';
import { temporaryFolder } from '../../../support/command-line.js';
import { openProduct, type OpenProduct } from '../../../support/product.js';
import { waitFor } from '../../../support/wait-for.js';
import { sendOverWire, type WireAnswer } from '../../../support/wire.js';

const password = 'correct horse battery';
const json = { 'content-type': 'application/json' };

function cookieOf({ headers }: WireAnswer): string {
  return String(headers['set-cookie']).split(';')[0] ?? '';
}

describe('sessions of the vProtect API', () => {
  const ends: (() => Promise<void>)[] = [];
  let product: OpenProduct;
  let base = '';
  let tls = '';

  before(async () => {
    const owner = { after: (end: () => Promise<void>): void => void ends.push(end) };
    product = await openProduct(owner, { settings: { 'vprotect-port': '0', 'vprotect-http-port': '0' } });
    const urls = product.ownPorts.map(({ url }) => url);
    base = urls.find((url) => url.startsWith('http:')) ?? '';
    tls = urls.find((url) => url.startsWith('https:')) ?? '';
    await product.running.kernel.identity.accounts.create({ name: 'portal', password, role: 'operator' });
    await waitFor('the server to close', async () => {
      assert.equal((await get('/api/session')).status, 401);
      return true;
    });
  });
  after(async () => {
    for (const end of ends) await end();
  });

  const get = (path: string, cookie?: string): Promise<WireAnswer> =>
    sendOverWire(base, { method: 'GET', path, ...(cookie === undefined ? {} : { headers: { cookie } }) });
  const login = (given = password, name = 'portal', cookie?: string): Promise<WireAnswer> =>
    sendOverWire(base, {
      method: 'POST',
      path: '/api/session/login',
      headers: { ...json, ...(cookie === undefined ? {} : { cookie }) },
      body: JSON.stringify({ login: name, password: given }),
    });

  test('begin with a login, whose answer names what the account may do', async () => {
    const answer = await login();
    const user = await get('/api/user-info', cookieOf(answer));

    assert.equal(answer.status, 200);
    assert.doesNotMatch(String(answer.headers['set-cookie']), /Secure/);
    const info = JSON.parse(user.text) as {
      login: string;
      privileges: { name: string }[];
      uiTimeZone: string;
    };
    assert.equal(info.login, 'portal');
    assert.ok(info.privileges.some(({ name }) => name === 'VE_BACKUP_SLA_WRITE'));
    assert.equal(info.uiTimeZone, 'UTC');
    assert.deepEqual(JSON.parse(answer.text), info);
  });

  test('are there or not for who asks', async () => {
    const cookie = cookieOf(await login());

    assert.deepEqual(
      [(await get('/api/session', cookie)).status, (await get('/api/session')).status],
      [204, 401],
    );
    assert.equal((await get('/api/session', 'JSESSIONID=node0abc')).status, 401);
  });

  test('begin anew where there is one already', async () => {
    const first = cookieOf(await login());
    const second = cookieOf(await login(password, 'portal', first));

    assert.notEqual(first, second);
    assert.equal((await get('/api/session', second)).status, 204);
  });

  test('do not begin with a wrong pair, and the answer does not tell which half is wrong', async () => {
    const [wrong, nobody, missing] = await Promise.all([
      login('wrong password'),
      login(password, 'nobody'),
      sendOverWire(base, {
        method: 'POST',
        path: '/api/session/login',
        headers: json,
        body: '{"login":"portal"}',
      }),
    ]);

    assert.deepEqual([wrong.status, nobody.status, missing.status], [401, 401, 400]);
    assert.equal(wrong.text, nobody.text);
    assert.equal((JSON.parse(wrong.text) as { code: string }).code, 'BAD_CREDENTIALS');
  });

  test('end with a logout, which may be said twice', async () => {
    const cookie = cookieOf(await login());
    const logout = (): Promise<WireAnswer> =>
      sendOverWire(base, { method: 'POST', path: '/api/session/logout', headers: { cookie } });

    const answers = [await logout(), await logout()];

    assert.deepEqual(
      answers.map(({ status }) => status),
      [204, 204],
    );
    assert.equal(answers[0]?.headers['content-type'], undefined);
    await waitFor('the session to end', async () => {
      assert.equal((await get('/api/session', cookie)).status, 401);
      return true;
    });
  });

  test('may be an API token of this server', async () => {
    const { accounts, apiTokens } = product.running.kernel.identity;
    const account = await accounts.findByName('portal');
    const { secret } = await apiTokens.create({ accountId: account?.uuid ?? '', name: 'exporter' });

    const answer = await sendOverWire(base, {
      method: 'POST',
      path: '/api/session/login-with-token',
      headers: json,
      body: JSON.stringify({ token: secret }),
    });

    assert.equal((await get('/api/session', cookieOf(answer))).status, 204);
  });

  test('serve the graph too', async () => {
    const cookie = cookieOf(await login());
    const ask = async (sent: string): Promise<unknown> => {
      const answer = await fetch(`${product.url}/graphql`, {
        method: 'POST',
        headers: { ...json, cookie: sent },
        body: JSON.stringify({ query: '{ viewer { name } }' }),
      });
      return ((await answer.json()) as { data: { viewer: { name: string | null } } }).data.viewer.name;
    };

    assert.equal(await ask(cookie), 'portal');
    assert.equal(await ask(`JSESSIONID=igs_${'x'.repeat(43)}`), null);
  });

  test('answer on the main port too, beside the other APIs', async () => {
    const statuses = await Promise.all(
      ['/api/session', '/api/nothing', '/api/v1/'].map(
        async (path) => (await fetch(`${product.url}${path}`)).status,
      ),
    );

    assert.deepEqual(statuses, [401, 401, 200]);
  });

  test('travel in a cookie for TLS alone where they began over TLS, with a certificate of our own', async () => {
    const { status, cookie, names } = await secureLogin(tls);

    assert.equal(status, 200);
    assert.match(cookie, /; Secure$/);
    assert.match(names, /DNS:localhost/);
    assert.match(names, /IP Address:127\.0\.0\.1/);
  });
});

describe('the certificate of a TLS port', () => {
  test('is taken into use when its files change, without a restart', async (t) => {
    const folder = temporaryFolder(t);
    const place = { certificate: join(folder, 'a.crt'), key: join(folder, 'a.key') };
    const write = async (name: string, at: number): Promise<void> => {
      const pair = selfSigned([name], new Date());
      await Promise.all([writeFile(place.certificate, pair.cert), writeFile(place.key, pair.key)]);
      await Promise.all([utimes(place.certificate, at, at), utimes(place.key, at, at)]);
    };
    const first = selfSigned(['first.example'], new Date());
    await Promise.all([writeFile(place.certificate, first.cert), writeFile(place.key, first.key)]);
    const app = createHttpServer({ log: silentLog, tls: first });
    t.after(() => app.close());
    const port = Number(new URL(await listen(app, { host: '127.0.0.1', port: 0 })).port);
    t.after(followPair(app.server as never, place, silentLog, 20));

    assert.equal(await subjectAt(port), 'CN=first.example');
    await waitFor('the new certificate', async () => {
      await write('second.example', Date.now() / 1000);
      assert.equal(await subjectAt(port), 'CN=second.example');
      return true;
    });
  });
});

function subjectAt(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      const { raw } = socket.getPeerCertificate();
      socket.destroy();
      resolve(new X509Certificate(raw).subject);
    });
    socket.on('error', reject);
  });
}

function secureLogin(base: string): Promise<{ status: number; cookie: string; names: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = httpsRequest(
      `${base}/api/session/login`,
      { method: 'POST', headers: json, rejectUnauthorized: false },
      (incoming) => {
        const socket = incoming.socket as unknown as { getPeerCertificate(): { raw: Buffer } };
        const { raw } = socket.getPeerCertificate();
        incoming.resume();
        resolve({
          status: incoming.statusCode ?? 0,
          cookie: String(incoming.headers['set-cookie']),
          names: new X509Certificate(raw).subjectAltName ?? '',
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify({ login: 'portal', password }));
  });
}
