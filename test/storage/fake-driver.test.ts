import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DriverOptions, StorageDriver } from '../../subgraphs/storage/drivers/driver.js';
import { fakeDriverType } from '../../subgraphs/storage/drivers/fake-storage-fake-driver/fake-driver.js';
import { inventoryKinds, type InventoryKind } from '../../subgraphs/storage/entities/kinds.js';
import { checkedListing, type CheckedListing } from '../../subgraphs/storage/services/checked-listing.js';
import { driverConformance } from './driver-conformance.js';

const never = AbortSignal.any([]);
const password = 's3cret-of-the-fake';

/** How to reach a fake array of its own. */
function fakeOptions(
  attributes: Readonly<Record<string, unknown>> = {},
  storageId: string = crypto.randomUUID(),
): DriverOptions {
  return {
    storageId,
    access: { rest: { host: '192.0.2.1', port: 8443, username: 'monitor', password } },
    extraAttributes: { delay: '0', ...attributes },
    tls: { verify: true },
    addressesOf: () => Promise.reject(new Error('A fake array connects to nothing.')),
  };
}

driverConformance(fakeDriverType, () =>
  Promise.resolve({
    good: () => Promise.resolve(fakeOptions()),
    refusing: () =>
      Promise.resolve({ options: fakeOptions({ faults: 'OPEN:InvalidUsernameOrPassword' }), password }),
    slow: () => Promise.resolve(fakeOptions({ delay: '5' })),
    close: () => Promise.resolve(),
  }),
);

const open = (attributes = {}, storageId?: string): Promise<StorageDriver> =>
  fakeDriverType.open(fakeOptions(attributes, storageId), never);
const list = async (driver: StorageDriver, kind: InventoryKind): Promise<CheckedListing['rows']> =>
  (await checkedListing(driver, kind, 1_000_000, never))?.rows ?? [];

/** Most of each kind, and the name of the first (section 9 of the Delfin contract). */
const expected: Readonly<Record<InventoryKind, readonly [most: number, first: string]>> = {
  STORAGE_POOL: [100, 'storagePool_0'],
  VOLUME: [2000, 'volume_0'],
  CONTROLLER: [5, 'controller_0'],
  PORT: [10, 'port_0'],
  DISK: [100, 'disk_0'],
  QUOTA: [100, 'quota_0'],
  FILESYSTEM: [10, 'filesystem_0'],
  QTREE: [100, 'qtree_0'],
  SHARE: [100, 'share_0'],
  STORAGE_HOST_INITIATOR: [3, 'storage_host_initiator_0'],
  STORAGE_HOST: [5, 'storage_host_0'],
  STORAGE_HOST_GROUP: [5, 'storage_host_group_0'],
  PORT_GROUP: [5, 'port_group_0'],
  VOLUME_GROUP: [5, 'volume_group_0'],
  MASKING_VIEW: [5, 'masking_view_0'],
};

describe('a fake array of a stated size', () => {
  const sized = {
    seed: 'sized',
    name: 'array-north',
    capacity_unit: '1000000000',
    linked: 'true',
    pools: '3',
  };
  const sum = (rows: CheckedListing['rows'], name: string): number =>
    rows.reduce((all, row) => all + Number(row[name]), 0);

  it('has the room of its pools together, of which next to nothing changes', async () => {
    const driver = await open(sized);

    const storage = await driver.getStorage(never);
    const [pools, again] = [await list(driver, 'STORAGE_POOL'), await list(driver, 'STORAGE_POOL')];

    assert.equal(storage.name, 'array-north');
    assert.equal(storage.totalCapacity, sum(pools, 'total_capacity'));
    assert.ok(pools.every((pool) => Number(pool['total_capacity']) >= 8e12));
    assert.equal(sum(again, 'total_capacity'), sum(pools, 'total_capacity'));
    const moved = Math.abs(sum(again, 'used_capacity') - sum(pools, 'used_capacity'));
    assert.ok(moved > 0 && moved < 0.03 * sum(pools, 'total_capacity'), `${moved} bytes`);
  });

  it('is refused a unit that is none', async () => {
    await assert.rejects(open({ capacity_unit: '1 TB' }), /capacity_unit/);
  });
});

describe('a fake array', () => {
  it('has so many of each kind as the contract says, with its names', async () => {
    const seen = Object.fromEntries(inventoryKinds.map((kind) => [kind, new Set<number>()]));
    for (let i = 0; i < 40; i++) {
      const driver = await open({ seed: `count ${i}` });
      for (const kind of inventoryKinds) {
        const rows = await list(driver, kind);

        assert.ok(rows.length >= 1 && rows.length <= expected[kind][0], `${rows.length} ${kind}`);
        assert.equal(Object.values(rows[0] ?? {})[0], expected[kind][1]);
        seen[kind]?.add(rows.length);
      }
    }
    for (const kind of inventoryKinds) assert.ok((seen[kind]?.size ?? 0) > 1, `${kind} always the same`);
  });

  it('tells of itself what the contract says', async () => {
    const storage = await (await open()).getStorage(never);
    const {
      totalCapacity,
      usedCapacity,
      freeCapacity,
      rawCapacity,
      subscribedCapacity,
      serialNumber,
      ...words
    } = storage;

    assert.deepEqual(words, {
      name: 'fake_driver',
      description: 'fake driver.',
      vendor: 'fake_vendor',
      model: 'fake_model',
      status: 'normal',
      location: 'HK',
      firmwareVersion: '1.0.0',
    });
    assert.equal(Number(usedCapacity) + Number(freeCapacity), totalCapacity);
    assert.ok(Number(totalCapacity) >= 1000 && Number(totalCapacity) <= 2000);
    assert.ok(Number(rawCapacity) >= 2000 && Number(rawCapacity) <= 3000);
    assert.ok(Number(subscribedCapacity) >= 3000 && Number(subscribedCapacity) <= 4000);
    assert.match(serialNumber, /^[0-9a-f-]{36}$/);
  });

  it('has volumes, ports and hosts of a fixed number, and draws the rest anew', async () => {
    const driver = await open({ seed: 'fixed' });
    const twice = async (kind: InventoryKind): Promise<number[]> => [
      (await list(driver, kind)).length,
      (await list(driver, kind)).length,
    ];

    for (const kind of ['VOLUME', 'PORT', 'STORAGE_HOST'] as const) {
      const [first, second] = await twice(kind);
      assert.equal(first, second);
    }
    const [first, second] = await twice('STORAGE_POOL');
    assert.notEqual(first, second);
  });

  it('keeps its serial number over sessions, different from that of every other', async () => {
    const storageId = crypto.randomUUID();
    const serial = async (driver: StorageDriver): Promise<string> =>
      (await driver.getStorage(never)).serialNumber;

    const one = await serial(await open({}, storageId));

    assert.equal(await serial(await open({}, storageId)), one);
    assert.notEqual(await serial(await open({ seed: 'same' })), await serial(await open({ seed: 'same' })));
    assert.equal(await serial(await open({ serial_number: 'SN-7' })), 'SN-7');
  });

  it('draws the same for the same seed', async () => {
    const draw = async (): Promise<unknown> => {
      const driver = await open({ seed: 'repeat' });
      return [await list(driver, 'DISK'), await list(driver, 'DISK'), await list(driver, 'MASKING_VIEW')];
    };

    assert.deepEqual(await draw(), await draw());
  });

  it('has the sizes, links and addresses it is told', async () => {
    const driver = await open({
      linked: 'true',
      pools: '3',
      volumes: '600',
      hosts: '2',
      host_addresses: '10.1.1.1, 10.1.1.2',
    });

    const pools = (await list(driver, 'STORAGE_POOL')).map((row) => row['native_storage_pool_id']);
    const volumes = await list(driver, 'VOLUME');
    const hosts = await list(driver, 'STORAGE_HOST');

    assert.equal(pools.length, 3);
    assert.equal(volumes.length, 600);
    assert.ok(volumes.every((row) => pools.includes(row['native_storage_pool_id'] ?? '')));
    assert.deepEqual(
      hosts.map((row) => row['ip_address']),
      ['10.1.1.1', '10.1.1.2'],
    );
  });

  it('has four alerts of sequence 100 to 103', async () => {
    const alerts = await (await open()).listAlerts({}, never);

    assert.deepEqual(
      alerts.map(({ sequenceNumber, alertName, severity, type }) => [
        sequenceNumber,
        alertName,
        severity,
        type,
      ]),
      [
        [100, 'SNMP connect failed', 'Major', 'OperationalViolation'],
        [101, 'Link state down', 'Critical', 'CommunicationsAlarm'],
        [102, 'Power failure', 'Fatal', 'OperationalViolation'],
        [103, 'Communication failure', 'Critical', 'CommunicationsAlarm'],
      ],
    );
    assert.ok(alerts.every(({ alertId }) => /^\d{7}$/.test(alertId)));
  });

  it('measures 31,629 series with 506,064 samples in the default interval', async () => {
    const driver = await open();
    const end = 1_700_000_000_000;
    const request = { start: end - 960_000, end, metrics: driver.capabilities?.resource_metrics ?? {} };
    let series = 0;
    let samples = 0;

    for await (const batch of driver.collectMetrics?.(request, never) ?? []) {
      series += batch.length;
      for (const one of batch) samples += one.samples.length;
    }

    assert.deepEqual([series, samples], [31_629, 506_064]);
    assert.deepEqual(Object.keys(driver.capabilities?.resource_metrics ?? {}), [
      'storage',
      'storagePool',
      'volume',
      'controller',
      'port',
      'disk',
      'filesystem',
    ]);
  });
});
