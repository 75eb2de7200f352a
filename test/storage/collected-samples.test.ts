import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkedSeries } from '../../subgraphs/storage/services/checked-series.js';
import { regularRange, requestOf, retryPeriodMs } from '../../subgraphs/storage/services/collection-plan.js';
import { metricWindow, stepsOf } from '../../subgraphs/storage/services/metric-window.js';
import { sampleRows } from '../../subgraphs/storage/services/sample-rows.js';

const now = Date.parse('2026-11-21T08:00:07.400Z');
const minute = 60_000;

describe('what a collection asks for', () => {
  it('is the last interval and a minute more, in whole seconds', () => {
    const range = regularRange(now, 15 * minute, undefined);

    assert.deepEqual(
      [range.start, range.end].map((instant) => new Date(instant).toISOString()),
      ['2026-11-21T07:44:07.000Z', '2026-11-21T08:00:07.400Z'],
    );
  });

  it('is what has passed since the last run, half an hour or an interval at most, and never from the future', () => {
    const starts = [now - 5 * minute, now - 20 * minute, now - 300 * minute, now + 9 * minute].map(
      (collectedTo) => (now - regularRange(now, 15 * minute, collectedTo).start) / minute,
    );
    const long = (now - regularRange(now, 60 * minute, now - 300 * minute).start) / minute;

    assert.deepEqual([...starts, long].map(Math.floor), [6, 21, 31, 1, 61]);
  });

  it('is tried again after a fifth of what the array keeps, else its own period, else 900 s', () => {
    const periods = [
      { is_historic: false, performance_metric_retention_window: 4500, failed_job_collect_interval: 7 },
      { is_historic: false, performance_metric_retention_window: 86_400 },
      { is_historic: false, failed_job_collect_interval: 240 },
      { is_historic: false, failed_job_collect_interval: 1e300 },
      { is_historic: false },
    ].map(retryPeriodMs);

    assert.deepEqual(periods, [900_000, 1_440_000, 240_000, 86_400_000, 900_000]);
  });

  it('is nothing where nothing is measured', () => {
    const range = { start: 0, end: 1 };

    assert.equal(requestOf({ is_historic: false }, range), undefined);
    assert.equal(requestOf({ is_historic: false, resource_metrics: {} }, range), undefined);
  });
});

describe('what a driver tells', () => {
  const bounds = { from: 0, to: 1000 };
  const good = { name: 'iops', resourceType: 'volume', resourceId: 'v', unit: 'IOPS', samples: [[1, 2]] };

  it('loses only what cannot be kept', () => {
    const batch = [
      good,
      { ...good, name: 'io"ps' },
      { ...good, resourceType: 'toaster' },
      { ...good, resourceId: 'a\0b' },
      { ...good, resourceId: 'x'.repeat(513) },
      { ...good, unit: 7 },
      { ...good, samples: 'none' },
      { ...good, samples: Array.from({ length: 100_001 }, (_, i) => [i % 1000, 1]) },
      {
        ...good,
        samples: [[1, 'two'], [2, Number.NaN], [3, 1e300], [1.5, 1], [-1, 1], [1001, 1], 'x', null, [9, 9]],
      },
      null,
    ];

    const { series, rejected } = checkedSeries(batch, bounds);

    assert.deepEqual(
      series.map(({ samples }) => samples),
      [[[1, 2]], [[9, 9]]],
    );
    assert.equal(rejected, 13 + 100_001);
  });

  it('is put in order, each instant once, the last word holding', () => {
    const { series } = checkedSeries(
      [
        {
          ...good,
          samples: [
            [3, 1],
            [1, 1],
            [3, 2],
          ],
        },
      ],
      bounds,
    );

    assert.deepEqual(series[0]?.samples, [
      [1, 1],
      [3, 2],
    ]);
  });

  it('is nothing when it is no list', () => {
    assert.deepEqual(checkedSeries({ length: 3 }, bounds), { series: [], rejected: 1 });
  });
});

describe('rows of samples', () => {
  it('never cross an hour', () => {
    const at = Date.parse('2026-11-21T08:58:00Z');

    const rows = sampleRows([0, 1, 2, 3].map((i) => [at + i * minute, i + 0.5]));

    assert.deepEqual(rows, [
      { at, offsets: '{0,60000}', readings: '{0.5,1.5}' },
      { at: at + 2 * minute, offsets: '{0,60000}', readings: '{2.5,3.5}' },
    ]);
  });

  it('hold what is too small for four bytes as nothing', () => {
    assert.equal(sampleRows([[0, 1e-300]])[0]?.readings, '{0}');
  });
});

describe('a window of time', () => {
  it('is the last hour in minutes unless told', () => {
    const window = metricWindow({}, now);

    assert.deepEqual(window, { from: now - 60 * minute, to: now, stepS: 60, aggregation: 'AVERAGE' });
    assert.equal(stepsOf(window), 61);
  });

  it('has round steps, at most about 200', () => {
    const steps = [1, 24, 24 * 30, 24 * 3650].map(
      (hours) => metricWindow({ from: new Date(now - hours * 60 * minute) }, now).stepS,
    );

    assert.deepEqual(steps, [60, 900, 21_600, 1_641_600]);
  });
});
