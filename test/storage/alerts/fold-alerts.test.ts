import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { DeviceAlert } from '../../../subgraphs/storage/drivers/alerts.js';
import { checkedAlert } from '../../../subgraphs/storage/services/alert-condition.js';
import {
  foldAlerts,
  type AlertReport,
  type FoldedAlerts,
} from '../../../subgraphs/storage/services/fold-alerts.js';

const storageId = '5b0f6a0e-1c1d-4a51-9d0e-7f2c1a3b4c5d';
const storages = new Map([
  [storageId, { id: storageId, name: 'array-A', vendor: 'Acme', model: 'A9000', serial_number: 'ACM0042' }],
]);
const fault: DeviceAlert = { alertId: '0x1', category: 'Fault', severity: 'Major', location: 'bay 1' };

function report(told: DeviceAlert, changes: Partial<AlertReport> = {}): AlertReport {
  const alert = checkedAlert(told);
  assert.ok(alert);
  return { storageId, origin: 'TRAP', at: new Date('2026-01-01T00:00:00Z'), alert, ...changes };
}

const changesOf = (folded: FoldedAlerts): string[] => folded.changes.map(({ change }) => change);

suite('reports of alerts', () => {
  test('with one match key are one alert, whatever else differs', () => {
    const folded = foldAlerts(
      [
        report({ ...fault, matchKey: 'AB' }),
        report({ ...fault, alertId: '0x9', location: 'elsewhere', matchKey: 'ab', occurTime: 2 }),
      ],
      { open: [], storages },
    );

    assert.deepEqual(
      folded.inserted.map(({ occurrences, location }) => ({ occurrences, location })),
      [{ occurrences: 2, location: 'elsewhere' }],
    );
  });

  test('without a match key are one alert by kind and place', () => {
    const folded = foldAlerts(
      [report(fault), report({ ...fault, location: 'bay 2' }), report({ ...fault, description: 'again' })],
      { open: [], storages },
    );

    assert.deepEqual(
      folded.inserted.map(({ location, occurrences }) => [location, occurrences]),
      [
        ['bay 1', 2],
        ['bay 2', 1],
      ],
    );
  });

  test('that repeat in one batch are one event', () => {
    const [open] = foldAlerts([report(fault)], { open: [], storages }).inserted;
    assert.ok(open);

    const folded = foldAlerts([report(fault), report(fault), report(fault)], { open: [open], storages });

    assert.deepEqual(changesOf(folded), ['changed']);
    assert.equal(folded.changes[0]?.row.occurrences, 4);
  });

  test('that open, clear and open again are two alerts', () => {
    const folded = foldAlerts([report(fault), report({ ...fault, category: 'recovery' }), report(fault)], {
      open: [],
      storages,
    });

    assert.deepEqual(changesOf(folded), ['opened', 'cleared', 'opened']);
    assert.deepEqual(
      folded.inserted.map(({ state }) => state),
      ['CLEARED', 'OPEN'],
    );
    assert.deepEqual(
      folded.history.map(({ change }) => change),
      ['OPENED', 'CLEARED', 'OPENED'],
    );
  });

  test('that clear what is not open come to nothing', () => {
    const folded = foldAlerts([report({ ...fault, category: 'Recovery' })], { open: [], storages });

    assert.deepEqual([folded.outcomes, folded.changes], [['ignored'], []]);
  });

  test('that tell how they were cleared clear, unless they are faults', () => {
    const cleared = foldAlerts(
      [report(fault), report({ ...fault, category: 'Event', clearCategory: 'Automatic' })],
      {
        open: [],
        storages,
      },
    );
    const repeated = foldAlerts([report(fault), report({ ...fault, clearCategory: 'Automatic' })], {
      open: [],
      storages,
    });

    assert.deepEqual([changesOf(cleared), changesOf(repeated)], [['opened', 'cleared'], ['opened']]);
  });

  test('of a storage that is gone come to nothing', () => {
    const folded = foldAlerts([report(fault)], { open: [], storages: new Map() });

    assert.deepEqual([folded.outcomes, folded.inserted], [['ignored'], []]);
  });

  test('of a list are new occurrences only with a new number, or without one at a new time', () => {
    const listed = (changes: Partial<DeviceAlert>): AlertReport =>
      report({ ...fault, sequenceNumber: 7, occurTime: 1, ...changes }, { origin: 'SYNC' });
    const unnumbered = (occurTime: number): AlertReport =>
      report({ ...fault, location: 'bay 2', occurTime }, { origin: 'SYNC' });

    const folded = foldAlerts(
      [
        listed({}),
        listed({ occurTime: 2 }),
        listed({ sequenceNumber: 8 }),
        unnumbered(1),
        unnumbered(1),
        unnumbered(2),
      ],
      { open: [], storages },
    );

    assert.deepEqual(
      folded.inserted.map(({ occurrences }) => occurrences),
      [2, 2],
    );
  });

  test('that come twice as a trap with one number and time are one occurrence', () => {
    const same = report({ ...fault, sequenceNumber: '1', occurTime: 5 });

    const folded = foldAlerts([same, same], { open: [], storages });

    assert.equal(folded.inserted[0]?.occurrences, 1);
  });

  test('are exported once, and again with another severity in place of the former', () => {
    const folded = foldAlerts([report(fault), report(fault), report({ ...fault, severity: 'Critical' })], {
      open: [],
      storages,
      holdMs: 1000,
    });

    assert.deepEqual(
      folded.pushes.map(({ labels, endsAt }) => [labels['severity'], endsAt]),
      [
        ['Major', '2026-01-01T00:00:01.000Z'],
        ['Major', '2026-01-01T00:00:00.000Z'],
        ['Critical', '2026-01-01T00:00:01.000Z'],
      ],
    );
  });
});

suite('an alert of a driver', () => {
  test('without an alert id is none', () => {
    const alerts = [{ alertId: '' }, { alertId: undefined }, { alertId: { a: 1 } }].map((told) =>
      checkedAlert(told as unknown as DeviceAlert),
    );

    assert.deepEqual(alerts, [undefined, undefined, undefined]);
  });

  test('of wrong types is mended to what can be kept', () => {
    const alert = checkedAlert({
      alertId: 77 as unknown as string,
      alertName: 'a\0b\uD800',
      severity: ['Major'] as unknown as string,
      sequenceNumber: 8841,
      occurTime: Number.NaN,
      description: 'x'.repeat(20_000),
    });

    assert.deepEqual(
      [
        alert?.alertId,
        alert?.alertName,
        alert?.severity,
        alert?.sequenceNumber,
        alert?.occurTime,
        alert?.description?.length,
      ],
      ['77', 'ab\uFFFD', null, '8841', null, 8192],
    );
  });
});
