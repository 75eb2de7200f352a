import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import type { DriverType } from '../../subgraphs/storage/drivers/driver.js';
import { fakeDriverType } from '../../subgraphs/storage/drivers/fake-storage-fake-driver/fake-driver.js';
import { deleteStorage } from '../../subgraphs/storage/services/delete-storage.js';
import { registerStorage } from '../../subgraphs/storage/services/register-storage.js';
import { cannotRun, engines } from '../support/engines.js';
import { waitFor } from '../support/wait-for.js';
import { reasonOf, StorageHouse } from './storage-house.js';

const small = { pools: '2', volumes: '3', controllers: '1', ports: '1', disks: '2', filesystems: '1' };
/** 9 + 2×7 + 3×15 + 8 + 7 + 2×7 + 11 (section 10.1 of the Delfin contract). */
const smallSeries = 108;
const patient = { withinMs: 60_000 };

/** The fake driver as one that keeps the past for a day. */
const historicType: DriverType = {
  ...fakeDriverType,
  model: 'historic',
  open: async (options, signal) => {
    const driver = await fakeDriverType.open(options, signal);
    const capabilities = {
      ...driver.capabilities,
      is_historic: true,
      performance_metric_retention_window: 86_400,
      collect_interval: 300,
    };
    return Object.assign(Object.create(driver) as typeof driver, { capabilities });
  },
};

for (const kind of engines) {
  describe(`collection of performance (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: StorageHouse;

    before(async () => {
      house = await StorageHouse.open({
        kind,
        drivers: [fakeDriverType, historicType],
        config: { callTimeout: 500 },
      });
    });
    after(() => house.close());

    /** Makes the next run due and waits for its end. */
    async function collect(uuid: string): Promise<Record<string, unknown>> {
      await sql`
        update storage.metric_collection set due_at = now(), ended_at = null where storage_id = ${uuid}::uuid`.execute(
        house.parts.store.sql,
      );
      return ended(uuid);
    }

    function ended(uuid: string): Promise<Record<string, unknown>> {
      return waitFor(
        'the end of a run',
        async () => {
          const [row] = await house.rows('metric_collection', uuid);
          return row?.['ended_at'] != null && row['task'] === null ? row : undefined;
        },
        patient,
      );
    }

    async function collection(uuid: string): Promise<Record<string, unknown>> {
      const { data, errors } = await house.execute(`{ storages { nodes { uuid collection {
        enabled intervalSeconds ownIntervalSeconds isHistoric nextAt running collectedTo lastSeries lastSamples lastError openGaps } } } }`);
      assert.equal(errors, undefined);
      const { nodes } = (data ?? {})['storages'] as {
        nodes: { uuid: string; collection: Record<string, unknown> }[];
      };
      return nodes.find((node) => node.uuid === uuid)?.collection ?? {};
    }

    /** Registers an array that keeps the past. */
    async function historic(): Promise<string> {
      const wish = { ...house.registration(small), model: 'historic' };
      const { storage, sync } = await registerStorage(house.parts, wish, openViewer);
      await house.kernel.ended(sync?.guid ?? '', 30_000);
      return storage.uuid;
    }

    async function change(input: Record<string, unknown>): Promise<readonly unknown[]> {
      const { errors } = await house.execute(
        'mutation ($input: SetCollectionInput!) { setCollection(input: $input) { storage { uuid } } }',
        { input },
      );
      return (errors ?? []).map(({ extensions }) => extensions?.['reason'] ?? extensions?.['code']);
    }

    it('takes a registered array up and is due one interval later', async () => {
      const { uuid } = await house.array(small);

      const found = await collection(uuid);

      const minutes = (Date.parse(String(found['nextAt'])) - Date.now()) / 60_000;
      assert.ok(minutes > 14 && minutes <= 15, `${minutes} minutes`);
      assert.deepEqual([found['enabled'], found['intervalSeconds'], found['isHistoric']], [true, 900, false]);
    });

    it('bears a driver that wishes intervals of no sense', async () => {
      const { uuid } = await house.array(small);
      const intervals = [];

      for (const wish of ['1e300', '-5', '1', '120']) {
        await sql`
          update storage.storage set capabilities = jsonb_set(capabilities::jsonb, '{collect_interval}', ${wish}::jsonb)::json
          where id = ${uuid}::uuid`.execute(house.parts.store.sql);
        intervals.push((await collection(uuid))['intervalSeconds']);
      }

      assert.deepEqual(intervals, [86_400, 900, 10, 120]);
    });

    it('asks for the last interval and a minute more, and is due again after one', async () => {
      const { uuid } = await house.array(small);

      await collect(uuid);

      const found = await collection(uuid);
      assert.deepEqual([found['lastSeries'], found['lastSamples']], [smallSeries, smallSeries * 16]);
      assert.equal(found['lastError'], null);
      assert.ok(Date.parse(String(found['nextAt'])) > Date.now() + 14 * 60_000);
    });

    it('collects again what came since, at most half an hour', async () => {
      const { uuid } = await house.array(small);
      await collect(uuid);
      await sql`
        update storage.metric_collection set collected_to = now() - interval '3 hours' where storage_id = ${uuid}::uuid`.execute(
        house.parts.store.sql,
      );

      await collect(uuid);

      assert.equal((await collection(uuid))['lastSamples'], smallSeries * 31);
    });

    it('keeps a range that failed and closes it with a try at once', async () => {
      const { uuid } = await house.array({ ...small, faults: 'METRICS:StorageBackendException@1' });

      await collect(uuid);
      await waitFor('the gap to close', async () => (await house.rows('metric_gap', uuid)).length === 0);
      await ended(uuid);

      const samples = await sql<{ n: number }>`
        select count(*)::int as n from storage.metric_latest l join storage.metric_series s on s.id = l.series
        where s.storage_id = ${uuid}::uuid`.execute(house.parts.store.sql);
      assert.equal(samples.rows[0]?.n, smallSeries);
    });

    it('tells why a run failed and gives a range up after five more tries', async () => {
      const { uuid } = await house.array({ ...small, faults: 'METRICS:HTTPConnectionTimeout@1-' });
      await collect(uuid);
      assert.equal((await collection(uuid))['openGaps'], 1);

      for (let tries = 1; tries <= 5; tries++) {
        await sql`update storage.metric_collection set ended_at = null where storage_id = ${uuid}::uuid`.execute(
          house.parts.store.sql,
        );
        await sql`update storage.metric_gap set due_at = now() where storage_id = ${uuid}::uuid`.execute(
          house.parts.store.sql,
        );
        await ended(uuid);
      }

      const found = await collection(uuid);
      assert.equal(found['openGaps'], 0);
      assert.match(String(found['lastError']), /^HTTP connection timeout/);
    });

    it('takes every series of an array of the usual size', async () => {
      const { uuid } = await house.array();

      const row = await collect(uuid);

      assert.deepEqual([row['last_series'], row['last_samples']], [31_629, 506_064]);
    });

    it('keeps only what is fit of arrays that measure nonsense', async () => {
      const lies = ['wrong-types', 'bad-encoding', 'empty', 'duplicates'];
      const arrays = await Promise.all(
        lies.map((lie) => house.array({ ...small, faults: `METRICS:${lie}` })),
      );

      const rows = await Promise.all(arrays.map(({ uuid }) => collect(uuid)));

      const series = await Promise.all(arrays.map(({ uuid }) => house.rows('metric_series', uuid)));
      assert.deepEqual(
        rows.map((row) => row['last_error']),
        lies.map(() => null),
      );
      assert.deepEqual(
        series.map(({ length }) => length),
        [0, 0, 0, smallSeries],
      );
    });

    it('ends a measurement without end at its limit, and measures another array meanwhile', async () => {
      const quick = await StorageHouse.open({ kind, config: { collectTimeout: 2000 } });
      const { store } = quick.parts;
      try {
        const endless = await quick.array({ ...small, faults: 'METRICS:endless' });
        const other = await quick.array(small);

        await sql`update storage.metric_collection set due_at = now()`.execute(store.sql);
        await waitFor(
          'the other',
          async () => {
            const { rows } = await sql<{ n: number }>`
            select count(*)::int as n from storage.metric_series s join storage.metric_latest l on l.series = s.id
            where s.storage_id = ${other.uuid}::uuid`.execute(store.sql);
            return rows[0]?.n === smallSeries;
          },
          patient,
        );
        const ended = await waitFor(
          'the limit',
          async () => (await quick.rows('metric_collection', endless.uuid))[0]?.['last_error'],
          patient,
        );

        assert.match(JSON.stringify(ended), /longer than 2 s/);
      } finally {
        await quick.close();
      }
    });

    it('does not wait for an array that hangs', async () => {
      const [hanging, quick] = [
        await house.array({ ...small, faults: 'METRICS:hang' }),
        await house.array(small),
      ];

      const [slow, fast] = await Promise.all([collect(hanging.uuid), collect(quick.uuid)]);

      assert.equal(fast['last_series'], smallSeries);
      assert.equal(slow['last_series'], null);
      assert.notEqual(slow['last_error'], null);
    });

    it('forgets a task that was cancelled before it ran', async () => {
      const { uuid } = await house.array(small);
      const { rows } = await sql`
        update storage.metric_collection set due_at = now(), task = ${crypto.randomUUID()}::uuid
        where storage_id = ${uuid}::uuid returning 1`.execute(house.parts.store.sql);
      assert.equal(rows.length, 1);

      await waitFor(
        'the storage to be free',
        async () => (await house.rows('metric_collection', uuid))[0]?.['task'] === null,
      );

      assert.equal((await collection(uuid))['running'], false);
    });

    it('changes whether and how often a storage is measured', async () => {
      const { uuid } = await house.array(small);

      assert.deepEqual(await change({ storageUuid: uuid, intervalSeconds: 60 }), []);
      const quicker = await collection(uuid);
      assert.deepEqual(await change({ storageUuid: uuid, enabled: false, intervalSeconds: null }), []);
      const off = await collection(uuid);

      assert.deepEqual([quicker['intervalSeconds'], quicker['ownIntervalSeconds']], [60, 60]);
      assert.ok(Date.parse(String(quicker['nextAt'])) <= Date.now() + 60_000);
      assert.deepEqual([off['enabled'], off['nextAt'], off['intervalSeconds']], [false, null, 900]);
    });

    it('refuses an interval of no sense and an unknown storage', async () => {
      const { uuid } = await house.array(small);

      const answers = await Promise.all([
        change({ storageUuid: uuid, intervalSeconds: 5 }),
        change({ storageUuid: crypto.randomUUID(), enabled: true }),
        change({ storageUuid: 'nonsense', enabled: true }),
      ]);

      assert.deepEqual(answers.flat(), ['BAD_USER_INPUT', 'StorageNotFound', 'StorageNotFound']);
    });

    it('collects the past hour by hour where the driver keeps it', async () => {
      const uuid = await historic();
      const [from, to] = [new Date(Date.now() - 5 * 3_600_000), new Date(Date.now() - 3_600_000)];

      const { data, errors } = await house.execute(
        'mutation ($input: CollectHistoryInput!) { collectHistory(input: $input) { task { guid } cursor } }',
        { input: { storageUuid: uuid, from, to } },
      );
      assert.equal(errors, undefined);
      const { guid } = ((data ?? {})['collectHistory'] as { task: { guid: string } }).task;
      const task = await house.kernel.ended(guid, 30_000);

      assert.equal(task.state, 'FINISHED');
      assert.equal(task.result?.['samples'], smallSeries * 240);
      assert.deepEqual([task.progress, (await collection(uuid))['intervalSeconds']], [100, 300]);
    });

    it('refuses a past that is not kept', async () => {
      const uuid = await historic();
      const plain = await house.array(small);
      const hours = (n: number): Date => new Date(Date.now() - n * 3_600_000);
      const ask = async (storageUuid: string, from: Date, to: Date): Promise<unknown> => {
        const { errors } = await house.execute(
          'mutation ($input: CollectHistoryInput!) { collectHistory(input: $input) { cursor } }',
          { input: { storageUuid, from, to } },
        );
        return errors?.[0]?.message;
      };

      assert.match(String(await ask(plain.uuid, hours(2), hours(1))), /cannot tell the past/);
      assert.match(String(await ask(uuid, hours(1), hours(2))), /must be before/);
      assert.match(String(await ask(uuid, hours(1), hours(-1))), /future/);
      assert.match(String(await ask(uuid, hours(30), hours(1))), /must not be before/);
    });

    it('is gone with a deleted storage', async () => {
      const { uuid } = await house.array(small);
      await collect(uuid);

      const { guid } = await deleteStorage(house.parts, uuid, openViewer);
      await house.kernel.ended(guid, 30_000);

      const { data } = await house.execute(
        'query ($ids: [String!]) { storageMetrics(filter: { storageUuids: $ids }) { metric } }',
        { ids: [uuid] },
      );
      assert.deepEqual(data?.['storageMetrics'], []);
      assert.deepEqual(await house.rows('metric_collection', uuid), []);
      assert.equal((await reasonOf(house.storage(uuid))).reason, 'StorageNotFound');
    });
  });
}
