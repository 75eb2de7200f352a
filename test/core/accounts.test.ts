import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { toGlobalId } from '../../schema/global-id.js';
import type { Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import { cannotRun, engines } from '../support/engines.js';
import { CoreHouse, password } from './core-house.js';

for (const kind of engines) {
  describe(`accounts (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: CoreHouse;
    let root: Viewer;
    let labAdmin: Viewer;
    let labUser: Viewer;

    before(async () => {
      house = await CoreHouse.open(kind);
      root = await house.viewer('root', 'admin');
      labAdmin = await house.viewer('lab-admin', 'admin', 'lab');
      labUser = await house.viewer('lab-user', 'operator', 'lab');
      await house.viewer('shop-user', 'viewer', 'shop');
    });
    after(() => house.close());

    const names = async (viewer: Viewer, args = ''): Promise<unknown> => {
      const { data, codes } = await house.ask(
        viewer,
        `{ accounts${args} { nodes { name } totalCount pageInfo { hasNextPage endCursor } } }`,
      );
      const accounts = data?.['accounts'] as { nodes: { name: string }[] } | null;
      return accounts === null ? codes : accounts?.nodes.map((node) => node.name);
    };

    it('are listed for administrators, within their tenant', async () => {
      assert.deepEqual(await names(root), ['lab-admin', 'lab-user', 'root', 'shop-user']);
      assert.deepEqual(await names(labAdmin), ['lab-admin', 'lab-user']);
      assert.deepEqual(await names(labUser), ['FORBIDDEN']);
    });

    it('are narrowed, ordered and paged', async () => {
      const first = await house.ask(
        root,
        '{ accounts(first: 2, orderBy: NAME_DESC) { nodes { name } totalCount pageInfo { hasNextPage endCursor } } }',
      );
      const page = first.data?.['accounts'] as {
        totalCount: number;
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };

      assert.deepEqual([page.totalCount, page.pageInfo.hasNextPage], [4, true]);
      assert.deepEqual(await names(root, `(orderBy: NAME_DESC, after: "${page.pageInfo.endCursor}")`), [
        'lab-user',
        'lab-admin',
      ]);
      assert.deepEqual(
        await names(
          root,
          '(filter: { nameContains: "USER", tenantId: "lab", role: OPERATOR, disabled: false })',
        ),
        ['lab-user'],
      );
      assert.deepEqual(await names(root, '(first: 1001)'), ['BAD_USER_INPUT']);
    });

    const mutate = async (viewer: Viewer, field: string, input: string): Promise<unknown> => {
      const { data, codes } = await house.ask(
        viewer,
        `mutation { ${field}(input: { ${input} }) { account { name role tenantId disabled } } }`,
      );
      if (codes.length > 0) return codes;
      const payload = data?.[field] as { account: unknown } | undefined;
      return payload?.account;
    };

    it('are created in the tenant of their administrator only', async () => {
      const inherited = await mutate(
        labAdmin,
        'createAccount',
        `name: "lab-two", password: "${password}", role: VIEWER`,
      );
      const foreign = await mutate(
        labAdmin,
        'createAccount',
        `name: "lab-three", password: "${password}", role: ADMIN, tenantId: "shop"`,
      );
      const unconfined = await mutate(
        labAdmin,
        'createAccount',
        `name: "lab-three", password: "${password}", role: ADMIN, tenantId: null`,
      );
      const byOperator = await mutate(
        labUser,
        'createAccount',
        `name: "lab-three", password: "${password}", role: VIEWER`,
      );

      assert.deepEqual(inherited, { name: 'lab-two', role: 'VIEWER', tenantId: 'lab', disabled: false });
      assert.deepEqual([foreign, unconfined, byOperator], [['FORBIDDEN'], ['FORBIDDEN'], ['FORBIDDEN']]);
    });

    it('refuse bad names, short passwords and texts no database keeps', async () => {
      const inputs = [
        `name: "", password: "${password}"`,
        `name: "a b", password: "${password}"`,
        'name: "fine", password: "short"',
        `name: "fine", password: "${password}", tenantId: "a\\u0000b"`,
        `name: "fine", password: "${password}", userId: ""`,
      ];

      for (const input of inputs)
        assert.deepEqual(
          await mutate(root, 'createAccount', `${input}, role: VIEWER`),
          ['BAD_USER_INPUT'],
          input,
        );
      assert.deepEqual(
        await mutate(root, 'createAccount', `name: "ROOT", password: "${password}", role: VIEWER`),
        ['CONFLICT'],
      );
    });

    it('are out of reach for the administrator of another tenant, as if they did not exist', async () => {
      const { uuid } = await house.account('shop-two', 'viewer', 'shop');
      const foreign = toGlobalId('Account', uuid);

      for (const id of [
        foreign,
        toGlobalId('Account', crypto.randomUUID()),
        toGlobalId('Account', 'x'),
        toGlobalId('Task', uuid),
        'nonsense',
      ]) {
        const answers = [
          await mutate(labAdmin, 'disableAccount', `id: "${id}"`),
          await mutate(labAdmin, 'enableAccount', `id: "${id}"`),
          await mutate(labAdmin, 'setAccountPassword', `id: "${id}", password: "${password}"`),
          await mutate(labAdmin, 'setAccountRole', `id: "${id}", role: ADMIN`),
        ];
        assert.deepEqual(answers, Array(4).fill(['NOT_FOUND']), id);
      }
    });

    it('change role and tenant, keeping the tenant that is not named', async () => {
      const { uuid } = await house.account('mover', 'viewer', 'shop');
      const id = toGlobalId('Account', uuid);

      const promoted = await mutate(root, 'setAccountRole', `id: "${id}", role: OPERATOR`);
      const freed = await mutate(root, 'setAccountRole', `id: "${id}", role: OPERATOR, tenantId: null`);

      assert.deepEqual(promoted, { name: 'mover', role: 'OPERATOR', tenantId: 'shop', disabled: false });
      assert.deepEqual(freed, { name: 'mover', role: 'OPERATOR', tenantId: null, disabled: false });
    });

    it('keep the last administrator of all tenants', async () => {
      const id = toGlobalId('Account', root.accountId ?? '');

      assert.deepEqual(await mutate(root, 'disableAccount', `id: "${id}"`), ['CONFLICT']);
      assert.deepEqual(await mutate(root, 'setAccountRole', `id: "${id}", role: ADMIN, tenantId: "lab"`), [
        'CONFLICT',
      ]);
    });

    it('are locked out when disabled and let in again when enabled', async () => {
      const viewer = await house.viewer('seasonal', 'viewer');
      const id = toGlobalId('Account', viewer.accountId ?? '');
      const origin = { address: null, userAgent: null, requestId: 'test' };

      const disabled = await mutate(root, 'disableAccount', `id: "${id}"`);
      await assert.rejects(house.identity.login('seasonal', password, origin));
      await mutate(root, 'enableAccount', `id: "${id}"`);

      assert.deepEqual(disabled, { name: 'seasonal', role: 'VIEWER', tenantId: null, disabled: true });
      assert.equal((await house.identity.login('seasonal', password, origin)).viewer.userName, 'seasonal');
    });
  });
}
