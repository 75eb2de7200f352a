import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { toGlobalId } from '../../schema/global-id.js';
import { countStatements } from '../../subgraphs/kernel/database/statements.js';
import type { Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import { cannotRun, engines } from '../support/engines.js';
import { CoreHouse } from './core-house.js';

for (const kind of engines) {
  describe(`tasks in the graph (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: CoreHouse;
    let root: Viewer;
    let lab: Viewer;
    let labReader: Viewer;

    before(async () => {
      house = await CoreHouse.open(kind);
      root = await house.viewer('root', 'admin');
      lab = await house.viewer('lab', 'operator', 'lab');
      labReader = await house.viewer('lab-reader', 'viewer', 'lab');
    });
    after(() => house.close());

    it('show a task with what it is about, its parent and its id', async () => {
      const parent = await house.task({ tenantId: 'lab', title: 'The whole' });
      const child = await house.task({
        tenantId: 'lab',
        parentGuid: parent.guid,
        about: [{ kind: 'ComputeNode', id: 'default/1' }],
        priority: 70,
      });

      const { data } = await house.ask(
        lab,
        '{ task(guid: $g) { id guid type state title priority progress about { kind id } parent { title parent { guid } } } }'.replace(
          '$g',
          JSON.stringify(child.guid),
        ),
      );

      assert.deepEqual(data, {
        task: {
          id: toGlobalId('Task', child.guid),
          guid: child.guid,
          type: 'compute.test',
          state: 'QUEUED',
          title: 'A test',
          priority: 70,
          progress: 0,
          about: [{ kind: 'ComputeNode', id: 'default/1' }],
          parent: { title: 'The whole', parent: null },
        },
      });
    });

    it('keep tenants apart in every way to reach a task', async () => {
      const foreign = await house.task({ tenantId: 'shop' });
      const global = await house.task();
      const ask = async (guid: string): Promise<unknown> => {
        const { data } = await house.ask(
          lab,
          `{ task(guid: "${guid}") { guid } node(id: "${toGlobalId('Task', guid)}") { id } tasks(filter: { workflow: "${guid}" }) { totalCount } }`,
        );
        return data;
      };

      const answers = [await ask(foreign.guid), await ask(global.guid)];
      const cancel = await house.ask(
        lab,
        `mutation { cancelTask(input: { guid: "${foreign.guid}" }) { task { guid } } }`,
      );
      const listed = await house.ask(lab, '{ tasks(first: 1000) { nodes { tenantId } } }');

      assert.deepEqual(answers, Array(2).fill({ task: null, node: null, tasks: { totalCount: 0 } }));
      assert.deepEqual(cancel.codes, ['NOT_FOUND']);
      assert.ok(
        (listed.data as { tasks: { nodes: { tenantId: string }[] } }).tasks.nodes.every(
          (node) => node.tenantId === 'lab',
        ),
      );
    });

    it('list tasks narrowed, ordered and paged', async () => {
      for (const priority of [10, 30, 20])
        await house.task({
          tenantId: 'lab',
          priority,
          workflow: 'chain',
          about: [{ kind: 'Size', id: 'small' }],
        });
      const filter =
        'filter: { workflow: "chain", type: "compute.test", states: [QUEUED], about: { kind: "Size", id: "small" }, tenantId: "lab" }';

      const { data } = await house.ask(
        root,
        `{ tasks(${filter}, orderBy: PRIORITY_DESC, first: 2) { nodes { priority } totalCount pageInfo { hasNextPage } } none: tasks(filter: { workflow: "chain", states: [FAILED] }) { totalCount } }`,
      );

      assert.deepEqual(data, {
        tasks: {
          nodes: [{ priority: 30 }, { priority: 20 }],
          totalCount: 3,
          pageInfo: { hasNextPage: true },
        },
        none: { totalCount: 0 },
      });
    });

    it('read the parents of a page in one statement', async () => {
      const parent = await house.task({ workflow: 'family' });
      for (let i = 0; i < 5; i++)
        await house.task({ workflow: 'family', parentGuid: i < 3 ? parent.guid : (await house.task()).guid });

      const { statements } = await countStatements(() =>
        house.ask(root, '{ tasks(filter: { workflow: "family" }) { nodes { parent { guid } } } }'),
      );

      assert.equal(statements.length, 2, statements.join('\n'));
    });

    it('cancel a waiting task for operators, once', async () => {
      const { guid } = await house.task({ tenantId: 'lab' });
      const cancel = `mutation { cancelTask(input: { guid: "${guid}" }) { task { state } } }`;

      assert.deepEqual((await house.ask(labReader, cancel)).codes, ['FORBIDDEN']);
      assert.deepEqual((await house.ask(lab, cancel)).data, { cancelTask: { task: { state: 'CANCELLED' } } });
      assert.deepEqual((await house.ask(lab, cancel)).data, { cancelTask: { task: { state: 'CANCELLED' } } });
      assert.deepEqual(
        (await house.ask(lab, 'mutation { cancelTask(input: { guid: "x" }) { task { state } } }')).codes,
        ['NOT_FOUND'],
      );
    });

    it('refuse texts no database keeps', async () => {
      const filters = [
        'type: "\\u0000"',
        'tenantId: "\\u0000"',
        'workflow: "\\u0000"',
        'about: { kind: "x", id: "\\u0000" }',
      ];

      for (const filter of filters)
        assert.deepEqual(
          (await house.ask(root, `{ tasks(filter: { ${filter} }) { totalCount } }`)).codes,
          ['BAD_USER_INPUT'],
          filter,
        );
      assert.deepEqual((await house.ask(root, '{ task(guid: "\\u0000") { guid } }')).data, { task: null });
      assert.deepEqual(
        (await house.ask(root, '{ tasks(filter: { parentGuid: "\\u0000" }) { totalCount } }')).data,
        { tasks: { totalCount: 0 } },
      );
    });
  });
}
