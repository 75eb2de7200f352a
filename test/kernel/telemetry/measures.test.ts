import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Counters } from '../../../subgraphs/kernel/telemetry/counters.js';
import { gauge, only } from '../../../subgraphs/kernel/telemetry/family.js';
import { Metrics, textOf } from '../../../subgraphs/kernel/telemetry/metrics.js';
import { Timings } from '../../../subgraphs/kernel/telemetry/timings.js';
import { readMetrics } from '../../support/metrics-text.js';

suite('measures', () => {
  test('count by the values of their labels, and give the same count again', () => {
    const counters = new Counters('fruits_total', 'Fruits.', ['kind', 'colour']);

    counters.of('apple', 'red').value++;
    counters.of('apple', 'green').value += 2;
    counters.of('apple', 'red').value++;

    assert.deepEqual(
      counters.samples().map(({ labels, value }) => [labels, value]),
      [
        [{ kind: 'apple', colour: 'red' }, 2],
        [{ kind: 'apple', colour: 'green' }, 2],
      ],
    );
  });

  test('put each duration into its bucket and those above, with the bounds themselves inside', () => {
    const timings = new Timings('work_seconds', 'Work.', [], [0.1, 1]);

    for (const ms of [62.5, 100, 125, 1000, 5000]) timings.of().add(ms);

    const values = timings
      .samples()
      .map(({ labels, value, metricName }) => [metricName, labels['le'], value]);
    assert.deepEqual(values, [
      ['work_seconds_bucket', '0.1', 2],
      ['work_seconds_bucket', '1', 4],
      ['work_seconds_bucket', '+Inf', 5],
      ['work_seconds_sum', undefined, 6.2875],
      ['work_seconds_count', undefined, 5],
    ]);
  });

  test('are told as text, with quotes and line ends in labels escaped', async () => {
    const metrics = new Metrics();
    const counters = new Counters('odd_total', 'Odd labels.', ['text']);
    counters.of('a "b"\\\nc').value++;
    metrics.add(counters);

    const text = await metrics.text();

    assert.match(text, /^# TYPE odd_total counter$/m);
    assert.match(text, /^odd_total\{text="a \\"b\\"\\\\\\nc"\} 1$/m);
    assert.equal(readMetrics(text).families.get('process_cpu_seconds_total'), 'counter');
  });

  test('of several processes are added up, and what all know alike is told once', async () => {
    const ofOne = (count: number): Metrics => {
      const metrics = new Metrics();
      const counters = new Counters('asked_total', 'Asked.', ['kind']);
      counters.of('query').value = count;
      const timings = new Timings('work_seconds', 'Work.');
      timings.of().add(1);
      metrics.add(
        counters,
        timings,
        gauge('shared', 'The same for all.', () => only(7), 'first'),
      );
      metrics.add(gauge('worst', 'The largest.', () => only(count), 'max'));
      return metrics;
    };

    const told = await Promise.all([ofOne(2), ofOne(3)].map((metrics) => metrics.tell()));
    // What goes from process to process is JSON.
    const read = readMetrics(await textOf(JSON.parse(JSON.stringify(told)) as typeof told));

    assert.equal(read.value('asked_total', { kind: 'query' }), 5);
    assert.equal(read.value('work_seconds_bucket', { le: '+Inf' }), 2);
    assert.equal(read.value('shared'), 7);
    assert.equal(read.value('worst'), 3);
  });

  test('fail as a whole where one cannot be read', async () => {
    const metrics = new Metrics();
    metrics.add(gauge('broken', 'Fails.', () => Promise.reject(new Error('the database is away'))));

    await assert.rejects(metrics.text(), /the database is away/);
  });
});
