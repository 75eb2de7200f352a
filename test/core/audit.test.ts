import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { anonymous, type Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import { cannotRun, engines } from '../support/engines.js';
import { CoreHouse, password } from './core-house.js';

interface Entry {
  readonly action: string;
  readonly who: string;
  readonly target: string | null;
  readonly result: string;
  readonly tenantId: string | null;
}

for (const kind of engines) {
  describe(`the audit trail (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: CoreHouse;
    let root: Viewer;
    let labAdmin: Viewer;

    before(async () => {
      house = await CoreHouse.open(kind);
      root = await house.viewer('root', 'admin');
      labAdmin = await house.viewer('lab-admin', 'admin', 'lab');
    });
    after(() => house.close());

    const entries = async (viewer: Viewer, args = ''): Promise<readonly Entry[]> => {
      const { data, response } = await house.ask(
        viewer,
        `{ auditLog${args} { nodes { action who target result tenantId } } }`,
      );
      assert.equal(response.errors, undefined);
      return (data as { auditLog: { nodes: Entry[] } }).auditLog.nodes;
    };

    it('holds every mutation and login with who, what and how it ended, but no input and nothing a nobody was refused', async () => {
      await house.ask(
        root,
        `mutation { createAccount(input: { name: "made", password: "${password}", role: VIEWER }) { account { id } } }`,
      );
      await house.ask(
        root,
        'mutation { createAccount(input: { name: "bad", password: "too-short", role: VIEWER }) { account { id } } }',
      );
      await house.ask(labAdmin, 'mutation { cancelTask(input: { guid: "no-such-task" }) { task { guid } } }');
      await house.ask(anonymous, 'mutation { logout { loggedOut } }');
      await house.ask(
        anonymous,
        'mutation { login(input: { name: "root", password: "wrong password" }) { token } }',
      );

      const newest = (await entries(root, '(first: 4)')).toReversed();

      assert.deepEqual(newest, [
        { action: 'core.createAccount', who: 'root', target: 'made', result: 'OK', tenantId: null },
        {
          action: 'core.createAccount',
          who: 'root',
          target: 'bad',
          result: 'BAD_USER_INPUT',
          tenantId: null,
        },
        {
          action: 'core.cancelTask',
          who: 'lab-admin',
          target: 'no-such-task',
          result: 'NOT_FOUND',
          tenantId: 'lab',
        },
        { action: 'core.login', who: 'anonymous', target: null, result: 'UNAUTHENTICATED', tenantId: null },
      ]);
      assert.doesNotMatch(JSON.stringify(await entries(root)), /too-short|correct horse/);
    });

    it('is read by administrators, within their tenant, narrowed and paged', async () => {
      const viewer = await house.viewer('reader', 'operator');

      const all = await entries(labAdmin);
      const failures = await entries(
        root,
        '(filter: { action: "core.createAccount", result: "BAD_USER_INPUT" })',
      );

      assert.deepEqual([...new Set(all.map((entry) => entry.tenantId))], ['lab']);
      assert.deepEqual(
        failures.map((entry) => entry.target),
        ['bad'],
      );
      assert.deepEqual(
        (await entries(root, '(orderBy: AT_ASC, first: 1)')).map((entry) => entry.action),
        ['core.login'],
      );
      assert.deepEqual((await house.ask(viewer, '{ auditLog { totalCount } }')).codes, ['FORBIDDEN']);
    });
  });
}
