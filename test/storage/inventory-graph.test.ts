import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { countStatements } from '../../subgraphs/kernel/database/statements.js';
import { kindLists } from '../../subgraphs/storage/entities/kind-graph.js';
import { inventoryKinds, kindTables, type InventoryKind } from '../../subgraphs/storage/entities/kinds.js';
import { inventoryLinks } from '../../subgraphs/storage/entities/links.js';
import { listedKind } from '../../subgraphs/storage/services/listed.js';
import { cannotRun, engines } from '../support/engines.js';
import { StorageHouse } from './storage-house.js';

type Json = Record<string, unknown>;

for (const kind of engines) {
  describe(`inventory in the graph (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: StorageHouse;
    let uuid: string;

    before(async () => {
      house = await StorageHouse.open({ kind });
      ({ uuid } = await house.array({ volumes: '40' }));
      await house.array({ volumes: '40' });
    });
    after(() => house.close());

    async function data(query: string, variables: Record<string, unknown> = {}): Promise<Json> {
      const { data, errors } = await house.execute(query, variables);
      assert.deepEqual(errors ?? [], []);
      return JSON.parse(JSON.stringify(data)) as Json;
    }

    async function list(of: InventoryKind, args: string): Promise<{ nodes: Json[]; totalCount: number }> {
      const { root } = kindLists[of];
      const selection = 'nodes { id uuid storageUuid nativeId createdAtText } totalCount';
      return (await data(`{ list: ${root}(${args}) { ${selection} } }`))['list'] as never;
    }

    for (const of of inventoryKinds) {
      it(`narrows, orders and pages ${of} like the table`, async () => {
        const rows = (await house.rows(kindTables[of].table, uuid)).length;
        const all = await list(of, `first: 1000, filter: { storageUuids: ["${uuid}"] }`);

        assert.ok(rows > 0);
        assert.equal(all.totalCount, rows);
        assert.equal(all.nodes.length, rows);
        const [first] = all.nodes;
        assert.equal((await list(of, `filter: { uuids: ["${String(first?.['uuid'])}"] }`)).totalCount, 1);
        assert.equal((await list(of, 'filter: { nativeIds: ["no such"] }')).totalCount, 0);
        assert.equal((await list(of, 'filter: { uuids: ["no uuid"] }')).totalCount, 0);
        const narrowed = `filter: { storageUuids: ["${uuid}"] }`;
        const rest = await list(of, `first: 1000, ${narrowed}, marker: "${String(first?.['uuid'])}"`);
        assert.deepEqual(rest.nodes, all.nodes.slice(1));
        const skipped = await list(of, `first: 2, offset: 1, ${narrowed}`);
        assert.deepEqual(skipped.nodes, all.nodes.slice(1, 3));
      });

      it(`shows ${of} of each storage as its own list does`, async () => {
        const { root } = kindLists[of];
        const page = 'first: 3, orderBy: [{ field: CREATED_AT, direction: ASC }]';
        const selection = 'nodes { uuid } pageInfo { endCursor } totalCount';
        type List = { nodes: Json[]; pageInfo: { endCursor: string }; totalCount: number };
        type Lists = { storages: { nodes: { uuid: string; list: List }[] } };
        const lists = async (args: string): Promise<Lists['storages']['nodes']> =>
          ((await data(`{ storages { nodes { uuid list: ${root}(${args}) { ${selection} } } } }`)) as Lists)
            .storages.nodes;

        const { result: first, statements } = await countStatements(() => lists(page));
        for (const storage of first) {
          const own = `${page}, filter: { storageUuids: ["${storage.uuid}"] }`;
          const alone = await data(`{ list: ${root}(${own}) { ${selection} } }`);
          assert.deepEqual(storage.list, alone['list']);
        }
        const cursor = first[0]?.list.pageInfo.endCursor;
        const behind = await lists(
          `first: 1000, after: ${JSON.stringify(cursor)}, orderBy: [{ field: CREATED_AT, direction: ASC }]`,
        );

        assert.equal(first.length, 2);
        // The storages, what they have, how many.
        assert.equal(statements.length, 3, statements.join('\n'));
        assert.equal((behind[0]?.list.nodes.length ?? 0) + 3, Math.max(3, first[0]?.list.totalCount ?? 0));
      });

      it(`orders ${of} by every column both ways and goes on behind each cursor`, async () => {
        const { root } = kindLists[of];
        for (const field of listedKind(of).sortKeys.keys()) {
          for (const direction of ['ASC', 'DESC']) {
            const order = `orderBy: [{ field: ${field}, direction: ${direction} }, { field: ID, direction: ASC }]`;
            const whole = await data(`{ l: ${root}(first: 1000, ${order}) { nodes { uuid } } }`);
            const { nodes } = whole['l'] as { nodes: Json[] };
            const half = await data(`{ l: ${root}(first: 3, ${order}) { pageInfo { endCursor } } }`);
            const { endCursor } = (half['l'] as { pageInfo: { endCursor: string } }).pageInfo;
            const next = await data(
              `query($c: String) { l: ${root}(first: 1000, after: $c, ${order}) { nodes { uuid } } }`,
              { c: endCursor },
            );

            const following = (next['l'] as { nodes: Json[] }).nodes.slice(0, 900);
            assert.deepEqual(following, nodes.slice(3, 903), `${field} ${direction}`);
          }
        }
      });

      it(`answers an unknown marker of ${of} by the fault of its kind`, async () => {
        const marker = '00000000-0000-4000-8000-000000000000';
        const { errors } = await house.execute(
          `{ ${kindLists[of].root}(marker: "${marker}") { nodes { id } } }`,
        );

        assert.equal(errors?.[0]?.extensions?.['reason'], `${kindTables[of].entity.name}NotFound`);
      });
    }

    it('reads a hop in one statement, for one thing or a thousand', async () => {
      await sql`
        insert into storage.volume (storage_id, native_volume_id, name, native_storage_pool_id, created_at)
        select ${uuid}, 'extra-' || n, null, (select native_storage_pool_id from storage.storage_pool limit 1), now()
        from generate_series(1, 1000) n`.execute(house.parts.store.sql);
      const query = (first: number): string =>
        `{ volumes(first: ${first}) { nodes { storage { name freshness { kind } } pool { name } volumeGroups { name } } } }`;

      const one = await countStatements(() => data(query(1)));
      const thousand = await countStatements(() => data(query(1000)));

      assert.equal(one.statements.length, 5);
      assert.equal(thousand.statements.length, 5);
    });

    it('puts nulls first in ascending order and last in descending order', async () => {
      const names = async (direction: string): Promise<unknown[]> => {
        const answer = await data(
          `{ volumes(first: 1000, orderBy: [{ field: NAME, direction: ${direction} }]) { nodes { name } } }`,
        );
        return (answer['volumes'] as { nodes: { name: unknown }[] }).nodes.map(({ name }) => name);
      };

      assert.equal((await names('ASC'))[0], null);
      assert.notEqual((await names('DESC'))[0], null);
    });

    it('goes on behind and in front of every row, equal names and none among them', async () => {
      const one = await house.array({ volumes: '12' });
      await sql`
        update storage.volume set name = case when native_volume_id < 'volume_3' then null
          when native_volume_id < 'volume_6' then 'same' else name end
        where storage_id = ${one.uuid}::uuid`.execute(house.parts.store.sql);
      const orders = ['NAME:ASC', 'NAME:DESC', 'NAME:ASC STATUS:ASC', 'NAME:DESC ID:ASC', 'CREATED_AT:DESC'];
      for (const order of orders) {
        const orderBy = order.split(' ').map((key) => {
          const [field, direction] = key.split(':');
          return { field, direction };
        });
        const page = async (args: object): Promise<Json[]> => {
          const answer = await data(
            `query ($f: VolumeFilter, $o: [VolumeOrder!], $first: Int, $last: Int, $after: String, $before: String) {
              volumes(filter: $f, orderBy: $o, first: $first, last: $last, after: $after, before: $before) { edges { cursor node { nativeId } } } }`,
            { f: { storageUuids: [one.uuid] }, o: orderBy, ...args },
          );
          return (answer['volumes'] as { edges: Json[] }).edges;
        };
        const whole = await page({ first: 100 });
        assert.equal(whole.length, 12);
        for (const [i, { cursor }] of whole.entries()) {
          const before = whole.at(-2)?.['cursor'];
          const answers = [
            { first: 100, after: cursor },
            { last: 3, before: cursor },
            { first: 4, after: cursor, before },
          ];

          const [behind, inFront, between] = await Promise.all(answers.map(page));

          assert.deepEqual(behind, whole.slice(i + 1), `${order} behind ${i}`);
          assert.deepEqual(inFront, whole.slice(Math.max(0, i - 3), i), `${order} in front of ${i}`);
          assert.deepEqual(between, whole.slice(i + 1, 10).slice(0, 4), `${order} between ${i} and 10`);
        }
      }
    });

    it('walks every link, and one that leads nowhere too', async () => {
      for (const { from, field, to, ids } of inventoryLinks) {
        const answer = await data(
          `{ l: ${kindLists[from].root}(first: 1000) { nodes { ${field} { nativeId storageUuid } ${ids ?? ''} } } }`,
        );

        assert.ok((answer['l'] as { nodes: Json[] }).nodes.length > 0, `${from}.${field} to ${to}`);
      }
    });
  });
}
