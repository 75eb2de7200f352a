import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { toGlobalId } from '../../schema/global-id.js';
import type { Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import { cannotRun, engines } from '../support/engines.js';
import { CoreHouse, password } from './core-house.js';

const createToken =
  'mutation($input: CreateApiTokenInput!) { createApiToken(input: $input) { secret apiToken { id prefix name scopes revokedAt account { name } } } }';

interface Created {
  readonly createApiToken: {
    readonly secret: string;
    readonly apiToken: { readonly id: string } & Record<string, unknown>;
  };
}

for (const kind of engines) {
  describe(`sessions and API tokens (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: CoreHouse;
    let root: Viewer;
    let ada: Viewer;
    let bob: Viewer;

    before(async () => {
      house = await CoreHouse.open(kind);
      root = await house.viewer('root', 'admin');
      ada = await house.viewer('ada', 'viewer', 'lab');
      bob = await house.viewer('bob', 'viewer', 'lab');
    });
    after(() => house.close());

    const create = async (viewer: Viewer, input: object): Promise<Created['createApiToken']> =>
      ((await house.ask(viewer, createToken, { input })).data as unknown as Created).createApiToken;

    it('show a new token once and keep what recognises it', async () => {
      const { secret, apiToken } = await create(ada, {
        name: 'ci',
        scopes: ['compute:read', 'compute:read', 'core:read'],
      });

      const listed = await house.ask(
        ada,
        '{ apiTokens(filter: { revoked: false }) { nodes { name prefix } totalCount } }',
      );

      assert.match(secret, /^igt_[\w-]{43}$/);
      assert.deepEqual(
        { ...apiToken, id: '' },
        {
          id: '',
          prefix: secret.slice(0, 10),
          name: 'ci',
          scopes: ['compute:read', 'core:read'],
          revokedAt: null,
          account: { name: 'ada' },
        },
      );
      assert.deepEqual(listed.data, {
        apiTokens: { nodes: [{ name: 'ci', prefix: secret.slice(0, 10) }], totalCount: 1 },
      });
    });

    it('confine a token to its scopes', async () => {
      const { secret } = await create(ada, { name: 'narrow', scopes: ['compute:read'] });
      const reader = await create(ada, { name: 'reader', scopes: ['core:read'] });

      const narrow = await house.identity.viewerOf(secret);
      const reading = await house.identity.viewerOf(reader.secret);

      assert.deepEqual((await house.ask(narrow, '{ tasks { totalCount } }')).codes, ['FORBIDDEN']);
      assert.deepEqual((await house.ask(reading, '{ tasks { totalCount } }')).data, {
        tasks: { totalCount: 0 },
      });
      assert.deepEqual(
        (
          await house.ask(
            reading,
            'mutation($id: ID!) { revokeApiToken(input: { id: $id }) { apiToken { id } } }',
            { id: reader.apiToken.id },
          )
        ).codes,
        ['FORBIDDEN'],
      );
      assert.deepEqual((await house.ask(reading, createToken, { input: { name: 'child' } })).codes, [
        'FORBIDDEN',
      ]);
    });

    it('hide the administrator behind a token without the scope for it', async () => {
      const { secret } = await create(root, { name: 'half', scopes: ['core:read', 'core:write'] });
      const half = await house.identity.viewerOf(secret);

      const tokens = await house.ask(half, '{ apiTokens { nodes { account { name } } } }');

      assert.deepEqual((await house.ask(half, '{ accounts { totalCount } }')).codes, ['FORBIDDEN']);
      assert.deepEqual(tokens.data, { apiTokens: { nodes: [{ account: { name: 'root' } }] } });
      assert.deepEqual(
        (
          await house.ask(
            half,
            '{ node(id: $id) { id } }'.replace(
              '$id',
              JSON.stringify(toGlobalId('Account', ada.accountId ?? '')),
            ),
          )
        ).data,
        { node: null },
      );
    });

    it('refuse bad scopes, names and ends', async () => {
      const inputs = [
        { name: '' },
        { name: 'x', scopes: [] },
        { name: 'x', scopes: ['everything'] },
        { name: 'x', expiresAt: '2001-01-01T00:00:00Z' },
        { name: 'a\0b' },
        { name: 'x', accountId: 'nonsense' },
      ];

      const codes = [];
      for (const input of inputs) codes.push(...(await house.ask(ada, createToken, { input })).codes);

      assert.deepEqual(codes, [
        'BAD_USER_INPUT',
        'BAD_USER_INPUT',
        'BAD_USER_INPUT',
        'BAD_USER_INPUT',
        'BAD_USER_INPUT',
        'NOT_FOUND',
      ]);
    });

    it('are created for others and revoked by administrators, not by peers', async () => {
      const accountId = toGlobalId('Account', ada.accountId ?? '');
      const revoke =
        'mutation($id: ID!) { revokeApiToken(input: { id: $id }) { apiToken { name revokedAt } } }';

      const byPeer = await house.ask(bob, createToken, { input: { name: 'theft', accountId } });
      const { secret, apiToken } = await create(root, { name: 'gift', accountId });
      const revokedByPeer = await house.ask(bob, revoke, { id: apiToken.id });
      const revoked = await house.ask(root, revoke, { id: apiToken.id });

      assert.deepEqual([byPeer.codes, revokedByPeer.codes], [['NOT_FOUND'], ['NOT_FOUND']]);
      assert.equal(
        (revoked.data as { revokeApiToken: { apiToken: { name: string } } }).revokeApiToken.apiToken.name,
        'gift',
      );
      await assert.rejects(house.identity.viewerOf(secret));
    });

    it('list sessions to their owner and to administrators, and end them', async () => {
      const list = '{ loginSessions { nodes { id userAgent account { name } } totalCount } }';
      const { token, viewer } = await house.identity.login('bob', password, {
        address: '192.0.2.4',
        userAgent: 'curl/8',
        requestId: 'test',
      });
      const id = toGlobalId('LoginSession', viewer.credentialId ?? '');
      const revoke = 'mutation($id: ID!) { revokeLoginSession(input: { id: $id }) { id } }';

      const own = await house.ask(bob, list);
      const byPeer = await house.ask(ada, revoke, { id });
      const narrowed = await house.ask(
        root,
        `{ loginSessions(filter: { accountId: "${toGlobalId('Account', bob.accountId ?? '')}" }, orderBy: CREATED_AT_ASC) { nodes { userAgent account { name } } } }`,
      );
      const revoked = await house.ask(bob, revoke, { id });

      assert.equal((own.data as { loginSessions: { totalCount: number } }).loginSessions.totalCount, 2);
      assert.deepEqual(byPeer.codes, ['NOT_FOUND']);
      assert.deepEqual(narrowed.data, {
        loginSessions: {
          nodes: [
            { userAgent: null, account: { name: 'bob' } },
            { userAgent: 'curl/8', account: { name: 'bob' } },
          ],
        },
      });
      assert.deepEqual(revoked.data, { revokeLoginSession: { id } });
      await assert.rejects(house.identity.viewerOf(token));
      assert.deepEqual((await house.ask(bob, revoke, { id })).codes, ['NOT_FOUND']);
    });
  });
}
