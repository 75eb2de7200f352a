import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import { fakeDriverType } from '../../subgraphs/storage/drivers/fake-storage-fake-driver/fake-driver.js';
import { inventoryKinds, kindTables } from '../../subgraphs/storage/entities/kinds.js';
import { deleteStorage } from '../../subgraphs/storage/services/delete-storage.js';
import { accessInfoOfStorage } from '../../subgraphs/storage/services/find-access-infos.js';
import { listStorages } from '../../subgraphs/storage/services/find-storages.js';
import { registerStorage } from '../../subgraphs/storage/services/register-storage.js';
import { startSync } from '../../subgraphs/storage/services/start-sync.js';
import { cannotRun, engines } from '../support/engines.js';
import { waitFor } from '../support/wait-for.js';
import { reasonOf, StorageHouse } from './storage-house.js';

const tables = [
  'access_info',
  'sync_unit',
  ...inventoryKinds.flatMap((kind) => {
    const { table, members } = kindTables[kind];
    return members ? [table, members.table] : [table];
  }),
];
const closed: string[] = [];
const watched = {
  ...fakeDriverType,
  open: async (...[options, signal]: Parameters<typeof fakeDriverType.open>) => {
    const driver = await fakeDriverType.open(options, signal);
    driver.close = () => {
      closed.push(options.storageId);
      return Promise.resolve();
    };
    return driver;
  },
};

for (const kind of engines) {
  describe(`a deletion (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: StorageHouse;

    before(async () => {
      house = await StorageHouse.open({ kind, drivers: [watched] });
    });
    after(() => house.close());

    const rowsLeft = async (uuid: string): Promise<string[]> => {
      const counts = await Promise.all(tables.map(async (table) => (await house.rows(table, uuid)).length));
      return tables.filter((_, i) => counts[i] !== 0);
    };

    it('makes the storage invisible at once and removes what it had soon', async () => {
      const { uuid } = await house.array({
        volumes: '700',
        hosts: '4',
        host_groups: '3',
        volume_groups: '3',
      });
      const other = await house.array({ volumes: '2' });

      const { guid } = await deleteStorage(house.parts, uuid, openViewer);

      assert.deepEqual(await reasonOf(house.storage(uuid)), { reason: 'StorageNotFound', args: [uuid] });
      assert.equal(
        (await reasonOf(accessInfoOfStorage(house.parts.store.sql, uuid))).reason,
        'AccessInfoNotFound',
      );
      const { nodes } = await listStorages(house.parts, { first: 1000 });
      assert.equal(
        nodes.some((storage) => storage.uuid === uuid),
        false,
      );
      assert.equal((await house.kernel.ended(guid, 60_000)).state, 'FINISHED');
      assert.deepEqual(await rowsLeft(uuid), []);
      assert.equal((await house.rows('volume', other.uuid)).length, 2);
      assert.equal(closed.includes(uuid), true);
    });

    it('happens once, and is not found for what is not there', async () => {
      const { uuid } = await house.array();
      await deleteStorage(house.parts, uuid, openViewer);

      for (const gone of [uuid, crypto.randomUUID(), 'nothing'])
        assert.deepEqual(await reasonOf(deleteStorage(house.parts, gone, openViewer)), {
          reason: 'StorageNotFound',
          args: [gone],
        });
      assert.equal((await reasonOf(startSync(house.parts, uuid, openViewer))).reason, 'StorageNotFound');
    });

    it('frees serial number and address for a new registration with a new id', async () => {
      const wish = house.registration({ serial_number: 'SN-again' });
      const first = await registerStorage(house.parts, wish, openViewer);

      await deleteStorage(house.parts, first.storage.uuid, openViewer);
      const second = await registerStorage(house.parts, wish, openViewer);

      assert.notEqual(second.storage.uuid, first.storage.uuid);
      await house.kernel.ended(second.sync?.guid ?? '', 60_000);
    });

    it('during a sync leaves no row behind, however the two meet', async () => {
      for (const delay of ['0', '0.02', '0.05']) {
        const { storage, sync } = await registerStorage(
          house.parts,
          house.registration({ delay, volumes: '3000' }),
          openViewer,
        );
        await waitFor('the first units', async () => {
          const { startedAt } = (await house.units(storage.uuid)).get('VOLUME') ?? {};
          return startedAt;
        });

        const { guid } = await deleteStorage(house.parts, storage.uuid, openViewer);
        await house.kernel.ended(guid, 60_000);
        const ended = await house.kernel.ended(sync?.guid ?? '', 60_000);

        assert.deepEqual(await rowsLeft(storage.uuid), []);
        assert.equal(ended.state === 'FINISHED' || ended.error?.code === 'NOT_FOUND', true, ended.state);
      }
    });

    it('runs what other parts have to remove, again when it fails', async () => {
      const removed: string[] = [];
      house.parts.hooks.removed.push((_tx, storageId) => {
        removed.push(storageId);
        return removed.length === 1 ? Promise.reject(new Error('not yet')) : Promise.resolve();
      });
      const { uuid } = await house.array();

      const { guid } = await deleteStorage(house.parts, uuid, openViewer);

      assert.equal((await house.kernel.ended(guid, 60_000)).state, 'FINISHED');
      assert.deepEqual(removed, [uuid, uuid]);
    });
  });
}
