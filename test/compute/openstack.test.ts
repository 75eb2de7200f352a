import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { CloudDriver, DriverParts } from '../../subgraphs/compute/drivers/driver.js';
import { openstackDriver } from '../../subgraphs/compute/drivers/openstack/openstack-driver.js';
import { readSettings } from '../../subgraphs/compute/drivers/openstack/openstack-settings.js';
import { conforms } from './driver-conformance.js';
import { FakeOpenstack } from './fake-openstack.js';

function open(fake: FakeOpenstack, extra: object = {}, password = 'secret'): CloudDriver {
  const extraParams = {
    ex_force_auth_url: `${fake.url}/v2.0`,
    ex_force_auth_version: '2.0_password',
    ex_tenant_name: 'demo',
    ex_force_service_region: 'north',
    ...extra,
  };
  return openstackDriver.prepare({ user: 'demo', password, extraParams }).open({} as DriverParts);
}

conforms('openstack', async () => {
  const fake = await FakeOpenstack.start();
  fake.add('first');
  const set = (how: FakeOpenstack['broken']): void => {
    fake.broken = how;
  };
  return { driver: open(fake), break: set, mend: () => set(undefined), close: () => fake.stop() };
});

describe('the OpenStack driver', () => {
  let fake: FakeOpenstack;
  let driver: CloudDriver;
  const { signal } = new AbortController();
  const wish = { name: 'web', imageId: 'img-1', sizeId: '2' };
  before(async () => {
    fake = await FakeOpenstack.start();
  });
  after(() => fake.stop());
  beforeEach(() => {
    fake.servers.length = 0;
    fake.calls.length = 0;
    fake.microversion = 37;
    driver = open(fake);
  });

  test('signs in once, and again when it is signed out', async () => {
    await driver.listNodes(signal);
    await driver.listNodes(signal);
    fake.epoch += 1;
    const refused = await driver.listNodes(signal).catch((error: unknown) => error);
    driver.reconnect!();
    await driver.listNodes(signal);

    assert.equal((refused as { kind: string }).kind, 'UNAUTHORIZED');
    assert.equal(fake.calls.filter((call) => call === 'POST /v3/auth/tokens').length, 2);
  });

  test('shows a machine in the terms of the contract', async () => {
    const server = fake.add('web-1', { key_name: 'k', metadata: { team: 'blue', 'infragraph-token': 't' } });

    const [node] = await driver.listNodes(signal);

    assert.deepEqual(node, {
      id: server.id,
      name: 'web-1',
      state: 'RUNNING',
      publicIps: ['203.0.113.5', '203.0.113.9'],
      privateIps: ['10.0.0.5'],
      extra: {
        hostId: 'h1',
        tenantId: 'p1',
        imageId: 'img-1',
        flavorId: '2',
        uri: server.links[0]?.href,
        metadata: { team: 'blue' },
        password: null,
        created: '2026-01-02T03:04:05Z',
        updated: '2026-01-02T03:05:00Z',
        key_name: 'k',
      },
      imageId: 'img-1',
      sizeId: '2',
      tenantId: 'p1',
      createdAt: '2026-01-02T03:04:05Z',
    });
  });

  test('knows the states of the table, and leaves out what is being deleted', async () => {
    const states = {
      VERIFY_RESIZE: 'RUNNING',
      HARD_REBOOT: 'REBOOTING',
      SUSPENDED: 'TERMINATED',
      BUILD: 'PENDING',
      RESCUE: 'PENDING',
      SHUTOFF: 'STOPPED',
      PAUSED: 'PAUSED',
      ERROR: 'ERROR',
      MIGRATING: 'UNKNOWN',
    };
    for (const status of Object.keys(states)) fake.add(status, { status, image: '' });
    fake.add('going', { 'OS-EXT-STS:task_state': 'deleting' });

    const nodes = await driver.listNodes(signal);

    assert.deepEqual(Object.fromEntries(nodes.map(({ name, state }) => [name, state])), states);
  });

  test('reads every page of machines, images and sizes', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) fake.add(name);

    const nodes = await driver.listNodes(signal);

    assert.deepEqual(
      nodes.map(({ name }) => name),
      ['a', 'b', 'c', 'd', 'e'],
    );
    assert.deepEqual(await driver.listImages(signal), [
      { id: 'img-1', name: 'debian-12' },
      { id: 'img-2', name: 'img-2' },
    ]);
    assert.deepEqual(
      (await driver.listSizes(signal)).map(({ id, cpu }) => [id, cpu]),
      [
        ['1', 1],
        ['2', 1],
        ['3', 4],
      ],
    );
    assert.deepEqual(await driver.listTenants!(signal), [{ id: 'p1', name: 'demo' }]);
  });

  test('starts a machine with what was asked for, and reads it back', async () => {
    const node = await driver.createNode!(
      { ...wish, keyName: 'k', metadata: { team: 'blue', size: 7 } },
      'token',
      signal,
    );

    assert.deepEqual(
      [node.state, node.extra['key_name'], node.extra['metadata'], node.extra['password']],
      ['PENDING', 'k', { team: 'blue', size: '7' }, null],
    );
    assert.deepEqual(fake.servers[0]?.metadata, { team: 'blue', size: '7', 'infragraph-token': 'token' });
  });

  test('starts a machine in a cloud too old to choose its networks', async () => {
    fake.microversion = 1;

    const node = await driver.createNode!(wish, 'token', signal);

    assert.equal(node.name, 'web');
  });

  test("passes on the cloud's own words when it refuses", async () => {
    const refused = driver.createNode!({ ...wish, name: 'too-much' }, 'token', signal);

    await assert.rejects(refused, { kind: 'REFUSED', message: /^Quota exceeded for instances/ });
  });

  test('tells a wrong password, a missing region and a cloud that is gone apart', async () => {
    await assert.rejects(open(fake, {}, 'wrong').listNodes(signal), {
      kind: 'REFUSED',
      message: /refuses the user/,
    });
    await assert.rejects(open(fake, { ex_force_service_region: undefined }).listNodes(signal), {
      kind: 'FAILED',
      message: /several regions/,
    });
    await assert.rejects(open(fake, { ex_force_service_region: 'west' }).listNodes(signal), {
      kind: 'FAILED',
      message: /no compute service/,
    });
    await assert.rejects(open(fake, { ex_interface: 'internal' }).listNodes(signal), {
      kind: 'UNREACHABLE',
      message: 'it does not answer',
    });
    await assert.rejects(open(fake, { ex_force_auth_url: 'http://127.0.0.1:9/v3' }).listNodes(signal), {
      kind: 'UNREACHABLE',
      message: 'it does not answer',
    });
  });
});

describe('the settings of an OpenStack cloud', () => {
  test('take an old identity URL for the new one', () => {
    const urlOf = (ex_force_auth_url: string): string =>
      readSettings({ user: 'u', password: 'p', extraParams: { ex_force_auth_url, ex_tenant_name: 't' } })
        .authUrl;

    assert.equal(urlOf('https://c.example:5000/v2.0'), 'https://c.example:5000/v3');
    assert.equal(urlOf('https://c.example:5000/v2.0/'), 'https://c.example:5000/v3');
    assert.equal(urlOf('https://c.example/identity'), 'https://c.example/identity/v3');
    assert.equal(urlOf('https://c.example/v3'), 'https://c.example/v3');
  });

  test('name every fault and no value', () => {
    const read = (): unknown =>
      readSettings({
        password: 'hunter2',
        extraParams: { ex_force_auth_url: 'ftp://x', ex_ca_file: '/nowhere', other: 1 },
      });

    assert.throws(read, (error: { issues: { path: string[]; message: string }[]; message: string }) => {
      const faults = error.issues.map(({ path }) => path.join('.'));
      assert.deepEqual(faults, [
        'USER',
        'EXTRA_PARAMS.ex_force_auth_url',
        'EXTRA_PARAMS.ex_tenant_name',
        'EXTRA_PARAMS.ex_ca_file',
        'EXTRA_PARAMS',
      ]);
      assert.doesNotMatch(error.message, /hunter2/);
      return true;
    });
  });
});
