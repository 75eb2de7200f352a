import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import type { Access } from '../../subgraphs/storage/drivers/driver.js';
import { DriverFault } from '../../subgraphs/storage/drivers/driver-fault.js';
import { fakeDriverType } from '../../subgraphs/storage/drivers/fake-storage-fake-driver/fake-driver.js';
import { AccessPoint } from '../../subgraphs/storage/entities/access-info.js';
import { accessInfoOfStorage, allAccessInfos } from '../../subgraphs/storage/services/find-access-infos.js';
import { registerStorage } from '../../subgraphs/storage/services/register-storage.js';
import { updateAccessInfo } from '../../subgraphs/storage/services/update-access-info.js';
import { cannotRun, engines } from '../support/engines.js';
import { reasonOf, StorageHouse } from './storage-house.js';

/** What each session was opened with, the newest last. */
const openedWith = new Map<string, Partial<Record<string, Access>>[]>();
const watched = {
  ...fakeDriverType,
  open: (...[options, signal]: Parameters<typeof fakeDriverType.open>) => {
    const before = openedWith.get(options.storageId) ?? [];
    openedWith.set(options.storageId, [...before, options.access]);
    if (options.access.rest?.password === 'wrong') throw new DriverFault('InvalidUsernameOrPassword');
    return fakeDriverType.open(options, signal);
  },
};

for (const kind of engines) {
  describe(`access info (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: StorageHouse;

    before(async () => {
      house = await StorageHouse.open({ kind, drivers: [watched] });
    });
    after(() => house.close());

    const shown = (uuid: string): ReturnType<typeof accessInfoOfStorage> =>
      accessInfoOfStorage(house.parts.store.sql, uuid);

    it('shows what was registered, without the password', async () => {
      const wish = house.registration({ array_id: '0001' });
      const { storage } = await registerStorage(house.parts, { ...wish, storageName: 'lab' }, openViewer);

      const info = await shown(storage.uuid);

      assert.deepEqual(
        [info.vendor, info.model, info.storageName, info.updatedAtText],
        ['fake_storage', 'fake_driver', 'lab', null],
      );
      assert.deepEqual(
        info.rest,
        Object.assign(new AccessPoint(), {
          host: wish.access.rest?.host,
          port: 8443,
          username: 'monitor',
          pubKey: null,
          pubKeyType: null,
          namespace: null,
        }),
      );
      assert.deepEqual(info.ssh, null);
      assert.deepEqual(Object.keys(info.extraAttributes), ['delay', 'array_id']);
      assert.equal(JSON.stringify(info).includes('s3cret'), false);
    });

    it('merges what is given into what is there, and the next session has it', async () => {
      const { uuid } = await house.array();
      await updateAccessInfo(house.parts, uuid, {
        access: { rest: { host: 'array.example.org', port: 1, username: 'other', password: 'changed' } },
      });

      await updateAccessInfo(house.parts, uuid, {
        access: { ssh: { host: 'array.example.org', port: 22, username: 'ssh-user' } },
      });
      await house.parts.drivers.close(uuid);
      await house.parts.drivers.of(uuid);

      const { rest, ssh } = openedWith.get(uuid)?.at(-1) ?? {};
      assert.deepEqual(rest, { host: 'array.example.org', port: 1, username: 'other', password: 'changed' });
      assert.deepEqual(ssh, { host: 'array.example.org', port: 22, username: 'ssh-user' });
      assert.notEqual((await shown(uuid)).updatedAtText, null);
    });

    it('of one storage changes nothing of another one of the same model', async () => {
      const one = await house.array();
      const two = await house.array();
      const before = await house.rows('access_info', two.uuid);
      const sessions = openedWith.get(two.uuid)?.length;

      await updateAccessInfo(house.parts, one.uuid, {
        access: { rest: { host: '192.0.2.200', port: 1, username: 'new', password: 'new' } },
      });

      assert.deepEqual(await house.rows('access_info', two.uuid), before);
      await house.parts.drivers.of(two.uuid);
      assert.equal(openedWith.get(two.uuid)?.length, sessions);
    });

    it('changes nothing when the login fails or another array answers', async () => {
      const { uuid, serialNumber } = await house.array({ serial_by: 'host' });
      const before = await house.rows('access_info', uuid);
      const to = (host: string, password: string): Promise<unknown> =>
        reasonOf(
          updateAccessInfo(house.parts, uuid, {
            access: { rest: { host, port: 1, username: 'u', password } },
          }),
        );

      const refused = await to('192.0.2.1', 'wrong');
      const other = (await to('192.0.2.99', 'right')) as { reason: string; args: string[] };

      assert.deepEqual(refused, { reason: 'InvalidUsernameOrPassword', args: [] });
      assert.equal(other.reason, 'StorageSerialNumberMismatch');
      assert.match(
        String(other.args),
        new RegExp(`^Serial number .+ does not match the existing storage serial number ${serialNumber}\\.$`),
      );
      assert.deepEqual(await house.rows('access_info', uuid), before);
    });

    it('refreshes the storage and keeps its own certificate settings apart', async () => {
      const { uuid, updatedAtText } = await house.array();

      await updateAccessInfo(house.parts, uuid, {
        access: { cli: { host: 'a', username: 'u', password: 'p' } },
        tls: { verify: false },
      });

      assert.notEqual((await house.storage(uuid)).updatedAtText, updatedAtText);
      assert.deepEqual([(await shown(uuid)).tlsVerify, (await shown(uuid)).tlsCa], [false, null]);
    });

    it('of an unknown storage is not found', async () => {
      for (const uuid of ['nothing', crypto.randomUUID()]) {
        const change = updateAccessInfo(house.parts, uuid, {
          access: { cli: { host: 'a', username: 'u', password: 'p' } },
        });

        assert.deepEqual(await reasonOf(change), { reason: 'AccessInfoNotFound', args: [uuid] });
      }
    });

    it('keeps passwords in no row and no event, neither plain nor base64 nor hexadecimal', async () => {
      const secret = 'planted-Secret/4711';
      const wish = house.registration();
      const point = { host: 'a', port: 22, username: 'u', password: secret };
      const { storage, sync } = await registerStorage(
        house.parts,
        {
          ...wish,
          access: { rest: point, ssh: { ...point, pubKey: 'key' }, cli: point, smis: point },
        },
        openViewer,
      );
      await house.kernel.ended(sync?.guid ?? '', 60_000);

      const texts = [JSON.stringify(await allAccessInfos(house.parts.store.sql))];
      for (const table of [
        'storage.access_info',
        'storage.storage',
        'storage.sync_unit',
        'kernel.event',
        'kernel.task',
      ]) {
        const { rows } = await sql`select * from ${sql.table(table)}`.execute(house.parts.store.sql);
        texts.push(JSON.stringify(rows));
      }

      const forms = [secret, encodeURIComponent(secret)];
      for (const coding of ['base64', 'base64url', 'hex'] as const)
        forms.push(Buffer.from(secret).toString(coding).replace(/=+$/, ''));
      for (const text of texts) for (const form of forms) assert.equal(text.includes(form), false, form);
      assert.equal((await house.rows('access_info', storage.uuid)).length, 1);
      assert.equal(openedWith.get(storage.uuid)?.[0]?.['smis']?.password, secret);
    });

    it('moved to another row opens nothing', async () => {
      const one = await house.array();
      const two = await house.array();
      await sql`
        update storage.access_info set revision = 9, rest_password =
          (select rest_password from storage.access_info where storage_id = ${two.uuid})
        where storage_id = ${one.uuid}`.execute(house.parts.store.sql);

      await assert.rejects(house.parts.drivers.of(one.uuid), { name: 'SecretError' });
    });
  });
}
