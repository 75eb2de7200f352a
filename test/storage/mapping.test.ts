import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { countStatements } from '../../subgraphs/kernel/database/statements.js';
import { cannotRun, engines } from '../support/engines.js';
import { StorageHouse } from './storage-house.js';

type Row = Readonly<Record<string, unknown>>;

/** Pairs of volume and host that the tables of masking views and groups make. */
function mappedPairs(views: readonly Row[], volumesOf: readonly Row[], hostsOf: readonly Row[]): Set<string> {
  const pairs = new Set<string>();
  for (const view of views) {
    const volumes = [
      view['native_volume_id'],
      ...volumesOf
        .filter((row) => row['native_volume_group_id'] === view['native_volume_group_id'])
        .map((row) => row['native_volume_id']),
    ];
    const hosts = [
      view['native_storage_host_id'],
      ...hostsOf
        .filter((row) => row['native_storage_host_group_id'] === view['native_storage_host_group_id'])
        .map((row) => row['native_storage_host_id']),
    ];
    for (const volume of volumes.filter(Boolean))
      for (const host of hosts.filter(Boolean)) pairs.add(`${String(volume)} ${String(host)}`);
  }
  return pairs;
}

for (const kind of engines) {
  describe(`what hosts see (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: StorageHouse;
    let uuid: string;
    before(async () => {
      house = await StorageHouse.open({ kind });
      const sizes = { linked: 'true', volumes: '12', hosts: '5', volume_groups: '5', host_groups: '5' };
      ({ uuid } = await house.array({ ...sizes, masking_views: '5', seed: 'mapped' }));
      await house.array({ ...sizes, masking_views: '5', seed: 'other' });
    });
    after(() => house.close());

    async function pairsOf(of: 'volumes' | 'storageHosts', seen: string): Promise<Set<string>> {
      const { data, errors } = await house.execute(
        `{ list: ${of}(first: 1000, filter: { storageUuids: ["${uuid}"] }) { nodes { nativeId storageUuid ${seen} { nativeId storageUuid } } } }`,
      );
      assert.deepEqual(errors ?? [], []);
      const { list } = JSON.parse(JSON.stringify(data)) as {
        list: {
          nodes: ({ nativeId: string } & Record<string, { nativeId: string; storageUuid: string }[]>)[];
        };
      };
      const pairs = list.nodes.flatMap(({ nativeId, [seen]: others = [] }) =>
        others.map((other) => {
          assert.equal(other.storageUuid, uuid);
          return of === 'volumes' ? `${nativeId} ${other.nativeId}` : `${other.nativeId} ${nativeId}`;
        }),
      );
      assert.equal(new Set(pairs).size, pairs.length, 'nothing is shown twice');
      return new Set(pairs);
    }

    it('is the same from either end, and what the masking views and groups say', async () => {
      const expected = mappedPairs(
        await house.rows('masking_view', uuid),
        await house.rows('volume_group_volume', uuid),
        await house.rows('storage_host_group_host', uuid),
      );

      const fromVolumes = await pairsOf('volumes', 'hosts');
      const fromHosts = await pairsOf('storageHosts', 'volumes');

      assert.ok(expected.size > 0);
      assert.deepEqual([...fromVolumes].toSorted(), [...expected].toSorted());
      assert.deepEqual([...fromHosts].toSorted(), [...expected].toSorted());
    });

    it('stands in the order of the native ids, also where hosts share volumes', async () => {
      const { data } = await house.execute(
        `{ list: storageHosts(first: 1000, filter: { storageUuids: ["${uuid}"] }) { nodes { volumes { nativeId } } } }`,
      );
      const { list } = JSON.parse(JSON.stringify(data)) as {
        list: { nodes: { volumes: { nativeId: string }[] }[] };
      };
      const seen = list.nodes.map(({ volumes }) => volumes.map(({ nativeId }) => nativeId));

      assert.ok(new Set(seen.flat()).size < seen.flat().length, 'no volume is shared');
      for (const ids of seen) assert.deepEqual(ids, ids.toSorted());
    });

    it('costs one statement for all volumes together', async () => {
      const { statements } = await countStatements(() => pairsOf('volumes', 'hosts'));

      assert.equal(statements.length, 2, statements.join('\n'));
    });
  });
}
