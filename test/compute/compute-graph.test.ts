import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { toGlobalId } from '../../schema/global-id.js';
import { countStatements } from '../../subgraphs/kernel/database/statements.js';
import { anonymous, openViewer, type Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import { cannotRun, engines } from '../support/engines.js';
import { ComputeHouse } from './compute-house.js';

interface Page {
  readonly nodes: readonly { readonly name: string; readonly id: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly endCursor: string;
    readonly startCursor: string;
  };
  readonly totalCount: number;
}

const tenantViewer: Viewer = { ...openViewer, kind: 'account', tenantId: 'blue', role: 'viewer' };

for (const kind of engines) {
  describe(`the compute graph (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: ComputeHouse;
    before(async () => {
      house = await ComputeHouse.open({ kind });
      await house.data('{ clouds { nodes(refresh: true) { nodes { id } } } }');
    });
    after(() => house.close());

    const nodeId = (key: string): string => toGlobalId('ComputeNode', key);

    test('shows the clouds with their state, in the order of the configuration', async () => {
      const { clouds } = await house.data<{ clouds: object[] }>(
        '{ clouds { name position isDefault provider providerName host reachable lastError images { totalCount } sizes { totalCount } tenants { id } } }',
      );

      const rest = {
        provider: 'dummy',
        providerName: 'Dummy Node Provider',
        host: '127.0.0.1',
        reachable: true,
        lastError: null,
        images: { totalCount: 3 },
        sizes: { totalCount: 4 },
        tenants: [],
      };
      assert.deepEqual(clouds, [
        { name: 'default', position: 0, isDefault: true, ...rest },
        { name: 'fake_driver', position: 1, isDefault: false, ...rest },
      ]);
    });

    test('takes the default cloud where none is named, and refuses one it does not know', async () => {
      const { cloud } = await house.data<{ cloud: object }>('{ cloud { name } }');
      const fault = await house.fault('{ cloud(name: "nope") { name } }');

      assert.deepEqual(cloud, { name: 'default' });
      assert.deepEqual(fault, {
        message: 'There is no cloud "nope".',
        code: 'NOT_FOUND',
        reason: 'UNKNOWN_CLOUD',
      });
    });

    test('pages through machines forwards and backwards', async () => {
      const query = `query ($first: Int, $after: String, $last: Int, $before: String, $orderBy: ComputeNodeOrder) {
        computeNodes(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy) {
          nodes { name id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }`;
      const page = async (variables: object): Promise<Page> =>
        (await house.data<{ computeNodes: Page }>(query, { ...variables })).computeNodes;

      for (const orderBy of ['PROVIDER', 'NAME', 'NAME_DESC', 'CHANGED_DESC']) {
        const all = await page({ orderBy });
        const first = await page({ orderBy, first: 3 });
        const rest = await page({ orderBy, first: 3, after: first.pageInfo.endCursor });
        const back = await page({ orderBy, last: 3, before: rest.pageInfo.startCursor });

        assert.equal(all.totalCount, 4);
        assert.deepEqual([...first.nodes, ...rest.nodes], all.nodes);
        assert.deepEqual(back.nodes, first.nodes);
        assert.deepEqual([first.pageInfo.hasNextPage, rest.pageInfo.hasNextPage], [true, false]);
      }
      const fault = await house.fault(query, { first: 1, after: 'x' });
      assert.equal(fault.code, 'BAD_USER_INPUT');
    });

    test('filters machines in the database', async () => {
      const query = 'query ($filter: ComputeNodeFilter) { computeNodes(filter: $filter) { nodes { id } } }';
      const ids = async (filter: object): Promise<string[]> =>
        (await house.data<{ computeNodes: Page }>(query, { filter })).computeNodes.nodes.map(({ id }) => id);

      assert.deepEqual(await ids({ names: ['DUMMY-2'] }), [nodeId('default/2'), nodeId('fake_driver/2')]);
      assert.deepEqual(await ids({ clouds: ['fake_driver'], nativeIds: ['1', '7'] }), [
        nodeId('fake_driver/1'),
      ]);
      assert.deepEqual(await ids({ states: ['PENDING'] }), []);
      assert.deepEqual(await ids({ clouds: [] }), []);
      assert.deepEqual(await ids({ tenantId: 'blue' }), []);
      assert.deepEqual(await ids({ names: ['\0', '\ud800'] }), []);
    });

    test('finds a machine by id and uuid; of two with one uuid the first cloud wins', async () => {
      const query = 'query ($id: ID, $uuid: ID) { computeNode(id: $id, uuid: $uuid) { id uuid } }';
      const uuid = '46ff62f5eafc7837de6ec1450b8e0e608db06d7a';

      assert.deepEqual(await house.data(query, { id: nodeId('fake_driver/2') }), {
        computeNode: { id: nodeId('fake_driver/2'), uuid },
      });
      assert.deepEqual(await house.data(query, { uuid }), { computeNode: { id: nodeId('default/2'), uuid } });
      for (const id of [
        '',
        'nonsense',
        nodeId('nope/1'),
        nodeId('noslash'),
        nodeId('default/\0'),
        toGlobalId('Cloud', 'default'),
      ]) {
        assert.deepEqual(await house.data(query, { id }), { computeNode: null });
      }
      assert.equal((await house.fault(query)).code, 'BAD_USER_INPUT');
    });

    test('answers references by every key', async () => {
      const query = `query ($references: [_Any!]!) { _entities(representations: $references) { __typename
        ... on ComputeNode { nativeId } ... on Cloud { name } ... on Image { name } ... on Size { ram } ... on Assignment { hostName } ... on Task { computeNode { id } }
        ... on BackupRecord { computeNode { nativeId } } ... on BackupClient { computeNode { nativeId } }
        ... on StorageHost { computeNode { nativeId } } } }`;
      const references = [
        { __typename: 'ComputeNode', id: nodeId('default/1') },
        { __typename: 'ComputeNode', uuid: '2c183c20f71eb5732512d6cfe1f75ebc9d9bb4dd' },
        { __typename: 'ComputeNode', id: 'nonsense' },
        { __typename: 'Cloud', id: toGlobalId('Cloud', 'default') },
        { __typename: 'Image', id: toGlobalId('Image', 'default/3') },
        { __typename: 'Size', id: toGlobalId('Size', 'default/2') },
        { __typename: 'Size', id: toGlobalId('Size', 'nope/2') },
        { __typename: 'Assignment', id: toGlobalId('Assignment', 'default/1') },
        { __typename: 'Task', guid: crypto.randomUUID() },
        { __typename: 'BackupRecord', id: 'r', hostName: 'Dummy-1' },
        { __typename: 'BackupClient', id: 'c', hostName: null },
        { __typename: 'StorageHost', id: 'h', ipAddress: '127.0.0.1' },
        { __typename: 'StorageHost', id: 'i', ipAddress: '10.0.0.1\0' },
        { __typename: 'StorageHost', id: 'j', ipAddress: null },
      ];

      const { _entities } = await house.data<{ _entities: unknown[] }>(query, { references });

      assert.deepEqual(_entities, [
        { __typename: 'ComputeNode', nativeId: '1' },
        { __typename: 'ComputeNode', nativeId: '1' },
        null,
        { __typename: 'Cloud', name: 'default' },
        { __typename: 'Image', name: 'Slackware 4' },
        { __typename: 'Size', ram: 512 },
        null,
        { __typename: 'Assignment', hostName: 'dummy-1' },
        { __typename: 'Task', computeNode: null },
        { __typename: 'BackupRecord', computeNode: { nativeId: '1' } },
        { __typename: 'BackupClient', computeNode: null },
        { __typename: 'StorageHost', computeNode: { nativeId: '1' } },
        { __typename: 'StorageHost', computeNode: null },
        { __typename: 'StorageHost', computeNode: null },
      ]);
    });

    test('pages, filters and sorts what a cloud offers', async () => {
      const { cloud } = await house.data<{
        cloud: Record<
          string,
          { nodes: { name: string }[]; totalCount: number; pageInfo: { hasNextPage: boolean } }
        >;
      }>(
        `{ cloud { some: images(first: 1, offset: 1) { nodes { name } totalCount pageInfo { hasNextPage } }
          ubuntu: images(filter: { nameContains: "UBUNTU" }, orderBy: NAME) { nodes { name } }
          last: sizes(last: 2) { nodes { name } } two: sizes(filter: { nativeIds: ["2", "9"] }) { nodes { name } } } }`,
      );

      assert.deepEqual(cloud['some'], {
        nodes: [{ name: 'Ubuntu 9.04' }],
        totalCount: 3,
        pageInfo: { hasNextPage: true },
      });
      assert.deepEqual(cloud['ubuntu']?.nodes, [{ name: 'Ubuntu 9.04' }, { name: 'Ubuntu 9.10' }]);
      assert.deepEqual(cloud['last']?.nodes, [{ name: 'Big' }, { name: 'XXL Big' }]);
      assert.deepEqual(cloud['two']?.nodes, [{ name: 'Medium' }]);
    });

    test('shows nothing to nobody, and a tenant its own machines only', async () => {
      const query = '{ computeNodes { nodes { nativeId } totalCount } assignments { nodes { nodeId } } }';
      const reference = { references: [{ __typename: 'ComputeNode', id: nodeId('default/1') }] };
      const entity =
        'query ($references: [_Any!]!) { _entities(representations: $references) { ... on ComputeNode { nativeId } } }';
      const { store } = house.kernel;
      await sql`update compute.node set tenant_id = 'blue' where cloud = 'default' and native_id = '2'`.execute(
        store.sql,
      );

      const refused = await house.fault(query, {}, anonymous);
      const own = await house.data(query, {}, tenantViewer);

      assert.equal(refused.code, 'UNAUTHENTICATED');
      assert.deepEqual(await house.data(entity, reference, anonymous), { _entities: [null] });
      assert.deepEqual(await house.data(entity, reference, tenantViewer), { _entities: [null] });
      assert.deepEqual(own, {
        computeNodes: { nodes: [{ nativeId: '2' }], totalCount: 1 },
        assignments: { nodes: [{ nodeId: '2' }] },
      });
      const stop = 'mutation { stopComputeNode(input: { nodeId: "1", wait: true }) { nodeId } }';
      assert.equal(
        (await house.fault(stop, {}, { ...tenantViewer, role: 'operator' })).reason,
        'UNKNOWN_NODE',
      );
      assert.equal((await house.fault(stop, {}, tenantViewer)).code, 'FORBIDDEN');
    });

    test('finds the machines of many addresses by one statement', async () => {
      const references = Array.from({ length: 30 }, (_, i) => ({
        __typename: 'StorageHost',
        id: `h${i}`,
        ipAddress: `127.0.0.${i}`,
      }));
      const query =
        'query ($references: [_Any!]!) { _entities(representations: $references) { ... on StorageHost { computeNode { name } } } }';

      const { statements } = await countStatements(() => house.data(query, { references }));

      assert.equal(statements.length, 1, statements.join('\n'));
    });

    test('reads the machines of all clouds by one statement, each its own page', async () => {
      const { statements, result } = await countStatements(() =>
        house.data<{ clouds: Record<'nodes' | 'again', Page>[] }>(
          '{ clouds { name nodes(first: 1) { nodes { nativeId } pageInfo { hasNextPage } } again: nodes(first: 1) { nodes { nativeId } } } }',
        ),
      );

      const page = { nodes: [{ nativeId: '1' }], pageInfo: { hasNextPage: true } };
      const again = { nodes: page.nodes };
      assert.deepEqual(result.clouds, [
        { name: 'default', nodes: page, again },
        { name: 'fake_driver', nodes: page, again },
      ]);
      assert.equal(statements.length, 1);
    });

    test('takes one statement per hop for any number of machines', async () => {
      const query =
        '{ computeNodes(first: 1000) { nodes { name cloud { reachable } assignment { status node { name } } } } }';
      const { store } = house.kernel;
      const few = await countStatements(() => house.data(query));
      await sql`
        insert into compute.node (cloud, native_id, position, name, uuid, provider, state, public_ips, private_ips, extra)
        select 'default', 'n' || i, 100 + i, 'host-' || i, 'u' || i, 'dummy', 'RUNNING', '[]', '[]', '{}' from generate_series(1, 990) i`.execute(
        store.sql,
      );

      const many = await countStatements(() => house.data<{ computeNodes: Page }>(query));

      assert.equal(many.result.computeNodes.nodes.length, 994);
      assert.equal(few.statements.length, 4);
      assert.deepEqual(many.statements.length, 4);
    });
  });
}
