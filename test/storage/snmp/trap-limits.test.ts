import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { TrapLimits } from '../../../subgraphs/storage/snmp/trap-limits.js';

suite('the limits of traps', () => {
  /** How many of `n` traps of a sender pass. */
  const passing = (limits: TrapLimits, sender: string, n: number): number =>
    Array.from({ length: n }, () => limits.allows(sender)).filter(Boolean).length;

  test('let ten seconds of the rate through at once, then the rate', () => {
    let now = 0;
    const limits = new TrapLimits({ perSender: 10, total: 1000 }, () => now);

    const burst = passing(limits, 'a', 500);
    now += 1000;
    const second = passing(limits, 'a', 500);
    now += 3_600_000;
    const afterRest = passing(limits, 'a', 500);

    assert.deepEqual([burst, second, afterRest], [100, 10, 100]);
  });

  test('keep one sender from taking the share of another', () => {
    const limits = new TrapLimits({ perSender: 10, total: 1000 }, () => 0);

    const flood = passing(limits, 'a', 500);
    const other = passing(limits, 'b', 50);

    assert.deepEqual([flood, other], [100, 50]);
  });

  test('hold all senders together to the total', () => {
    const limits = new TrapLimits({ perSender: 10, total: 15 }, () => 0);

    const passed = ['a', 'b', 'c'].map((sender) => passing(limits, sender, 100));

    assert.deepEqual(passed, [100, 50, 0]);
  });

  test('forget senders that are none any more', () => {
    const limits = new TrapLimits({ perSender: 1, total: 1000 }, () => 0);
    passing(limits, 'a', 100);

    limits.keepOnly(new Map());

    assert.equal(passing(limits, 'a', 100), 10);
  });
});
