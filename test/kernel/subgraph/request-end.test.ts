import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Fault } from '../../../subgraphs/kernel/errors/fault.js';
import { RequestEnd } from '../../../subgraphs/kernel/subgraph/request-end.js';

suite('the end of a request', () => {
  test('is told once to each who listens, and not to those who stopped', () => {
    const end = new RequestEnd();
    const told: string[] = [];
    end.onEnd(() => told.push('a'));
    const forget = end.onEnd(() => told.push('b'));
    forget();

    end.end();
    end.end(new Fault('SUBGRAPH_TIMEOUT', 'Too late.'));

    assert.deepEqual(told, ['a']);
    assert.equal(end.hasEnded, true);
    assert.equal(end.reason, undefined);
  });

  test('is told at once to those who come later', () => {
    const end = new RequestEnd();
    end.end(new Fault('SUBGRAPH_TIMEOUT', 'Too late.'));
    const told: (string | undefined)[] = [];

    end.onEnd(() => told.push(end.reason?.message));

    assert.deepEqual(told, ['Too late.']);
  });

  test('aborts its signal, whenever that was asked for', () => {
    const before = new RequestEnd();
    const { signal } = before;
    before.end(new Fault('SUBGRAPH_TIMEOUT', 'Too late.'));
    const after = new RequestEnd();
    after.end();

    assert.equal(signal.aborted, true);
    assert.equal((signal.reason as Fault).code, 'SUBGRAPH_TIMEOUT');
    assert.equal(after.signal.aborted, true);
  });
});
