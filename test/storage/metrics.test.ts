import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { countStatements } from '../../subgraphs/kernel/database/statements.js';
import type { MetricSeries } from '../../subgraphs/storage/drivers/metrics.js';
import { MetricPartitions } from '../../subgraphs/storage/services/metric-partitions.js';
import { MetricRetention } from '../../subgraphs/storage/services/metric-retention.js';
import { SeriesIds } from '../../subgraphs/storage/services/series-ids.js';
import { writeMetrics } from '../../subgraphs/storage/services/write-metrics.js';
import { cannotRun, engines, silentLog } from '../support/engines.js';
import { StorageHouse } from './storage-house.js';

const minute = 60_000;
const hour = 60 * minute;
const dayMs = 24 * hour;
/** A full hour of yesterday. */
const start = Math.floor(Date.now() / dayMs) * dayMs - 12 * hour;

interface Answer {
  readonly resourceNativeId: string;
  readonly metric: string;
  readonly rank: number | null;
  readonly stepSeconds: number;
  readonly latest: { readonly at: string; readonly value: number };
  readonly points: readonly { readonly at: string; readonly value: number; readonly samples: number }[];
}

const fields =
  'resourceNativeId metric unit rank stepSeconds latest { at value } points { at value samples } storage { uuid }';

function series(resourceId: string, samples: MetricSeries['samples'], name = 'iops'): MetricSeries {
  return { name, resourceType: 'volume', resourceId, unit: 'IOPS', samples };
}

/** One sample a minute. */
function minutes(from: number, values: readonly number[]): [number, number][] {
  return values.map((value, i) => [from + i * minute, value]);
}

for (const kind of engines) {
  describe(`stored performance (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: StorageHouse;
    let partitions: MetricPartitions;

    before(async () => {
      house = await StorageHouse.open({ kind });
      partitions = new MetricPartitions(house.parts.store, 7 * dayMs);
    });
    after(() => house.close());

    async function array(...batches: MetricSeries[][]): Promise<string> {
      const { uuid } = await house.array({ volumes: '3' });
      const { store } = house.parts;
      for (const batch of batches)
        await writeMetrics({ store, partitions }, await SeriesIds.open(store, uuid), batch);
      return uuid;
    }

    async function ask(args: string): Promise<Answer[]> {
      const { data, errors } = await house.execute(`{ storageMetrics(${args}) { ${fields} } }`);
      assert.equal(errors, undefined);
      return data?.['storageMetrics'] as Answer[];
    }

    async function refusal(
      args: string,
      query = `{ storageMetrics(${args}) { points { value } } }`,
    ): Promise<string> {
      const { errors } = await house.execute(query);
      assert.equal(errors?.[0]?.extensions?.['code'], 'BAD_USER_INPUT');
      return String(errors?.[0]?.message);
    }

    const iso = (instant: number): string => JSON.stringify(new Date(instant).toISOString());
    const range = (from: number, to: number): string => `from: ${iso(from)}, to: ${iso(to)}`;

    it('gives each sample once though collections overlap, across hours and days', async () => {
      const late = start + 12 * hour - 10 * minute;
      const uuid = await array(
        [
          series(
            'v-1',
            minutes(
              late,
              Array.from({ length: 20 }, (_, i) => i),
            ),
          ),
        ],
        [
          series(
            'v-1',
            minutes(
              late + 15 * minute,
              Array.from({ length: 20 }, (_, i) => 100 + i),
            ),
          ),
        ],
      );

      const [found] = await ask(
        `filter: { storageUuids: "${uuid}" }, ${range(late, late + hour)}, stepSeconds: 60`,
      );

      const values = found?.points.map(({ value }) => value);
      assert.deepEqual(values, [
        ...Array.from({ length: 15 }, (_, i) => i),
        ...Array.from({ length: 20 }, (_, i) => 100 + i),
      ]);
      assert.ok(found?.points.every(({ samples }) => samples === 1));
      assert.equal(found?.latest.value, 119);
    });

    it('makes steps of samples in each of its ways', async () => {
      const uuid = await array([series('v-1', minutes(start, [4, 1, 7.5, 2, 3, 10]))]);
      const at = `filter: { storageUuids: "${uuid}" }, ${range(start, start + hour)}, stepSeconds: 300`;

      const ways = ['AVERAGE', 'MINIMUM', 'MAXIMUM', 'SUM', 'LAST'];
      const answers = await Promise.all(ways.map((way) => ask(`${at}, aggregation: ${way}`)));

      assert.deepEqual(
        answers.map(([found]) => found?.points.map(({ value }) => value)),
        [
          [3.5, 10],
          [1, 10],
          [7.5, 10],
          [17.5, 10],
          [3, 10],
        ],
      );
      assert.deepEqual(
        { ...answers[0]?.[0]?.points[0] },
        { at: new Date(start).toISOString(), value: 3.5, samples: 5 },
      );
    });

    it('writes the same samples twice without a trace, and keeps the fuller of two rows', async () => {
      const batch = [series('v-1', minutes(start, [1, 2, 3]))];
      const uuid = await array(
        batch,
        batch,
        [series('v-1', minutes(start, [9]))],
        [series('v-1', minutes(start, [1, 2, 3, 4]))],
      );

      const [found] = await ask(
        `filter: { storageUuids: "${uuid}" }, ${range(start, start + hour)}, stepSeconds: 60`,
      );

      assert.deepEqual(
        found?.points.map(({ value }) => value),
        [1, 2, 3, 4],
      );
    });

    it('never replaces the latest sample by an earlier one', async () => {
      const uuid = await array(
        [series('v-1', minutes(start + hour, [8]))],
        [series('v-1', minutes(start, [1, 2]))],
      );

      const [found] = await ask(`filter: { storageUuids: "${uuid}" }`);

      assert.deepEqual({ ...found?.latest }, { at: new Date(start + hour).toISOString(), value: 8 });
    });

    it('filters by storage, thing and metric, and ranks the leaders', async () => {
      const uuid = await array([
        ...[5, 9, 1].map((value, i) => series(`v-${i}`, minutes(start, [value, value]))),
        series('v-0', minutes(start, [77]), 'ioSize'),
      ]);
      const within = `${range(start, start + hour)}, filter: { storageUuids: ["${uuid}"], resourceType: VOLUME, metrics: ["iops"]`;

      const [all, one, top, low] = await Promise.all([
        ask(`${within} }`),
        ask(`${within}, resourceNativeIds: ["v-1", "none"] }`),
        ask(`${within} }, top: { count: 2, by: SUM }`),
        ask(`${within} }, top: { count: 1, lowest: true }`),
      ]);

      assert.deepEqual(
        all?.map(({ resourceNativeId }) => resourceNativeId),
        ['v-0', 'v-1', 'v-2'],
      );
      assert.deepEqual(
        one?.map(({ resourceNativeId }) => resourceNativeId),
        ['v-1'],
      );
      assert.deepEqual(
        top?.map(({ resourceNativeId, rank }) => [resourceNativeId, rank]),
        [
          ['v-1', 18],
          ['v-0', 10],
        ],
      );
      assert.deepEqual(
        low?.map(({ resourceNativeId, rank }) => [resourceNativeId, rank]),
        [['v-2', 1]],
      );
    });

    it('reads the points of many series in one statement, and none when nobody asks', async () => {
      const batch = Array.from({ length: 300 }, (_, i) => series(`v-${i}`, minutes(start, [i, i])));
      const uuid = await array(batch);
      const args = `filter: { storageUuids: "${uuid}" }, ${range(start, start + hour)}`;

      const without = await countStatements(() =>
        house.execute(`{ storageMetrics(${args}) { latest { value } } }`),
      );
      const withPoints = await countStatements(() => ask(args));

      assert.equal(without.statements.length, 1);
      assert.equal(withPoints.statements.length, 3);
      assert.ok(withPoints.result.every(({ points }) => points.length === 2));
    });

    it('gives the metrics of all arrays of a list in two statements', async () => {
      await array([{ ...series('any', minutes(start, [1, 2, 3])), resourceType: 'storage' }]);
      const query = `{ storages { nodes { metrics(metrics: ["iops"], ${range(start, start + hour)}, stepSeconds: 3600) { points { value } } } } }`;

      const { statements, result } = await countStatements(() => house.execute(query));

      assert.equal(result.errors, undefined);
      assert.match(JSON.stringify(result.data), /"points":\[\{"value":2\}\]/);
      assert.equal(statements.length, 3);
    });

    it('refuses what would be too much, and says how to ask for less', async () => {
      const uuid = await array(Array.from({ length: 501 }, (_, i) => series(`v-${i}`, minutes(start, [i]))));
      const filter = `filter: { storageUuids: "${uuid}" }`;

      assert.match(await refusal(filter), /More than 500 series/);
      assert.match(
        await refusal(`${filter}, ${range(start, start + 10 * dayMs)}, stepSeconds: 60`),
        /more than 2000 steps/,
      );
      assert.match(await refusal(`${filter}, ${range(start, start)}`), /must be before/);
      assert.match(
        await refusal(`${filter}, ${range(start, start + 30 * hour)}, stepSeconds: 60, top: { count: 100 }`),
        /more than 100000 points/,
      );
      assert.match(await refusal(`${filter}, top: { count: 501 }`), /from 1 to 500/);
      assert.match(
        await refusal(`top: { count: 1 }, ${range(start - 300 * dayMs, start)}, stepSeconds: 86400`),
        /Too many samples/,
      );
    });

    it('drops whole days that have expired, and the series that ended with them', async () => {
      const old = Math.floor(Date.now() / dayMs) * dayMs - 20 * dayMs;
      const uuid = await array([series('gone', minutes(old, [1])), series('there', minutes(start, [1]))]);
      const retention = new MetricRetention(house.parts.store, partitions, silentLog);

      await retention.sweep();

      const left = await house.rows('metric_series', uuid);
      assert.deepEqual(
        left.map((row) => row['resource_id']),
        ['there'],
      );
      const shown = (await house.rows('metric_latest')).map((row) => row['series']);
      const known = new Set((await house.rows('metric_series')).map((row) => row['id']));
      assert.ok(shown.every((id) => known.has(id)));
      const [found] = await ask(`filter: { storageUuids: "${uuid}" }, ${range(start, start + hour)}`);
      assert.equal(found?.points.length, 1);
    });

    it('makes the tables of one day once, however many ask at the same time', async () => {
      const day = Date.now() + 3 * dayMs;
      const others = [1, 2, 3].map(() => new MetricPartitions(house.parts.store, 7 * dayMs));

      await Promise.all(others.map((other) => other.ensure([day, day + dayMs])));

      const uuid = await array([series('v-1', minutes(day, [1]))]);
      assert.equal((await house.rows('metric_series', uuid)).length, 1);
    });
  });
}
