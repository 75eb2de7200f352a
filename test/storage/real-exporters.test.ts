import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { startChild } from '../support/child.js';
import { freePort } from '../support/free-port.js';
import { kcatMissing, prometheusMissing } from '../support/prepare.js';
import { waitFor } from '../support/wait-for.js';
import { startPrometheus } from './prometheus-server.js';
import { StorageHouse } from './storage-house.js';

const small = { pools: '2', volumes: '3', controllers: '1', ports: '1', disks: '2', filesystems: '1' };
const series = 108;

type Element = [name: string, labels: Record<string, string>, values: Record<string, number>];

/** Makes the next collection of all arrays due and waits for the end of it. */
async function collect(house: StorageHouse): Promise<void> {
  const { store } = house.parts;
  await sql`update storage.metric_collection set due_at = now(), ended_at = null`.execute(store.sql);
  await waitFor('the collections', async () =>
    (await house.rows('metric_collection')).every(
      (row) => row['ended_at'] !== null && row['last_error'] === null,
    ),
  );
}

describe('a real Prometheus', { skip: prometheusMissing() ?? false }, () => {
  it('scrapes the latest sample of every series, again and again', async (t) => {
    const port = await freePort();
    const house = await StorageHouse.open({ config: { metricsPort: port } });
    t.after(() => house.close());
    const [first, second] = [await house.array(small), await house.array(small)];
    await collect(house);

    const prometheus = await startPrometheus(t, port);
    const found = await waitFor('samples', async () => {
      const results = await prometheus.query('volume_iops');
      return results.length > 0 ? results : undefined;
    });

    assert.equal(await prometheus.lastError(), '');
    assert.equal(found.length, 6);
    assert.deepEqual(
      new Set(found.map(({ metric }) => metric['storage_id'])),
      new Set([first.uuid, second.uuid]),
    );
    assert.deepEqual(
      { ...found[0]?.metric, storage_id: '', storage_sn: '', resource_id: '', instance: '' },
      {
        __name__: 'volume_iops',
        storage_id: '',
        storage_name: 'fake_driver',
        storage_sn: '',
        resource_type: 'volume',
        resource_id: '',
        type: 'RAW',
        unit: 'IOPS',
        value_type: 'gauge',
        instance: '',
        job: 'infragraph',
      },
    );
    await agreesWithGraph(
      house,
      first.uuid,
      await prometheus.query(`volume_iops{storage_id="${first.uuid}"}`),
    );
    const [all] = await prometheus.query(`count({job="infragraph", storage_id="${second.uuid}"})`);
    assert.equal(all?.value[1], String(series));
    const pages = await Promise.all([1, 2].map(() => fetch(`http://127.0.0.1:${port}/metrics`)));
    const [one, other] = await Promise.all(pages.map((page) => page.text()));
    assert.equal(one, other);
  });
});

async function agreesWithGraph(
  house: StorageHouse,
  uuid: string,
  results: readonly { metric: Readonly<Record<string, string>>; value: readonly [number, string] }[],
): Promise<void> {
  const { data } = await house.execute(
    'query ($ids: [String!]) { storageMetrics(filter: { storageUuids: $ids, resourceType: VOLUME, metrics: ["iops"] }) { resourceNativeId latest { value } } }',
    { ids: [uuid] },
  );
  const stored = data?.['storageMetrics'] as { resourceNativeId: string; latest: { value: number } }[];
  const told = results.map(({ metric, value }) => `${metric['resource_id']} ${Number(value[1]).toFixed(6)}`);
  const kept = stored.map(({ resourceNativeId, latest }) => `${resourceNativeId} ${latest.value.toFixed(6)}`);
  assert.deepEqual(new Set(told), new Set(kept));
}

describe('a real Kafka client', { skip: kcatMissing() ?? false }, () => {
  it('receives every sample of a collection in records below the limit', async (t) => {
    const options =
      '-C -u -b replaced.example:9092 -t delfin-kafka -o beginning -X test.mock.num.brokers=1 -d mock';
    const kcat = await startChild(t, 'kcat', options.split(' '));
    const [, broker = ''] = await kcat.waitForLine(/bootstrap\.servers=(127\.0\.0\.1:\d+)/);
    const house = await StorageHouse.open({
      config: { kafkaBrokers: [broker], kafkaTopic: 'delfin-kafka', kafkaRecordBytes: 20_000 },
    });
    t.after(() => house.close());
    const { uuid, serialNumber } = await house.array(small);

    await collect(house);

    const elements = await waitFor('all records', () => {
      const all = kcat.stdout.flatMap((record) => JSON.parse(record) as Element[]);
      return all.length >= series ? all : undefined;
    });
    assert.ok(kcat.stdout.length > 1);
    assert.ok(kcat.stdout.every((record) => Buffer.byteLength(record) <= 20_000));
    assert.equal(elements.length, series);
    const [, labels, values] = elements.find(
      ([name, { resource_id: id }]) => name === 'throughput' && id === 'volume_1',
    ) as Element;
    assert.deepEqual(labels, {
      storage_id: uuid,
      resource_type: 'volume',
      resource_id: 'volume_1',
      type: 'RAW',
      unit: 'MB/s',
      name: 'fake_driver',
      serial_number: serialNumber,
    });
    assert.equal(Object.keys(values).length, 16);
    assert.ok(
      Object.entries(values).every(([at, value]) => /^\d{13}$/.test(at) && value >= 1 && value <= 100),
    );
  });

  it('never notices a broker that is down: the collection goes on', async (t) => {
    const house = await StorageHouse.open({ config: { kafkaBrokers: [`127.0.0.1:${await freePort()}`] } });
    t.after(() => house.close());
    await house.array(small);

    await collect(house);

    const [row] = await house.rows('metric_collection');
    assert.equal(row?.['last_series'], series);
  });
});
