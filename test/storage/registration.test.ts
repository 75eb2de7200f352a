import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import { registerStorage } from '../../subgraphs/storage/services/register-storage.js';
import { cannotRun, engines } from '../support/engines.js';
import { StorageHouse } from './storage-house.js';

for (const kind of engines) {
  describe(`registration (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: StorageHouse;

    before(async () => {
      house = await StorageHouse.open({ kind });
    });
    after(() => house.close());

    it('answers SYNCED though the first sync is queued, with the device name of vendor and model', async () => {
      const { storage, sync } = await registerStorage(house.parts, house.registration(), openViewer);

      assert.equal(storage.syncStatus, 'SYNCED');
      assert.equal(storage.updatedAtText, null);
      assert.deepEqual([storage.vendor, storage.model], ['fake_vendor', 'fake_model']);
      assert.match(storage.createdAtText, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/);
      await house.kernel.ended(sync?.guid ?? '', 30_000);
      assert.equal((await house.storage(storage.uuid)).syncStatus, 'SYNCED');
    });

    it('gives five arrays of one model five serial numbers and five sessions', async () => {
      const arrays = [];
      for (let i = 0; i < 5; i++) arrays.push(await house.array({ volumes: '3' }));

      const drivers = await Promise.all(arrays.map(({ uuid }) => house.parts.drivers.of(uuid)));

      assert.equal(new Set(arrays.map(({ serialNumber }) => serialNumber)).size, 5);
      assert.equal(new Set(drivers).size, 5);
    });
  });
}
