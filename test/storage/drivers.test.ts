import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import type { DriverOptions } from '../../subgraphs/storage/drivers/driver.js';
import { fakeDriverType } from '../../subgraphs/storage/drivers/fake-storage-fake-driver/fake-driver.js';
import type { StorageConfig } from '../../subgraphs/storage/config.js';
import { startSync } from '../../subgraphs/storage/services/start-sync.js';
import { updateAccessInfo } from '../../subgraphs/storage/services/update-access-info.js';
import { waitFor } from '../support/wait-for.js';
import { reasonOf, StorageHouse } from './storage-house.js';

/** A house whose sessions are counted. */
async function watchedHouse(
  t: TestContext,
  config: Partial<StorageConfig> = {},
  mayOpen: () => Promise<void> = () => Promise.resolve(),
): Promise<{ house: StorageHouse; opened: DriverOptions[]; closed: string[] }> {
  const opened: DriverOptions[] = [];
  const closed: string[] = [];
  const watched = {
    ...fakeDriverType,
    open: async (...[options, signal]: Parameters<typeof fakeDriverType.open>) => {
      opened.push(options);
      await mayOpen();
      const driver = await fakeDriverType.open(options, signal);
      driver.close = () => {
        closed.push(options.storageId);
        return Promise.resolve();
      };
      return driver;
    },
  };
  const house = await StorageHouse.open({ drivers: [watched], config });
  let open = true;
  const close = house.close.bind(house);
  house.close = async () => {
    if (open) await close();
    open = false;
  };
  t.after(() => house.close());
  return { house, opened, closed };
}

describe('the sessions with arrays', () => {
  it('are opened once however many ask at the same time', async (t) => {
    const { house, opened } = await watchedHouse(t);
    const { uuid } = await house.array();
    await house.parts.drivers.close(uuid);
    opened.length = 0;

    const drivers = await Promise.all(Array.from({ length: 20 }, () => house.parts.drivers.of(uuid)));

    assert.equal(opened.length, 1);
    assert.equal(new Set(drivers).size, 1);
  });

  it('are waited for by each caller as long as he likes, and opened all the same', async (t) => {
    let door = Promise.resolve();
    const { house, opened } = await watchedHouse(t, {}, () => door);
    const { uuid } = await house.array();
    await house.parts.drivers.close(uuid);
    opened.length = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    door = promise;
    const impatient = new AbortController();

    const first = house.parts.drivers.of(uuid, impatient.signal);
    const second = house.parts.drivers.of(uuid);
    await waitFor('the login', () => opened.length === 1);
    impatient.abort(new Error('I have to go.'));

    await assert.rejects(first, { message: 'I have to go.' });
    resolve();
    assert.equal((await (await second).getStorage(AbortSignal.any([]))).name, 'fake_driver');
    assert.equal(opened.length, 1);
  });

  it('that could not be opened are tried again when next asked for', async (t) => {
    const { house } = await watchedHouse(t);
    const { uuid } = await house.array();
    const { drivers } = house.parts;
    await drivers.close(uuid);
    const type = drivers.type('fake_storage', 'fake_driver');
    assert.ok(type);
    const open = type.open;
    type.open = () => Promise.reject(new Error('down'));
    await assert.rejects(drivers.of(uuid), { name: 'DriverFault' });
    type.open = open;

    assert.equal((await (await drivers.of(uuid)).getStorage(AbortSignal.any([]))).name, 'fake_driver');
  });

  it('end when the access info changes, and with the process', async (t) => {
    const { house, closed } = await watchedHouse(t);
    const { uuid } = await house.array();

    await updateAccessInfo(house.parts, uuid, {
      access: { rest: { host: 'b', port: 1, username: 'u', password: 'p' } },
    });
    assert.deepEqual(closed, [uuid]);
    await house.close();

    assert.deepEqual(closed, [uuid, uuid]);
  });

  it('verify certificates against the storage own, else the file, which is read again when it changes', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'storage-ca-'));
    t.after(() => rm(folder, { recursive: true }));
    const caFile = join(folder, 'ca.pem');
    await writeFile(caFile, '-----BEGIN CERTIFICATE----- one');
    const { house, opened } = await watchedHouse(t, { caFile });
    const { uuid } = await house.array();
    const last = (): DriverOptions['tls'] | undefined => opened.at(-1)?.tls;
    assert.deepEqual(last(), { verify: true, ca: '-----BEGIN CERTIFICATE----- one' });

    await writeFile(caFile, '-----BEGIN CERTIFICATE----- the second');
    await house.parts.drivers.of(uuid);
    assert.deepEqual(last(), { verify: true, ca: '-----BEGIN CERTIFICATE----- the second' });

    await updateAccessInfo(house.parts, uuid, {
      access: { rest: { host: 'b', port: 1, username: 'u', password: 'p' } },
      tls: { ca: '-----BEGIN CERTIFICATE----- own', verify: false },
    });
    assert.deepEqual(last(), { verify: false, ca: '-----BEGIN CERTIFICATE----- own' });

    await rm(caFile);
    const other = house.array();
    assert.deepEqual(await reasonOf(other), {
      reason: 'InvalidCAPath',
      args: ['INFRAGRAPH_STORAGE_CA_FILE'],
    });
  });
});

describe('a process that stops', () => {
  it('hands a running sync back instead of failing it', async () => {
    const house = await StorageHouse.open();
    const { uuid } = await house.array({ faults: 'QTREE:hang@2' });
    const { guid } = await startSync(house.parts, uuid, openViewer);
    await waitFor(
      'the hanging unit',
      async () => (await house.units(uuid)).get('QTREE')?.state === 'RUNNING',
    );

    await house.subgraph.stop();
    await house.kernel.tasks.stop();

    const task = await house.kernel.tasks.get(guid);
    const unit = (await house.units(uuid)).get('QTREE');
    await house.kernel.closeParts();
    assert.deepEqual([task?.state, unit?.state], ['RUNNING', 'RUNNING']);
  });
});
