import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readTraceParent, writeTraceParent } from '../../../subgraphs/kernel/telemetry/trace-parent.js';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';
const traceparent = `00-${traceId}-${spanId}-01`;

suite('the place of a span (W3C Trace Context)', () => {
  test('is written as it was read', () => {
    for (const given of [
      { traceparent },
      { traceparent: `00-${traceId}-${spanId}-00` },
      { traceparent, tracestate: 'one=1,two=2' },
    ]) {
      const read = readTraceParent(given);

      assert.ok(read);
      assert.deepEqual(writeTraceParent(read), given);
    }
  });

  test('is read from later versions as far as this one goes', () => {
    const read = readTraceParent({ traceparent: `cc-${traceId}-${spanId}-03-what-comes-later` });

    assert.deepEqual([read?.traceId, read?.spanId, read?.traceFlags], [traceId, spanId, 1]);
  });

  test('counts as none where it is not well formed', () => {
    const wrong = [
      '',
      'none',
      `${traceparent}-more`,
      traceparent.toUpperCase(),
      `ff-${traceId}-${spanId}-01`,
      `00-${'0'.repeat(32)}-${spanId}-01`,
      `00-${traceId}-${'0'.repeat(16)}-01`,
      `00-${traceId.slice(1)}-${spanId}-01`,
      `${traceparent}, ${traceparent}`,
    ];

    const read = wrong.filter((one) => readTraceParent({ traceparent: one }) !== undefined);

    assert.deepEqual(read, []);
  });

  test('goes on without what no header can hold', () => {
    const read = readTraceParent({ traceparent, tracestate: 'odd=\u00ff,other=\n,good=1' });

    assert.ok(read);
    assert.deepEqual(writeTraceParent(read), { traceparent, tracestate: 'good=1' });
  });

  test('goes on without a state that is too long', () => {
    const read = readTraceParent({ traceparent, tracestate: `key=${'v'.repeat(600)}` });

    assert.ok(read);
    assert.deepEqual(writeTraceParent(read), { traceparent });
  });
});
