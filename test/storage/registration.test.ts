import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import { DriverFault } from '../../subgraphs/storage/drivers/driver-fault.js';
import { fakeDriverType } from '../../subgraphs/storage/drivers/fake-storage-fake-driver/fake-driver.js';
import { driverTypes } from '../../subgraphs/storage/drivers/registry.js';
import { listStorages } from '../../subgraphs/storage/services/find-storages.js';
import { registerStorage, type Registration } from '../../subgraphs/storage/services/register-storage.js';
import { cannotRun, engines } from '../support/engines.js';
import { reasonOf, StorageHouse } from './storage-house.js';

const opened: string[] = [];
/** Arrays that are reached over the network, say the wrong thing, or leak what they were given. */
const networked = {
  ...fakeDriverType,
  model: 'networked',
  connects: true,
};
const leaky = {
  ...fakeDriverType,
  model: 'leaky',
  open: (options: Parameters<typeof fakeDriverType.open>[0]) => {
    opened.push(options.storageId);
    const { username, password } = options.access.rest ?? {};
    return Promise.reject(
      new DriverFault('StorageBackendException', [`login of ${username} with ${password} refused`]),
    );
  },
};

for (const kind of engines) {
  describe(`registration (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: StorageHouse;

    before(async () => {
      house = await StorageHouse.open({ kind, drivers: [...driverTypes, networked, leaky] });
    });
    after(() => house.close());

    const register = (wish: Registration): ReturnType<typeof registerStorage> =>
      registerStorage(house.parts, wish, openViewer);

    it('answers SYNCED though the first sync is queued, with vendor and model as the device tells them', async () => {
      const { storage, sync } = await register(house.registration());

      assert.equal(storage.syncStatus, 'SYNCED');
      assert.equal(storage.updatedAtText, null);
      assert.deepEqual([storage.vendor, storage.model], ['fake_vendor', 'fake_model']);
      assert.match(storage.createdAtText, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/);
      await house.kernel.ended(sync?.guid ?? '', 60_000);
      const later = await house.storage(storage.uuid);
      assert.equal(later.syncStatus, 'SYNCED');
      assert.notEqual(later.updatedAtText, null);
    });

    it('shows SYNCING from the first request after it until the sync has ended', async () => {
      const { storage, sync } = await register(house.registration({ delay: '1' }));

      const during = await house.storage(storage.uuid);
      await house.kernel.ended(sync?.guid ?? '', 60_000);

      assert.equal(during.syncStatus, 'SYNCING');
      assert.equal((await house.storage(storage.uuid)).syncStatus, 'SYNCED');
    });

    it('gives five arrays of one model five serial numbers, sessions and inventories', async () => {
      const arrays = [];
      for (let i = 1; i <= 5; i++) arrays.push(await house.array({ volumes: String(i) }));

      const drivers = await Promise.all(arrays.map(({ uuid }) => house.parts.drivers.of(uuid)));
      const volumes = await Promise.all(arrays.map(({ uuid }) => house.rows('volume', uuid)));

      assert.equal(new Set(arrays.map(({ serialNumber }) => serialNumber)).size, 5);
      assert.equal(new Set(drivers).size, 5);
      assert.deepEqual(
        volumes.map((rows) => rows.length),
        [1, 2, 3, 4, 5],
      );
    });

    it('refuses the same way to the same array, whatever the credentials', async () => {
      const wish = house.registration();
      await register(wish);
      const again = {
        ...wish,
        access: { rest: { ...wish.access.rest, username: 'other', password: 'other' } },
      };

      assert.deepEqual(await reasonOf(register(again)), { reason: 'StorageAlreadyExists', args: [] });
    });

    it('compares name and attributes only where they are given', async () => {
      const wish = house.registration({ seed: 'a' });
      await register({ ...wish, storageName: 'lab-7' });

      const { extraAttributes: _, ...bare } = wish;
      assert.equal((await reasonOf(register(bare))).reason, 'StorageAlreadyExists');
      assert.equal(
        (await reasonOf(register({ ...wish, storageName: 'lab-7' }))).reason,
        'StorageAlreadyExists',
      );
      await register({ ...wish, storageName: 'lab-8' });
      await register({ ...wish, extraAttributes: { delay: '0', seed: 'b' } });
    });

    it('refuses an array that another address has led to already', async () => {
      await register(house.registration({ serial_number: 'SN-1' }));

      assert.equal(
        (await reasonOf(register(house.registration({ serial_number: 'SN-1' })))).reason,
        'StorageAlreadyExists',
      );
    });

    it('makes one storage of ten requests for the same array at once', async () => {
      const wish = house.registration();

      const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => register(wish)));

      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    });

    it('names the driver there is not', async () => {
      const wish = { ...house.registration(), vendor: 'Fake_storage' };

      assert.deepEqual(await reasonOf(register(wish)), {
        reason: 'StorageDriverNotFound',
        args: ['Fake_storage fake_driver'],
      });
    });

    it('stores nothing when the login, the device or its answer fails', async () => {
      const before = await listStorages(house.parts, { first: 1000 });
      const faults = {
        'OPEN:InvalidUsernameOrPassword': 'InvalidUsernameOrPassword',
        'OPEN:crash': 'StorageBackendException',
        'DEVICE:StorageBackendNotFound': 'StorageBackendNotFound',
        'DEVICE:no-serial': 'InvalidResults',
        'DEVICE:wrong-types': 'InvalidResults',
      };

      for (const [given, reason] of Object.entries(faults))
        assert.equal((await reasonOf(register(house.registration({ faults: given })))).reason, reason, given);

      assert.deepEqual((await listStorages(house.parts, { first: 1000 })).nodes.length, before.nodes.length);
    });

    it('says what is wrong with an attribute of a fake array', async () => {
      const { reason, args } = await reasonOf(register(house.registration({ volumes: 'many' })));

      assert.equal(reason, 'InvalidResults');
      assert.match(String(args), /"volumes" must be a number/);
    });

    it('refuses hosts of this neighbourhood for a driver that connects, and none for one that does not', async () => {
      const metadata = { host: '169.254.169.254', port: 80, username: 'u', password: 'p' };

      assert.equal(
        (
          await reasonOf(
            register({ ...house.registration(), model: 'networked', access: { rest: metadata } }),
          )
        ).reason,
        'InvalidIpOrPort',
      );
      await register({ ...house.registration(), access: { rest: metadata } });
    });

    it('keeps the password out of what a driver says with it', async () => {
      const { args } = await reasonOf(register({ ...house.registration(), model: 'leaky' }));

      assert.deepEqual(args, ['login of monitor with *** refused']);
      assert.equal(opened.length > 0, true);
    });

    it('refuses input beyond the limits of the contract', async () => {
      const wish = house.registration();
      const { rest } = wish.access;
      const wrong: Partial<Registration>[] = [
        { access: {} },
        { access: { rest: { ...rest, host: 'a b' } } },
        { access: { rest: { ...rest, port: 65_536 } } },
        { access: { rest: { ...rest, password: '' } } },
        { access: { rest: { host: 'a', port: 1, username: 'u' } } },
        { access: { ssh: { host: 'a', port: 1, username: 'u', password: 'p' } } },
        { vendor: '' },
        { storageName: 'x'.repeat(256) },
        { extraAttributes: { plain: 7 } },
        { extraAttributes: { plain: 'half a \ud83d pair' } },
        { tls: { ca: 'no certificate' } },
      ];

      for (const part of wrong)
        assert.equal(
          (await reasonOf(register({ ...wish, ...part }))).reason,
          'InvalidInput',
          JSON.stringify(part),
        );
    });
  });
}
