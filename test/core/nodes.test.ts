import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { toGlobalId } from '../../schema/global-id.js';
import { countStatements } from '../../subgraphs/kernel/database/statements.js';
import type { Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import { cannotRun, engines } from '../support/engines.js';
import { CoreHouse } from './core-house.js';

const query =
  'query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Task { title } ... on Account { name } ... on AuditEntry { action } } }';

for (const kind of engines) {
  describe(`nodes (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: CoreHouse;
    let root: Viewer;
    let lab: Viewer;

    before(async () => {
      house = await CoreHouse.open(kind);
      root = await house.viewer('root', 'admin');
      lab = await house.viewer('lab', 'operator', 'lab');
    });
    after(() => house.close());

    it('of all kinds are found in their order, foreign ones as stubs', async () => {
      const task = toGlobalId('Task', (await house.task()).guid);
      const account = toGlobalId('Account', lab.accountId ?? '');
      const session = toGlobalId('LoginSession', lab.credentialId ?? '');
      const stubs = [
        'Cloud',
        'ComputeNode',
        'Image',
        'Size',
        'Assignment',
        'BackupRecord',
        'BackupClient',
      ].map((type) => toGlobalId(type, 'default/1'));

      const { data } = await house.ask(root, query, {
        ids: [task, ...stubs, account, toGlobalId('AuditEntry', '1'), session],
      });
      const nodes = data?.['nodes'] as { __typename: string; id: string }[];

      assert.deepEqual(nodes[0], { __typename: 'Task', id: task, title: 'A test' });
      assert.deepEqual(
        nodes.slice(1, 8).map((node) => node.__typename),
        ['Cloud', 'ComputeNode', 'Image', 'Size', 'Assignment', 'BackupRecord', 'BackupClient'],
      );
      assert.deepEqual(
        nodes.slice(1, 8).map((node) => node.id),
        stubs,
      );
      assert.deepEqual(nodes.slice(8), [
        { __typename: 'Account', id: account, name: 'lab' },
        { __typename: 'AuditEntry', id: toGlobalId('AuditEntry', '1'), action: 'core.login' },
        { __typename: 'LoginSession', id: session },
      ]);
    });

    it('that are unknown, malformed or of others are null', async () => {
      const ids = [
        '',
        'x',
        '%%%',
        'a'.repeat(5000),
        toGlobalId('Nothing', '1'),
        toGlobalId('Query', '1'),
        toGlobalId('Constructor', '1'),
        toGlobalId('Task', crypto.randomUUID()),
        toGlobalId('Task', 'x'),
        toGlobalId('Task', '\0'),
        toGlobalId('Account', '\0'),
        toGlobalId('Account', root.accountId ?? ''),
        toGlobalId('LoginSession', root.credentialId ?? ''),
        toGlobalId('AuditEntry', '1'),
        toGlobalId('AuditEntry', '99999999999999999999'),
        toGlobalId('ApiToken', "' or 1=1"),
      ];

      const { data, codes } = await house.ask(lab, query, { ids });

      assert.deepEqual(codes, []);
      assert.deepEqual(data, { nodes: ids.map(() => null) });
      for (const id of ids)
        assert.deepEqual(
          (await house.ask(lab, 'query($id: ID!) { node(id: $id) { id } }', { id })).data,
          { node: null },
          id.slice(0, 20),
        );
    });

    it('are read in one statement per type, however many', async () => {
      const guids: string[] = [];
      for (let i = 0; i < 20; i++) guids.push((await house.task()).guid);
      const ids = [...guids, ...guids].map((guid) => toGlobalId('Task', guid));

      const many = await countStatements(() =>
        house.ask(root, query, { ids: [...ids, toGlobalId('Account', root.accountId ?? '')] }),
      );
      const aliases = await countStatements(() =>
        house.ask(
          root,
          `{ ${ids
            .slice(0, 20)
            .map((id, i) => `n${i}: node(id: "${id}") { id }`)
            .join(' ')} }`,
        ),
      );

      assert.equal(many.statements.length, 2, many.statements.join('\n'));
      assert.equal(aliases.statements.length, 1, aliases.statements.join('\n'));
    });

    it('are a thousand at most', async () => {
      assert.deepEqual((await house.ask(root, query, { ids: Array(1001).fill('x') })).codes, [
        'BAD_USER_INPUT',
      ]);
      assert.deepEqual((await house.ask(root, query, { ids: Array(1000).fill('x') })).codes, []);
    });

    it('resolve as references for other subgraphs, by id and a task also by its guid', async () => {
      const { guid } = await house.task({ tenantId: 'lab' });
      const foreign = await house.task({ tenantId: 'shop' });
      const representations = [
        { __typename: 'Task', guid },
        { __typename: 'Task', id: toGlobalId('Task', guid) },
        { __typename: 'Task', guid: foreign.guid },
        { __typename: 'Account', id: toGlobalId('Account', lab.accountId ?? '') },
      ];

      const { data } = await house.ask(
        lab,
        'query($r: [_Any!]!) { _entities(representations: $r) { ... on Task { guid } ... on Account { name } } }',
        { r: representations },
      );

      assert.deepEqual(data, { _entities: [{ guid }, { guid }, null, { name: 'lab' }] });
    });
  });
}
