import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openLog, type Log } from '../../../subgraphs/kernel/log/log.js';
import type { OtlpTracing } from '../../../subgraphs/kernel/telemetry/otlp-tracing.js';
import { testTracing } from '../../support/test-tracing.js';
import { startTraceCollector } from '../../support/trace-collector.js';
import { waitFor } from '../../support/wait-for.js';

function logTo(lines: string[]): Log {
  return openLog({ level: 'info', destination: { write: (line: string) => void lines.push(line) } });
}

function make(tracing: OtlpTracing, count: number): void {
  for (let i = 0; i < count; i++) tracing.begin('work', { role: 'internal' }).end();
}

function countOf({ spans }: OtlpTracing, outcome: string): number {
  return spans.samples().find(({ labels }) => labels['outcome'] === outcome)?.value ?? 0;
}

suite('spans on their way to a collector', () => {
  test('are sent with the headers of the settings', async (t) => {
    const collector = await startTraceCollector(t);
    const tracing = testTracing(collector.url, 'tested', { headers: { 'x-scope': 'north' } });

    make(tracing, 3);
    await tracing.stop();

    assert.deepEqual(
      [collector.spans.length, countOf(tracing, 'sent'), countOf(tracing, 'dropped')],
      [3, 3, 0],
    );
    assert.equal(collector.headers[0]?.['x-scope'], 'north');
    assert.match(String(collector.headers[0]?.['content-type']), /^application\/json/);
  });

  test('are dropped where too many wait, counted, and warned of once', async (t) => {
    const collector = await startTraceCollector(t);
    collector.answer('never');
    const lines: string[] = [];
    const tracing = testTracing(collector.url, 'tested', { log: logTo(lines) });

    make(tracing, 10_000);
    const waiting = 10_000 - countOf(tracing, 'dropped');
    collector.answer(200);
    await collector.close();
    await tracing.stop();

    assert.ok(waiting > 1000 && waiting < 6000, `${waiting} waited`);
    assert.equal(countOf(tracing, 'dropped') + countOf(tracing, 'sent'), 10_000, 'each was counted once');
    assert.equal(lines.length, 1, lines.join(''));
    assert.match(lines[0] ?? '', /"level":"warn".*Spans of traces are dropped/);
  });

  test('are dropped where the collector refuses them', async (t) => {
    const collector = await startTraceCollector(t);
    collector.answer(400);
    const lines: string[] = [];
    const tracing = testTracing(collector.url, 'tested', { log: logTo(lines) });

    make(tracing, 2);
    await waitFor('the refusal', () => countOf(tracing, 'dropped') === 2);
    make(tracing, 3);
    await waitFor('another', () => countOf(tracing, 'dropped') === 5);
    await tracing.stop();

    assert.equal(countOf(tracing, 'sent'), 0);
    assert.equal(lines.length, 1, 'a minute has not passed');
  });

  test('hold the end of a process up for two seconds at most', async (t) => {
    const collector = await startTraceCollector(t);
    collector.answer('never');
    const tracing = testTracing(collector.url);
    make(tracing, 5);

    const startedAt = performance.now();
    await tracing.stop();
    const took = performance.now() - startedAt;

    assert.ok(took > 1900 && took < 4000, `${took} ms`);
    assert.equal(countOf(tracing, 'dropped'), 5);
    make(tracing, 1);
    assert.equal(countOf(tracing, 'dropped'), 6, 'what comes later is lost as well');
  });

  test('are recorded by their share, the same below as above', async (t) => {
    const collector = await startTraceCollector(t);
    const tracing = testTracing(collector.url, 'tested', { sampling: { ratio: 0.5, heedsCaller: true } });

    for (let i = 0; i < 400; i++) {
      const above = tracing.begin('above', { role: 'server' });
      above.child('below', 'internal').end();
      above.note('SELECT', 'client', {}, 1);
      above.end();
    }
    await tracing.stop();

    const named = (wanted: string): number => collector.spans.filter(({ name }) => name === wanted).length;
    assert.ok(named('above') > 100 && named('above') < 300, `${named('above')} of 400`);
    assert.deepEqual([named('below'), named('SELECT')], [named('above'), named('above')]);
  });

  test('hold the first hundred notes of one that takes many', async (t) => {
    const collector = await startTraceCollector(t);
    const tracing = testTracing(collector.url);

    const attempt = tracing.begin('attempt', { role: 'consumer' });
    for (let i = 0; i < 150; i++) attempt.note('SELECT', 'client', {}, 1);
    attempt.end();
    await tracing.stop();

    assert.equal(collector.spans.filter(({ name }) => name === 'SELECT').length, 100);
  });

  test('keep the first code they failed with, and take nothing after their end', async (t) => {
    const collector = await startTraceCollector(t);
    const tracing = testTracing(collector.url);

    const span = tracing.begin('request', { role: 'server' });
    span.fail('NOT_FOUND');
    span.fail('500', true);
    span.end();
    span.rename('other');
    span.set({ late: true });
    await tracing.stop();

    const [told] = collector.spans;
    assert.deepEqual(
      [told?.name, told?.isError, told?.attributes],
      ['request', false, { 'error.type': 'NOT_FOUND' }],
    );
  });
});
