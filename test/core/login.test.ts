import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { anonymous, openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import { cannotRun, engines } from '../support/engines.js';
import { CoreHouse, password } from './core-house.js';

const login =
  'mutation($name: String!, $password: String!) { login(input: { name: $name, password: $password }) { token expiresAt viewer { kind name role tenantId account { name } } } }';

for (const kind of engines) {
  describe(`login (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: CoreHouse;

    before(async () => {
      house = await CoreHouse.open(kind);
    });
    after(() => house.close());

    it('needs no account for the viewer of an open server, whose administrator creates the first', async () => {
      const before = await house.ask(openViewer, '{ viewer { kind role } }');

      const created = await house.ask(
        openViewer,
        `mutation { createAccount(input: { name: "root", password: "${password}", role: ADMIN }) { account { name role tenantId } } }`,
      );

      assert.deepEqual(before.data, { viewer: { kind: 'OPEN', role: 'ADMIN' } });
      assert.deepEqual(created.data, {
        createAccount: { account: { name: 'root', role: 'ADMIN', tenantId: null } },
      });
      assert.equal((await house.identity.identify(undefined)).kind, 'anonymous');
    });

    it('gives a token that the server then knows, until logout', async () => {
      await house.account('ada', 'operator', 'lab');

      const { data } = await house.ask(anonymous, login, { name: 'ada', password });
      const { token, viewer } = (data as { login: { token: string; viewer: unknown } }).login;
      const known = await house.identity.viewerOf(token);
      const out = await house.ask(known, 'mutation { logout { loggedOut } }');

      assert.deepEqual(viewer, {
        kind: 'ACCOUNT',
        name: 'ada',
        role: 'OPERATOR',
        tenantId: 'lab',
        account: { name: 'ada' },
      });
      assert.deepEqual(out.data, { logout: { loggedOut: true } });
      await assert.rejects(house.identity.viewerOf(token));
    });

    it('checks one credential for a thousand aliased logins in one operation', async () => {
      await house.account('brute', 'viewer');
      const guesses = Array.from(
        { length: 1000 },
        (_, i) => `g${i}: login(input: { name: "brute", password: "guess number ${i}" }) { token }`,
      );
      const before = house.passwords.derivations;

      const { codes } = await house.ask(anonymous, `mutation { ${guesses.join(' ')} }`);

      assert.equal(house.passwords.derivations - before, 1);
      assert.equal(codes.length, 1000);
      assert.deepEqual(
        Object.entries(Object.groupBy(codes as string[], (code) => code)).map(([code, all]) => [
          code,
          all?.length,
        ]),
        [
          ['UNAUTHENTICATED', 1],
          ['BAD_USER_INPUT', 999],
        ],
      );
    });

    it('tells how long to wait after too many failures', async () => {
      const attempt = { name: 'brute-two', password: 'wrong password' };
      for (let i = 0; i < 5; i++) await house.ask(anonymous, login, attempt);

      const { response } = await house.ask(anonymous, login, attempt);

      const extensions = response.errors?.[0]?.extensions;
      assert.equal(extensions?.['code'], 'RATE_LIMITED');
      assert.ok(Number(extensions?.['retryAfter']) > 290);
    });

    it('survives names and passwords that are no text for a database', async () => {
      for (const name of ['\0', 'a\0b', '\ud800', 'x'.repeat(100_000), "' or 1=1 --", '']) {
        assert.deepEqual(
          (await house.ask(anonymous, login, { name, password: `${name}${password}` })).codes,
          ['UNAUTHENTICATED'],
          name.slice(0, 10),
        );
      }
    });

    it('lets the anonymous do nothing but log in and see who they are', async () => {
      const answers = await Promise.all([
        house.ask(anonymous, '{ viewer { kind role account { name } } }'),
        house.ask(anonymous, '{ tasks { totalCount } }'),
        house.ask(anonymous, '{ node(id: "x") { id } }'),
        house.ask(anonymous, 'mutation { logout { loggedOut } }'),
      ]);

      assert.deepEqual(answers[0]?.data, { viewer: { kind: 'ANONYMOUS', role: null, account: null } });
      assert.deepEqual(
        answers.slice(1).map((answer) => answer.codes),
        Array(3).fill(['UNAUTHENTICATED']),
      );
    });
  });
}
