import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitsCursorType } from '../../../subgraphs/kernel/database/cursor-types.js';

const right: Readonly<Record<string, readonly unknown[]>> = {
  integer: [0, -1, 2 ** 31 - 1, '7'],
  bigint: [0, '9223372036854775807', '-9223372036854775808'],
  text: ['', "'; --", '9', '\u{1f600}'],
  timestamptz: ['2026-11-21 07:31:27.123+00', '2026-11-21T07:31:27Z', '0001-01-01 00:00:00+05:30'],
  uuid: ['9b2d6d5e-0c1f-4a7e-8a55-3f0c1f2d4e5a'],
};
const wrong: Readonly<Record<string, readonly unknown[]>> = {
  integer: [2 ** 31, 0.5, 1e300, 'a', '', '1e3', undefined],
  bigint: ['9223372036854775808', 2 ** 62, '1.5', ' 1', undefined],
  text: ['\0', '\ud800', 9, undefined],
  timestamptz: [
    'infinity',
    'now',
    '2026-02-30',
    '2026-13-01 00:00:00+00',
    '0000-01-01 00:00:00+00',
    1,
    undefined,
  ],
  uuid: ['9B2D', '', '\0', 1, undefined],
};

test('a cursor holds what its columns can be compared with', () => {
  for (const [type, values] of Object.entries(right))
    for (const value of values) assert.ok(fitsCursorType(type, value), `${type} ${String(value)}`);
});

test('a cursor holds nothing else', () => {
  for (const [type, values] of Object.entries(wrong))
    for (const value of values) assert.ok(!fitsCursorType(type, value), `${type} ${String(value)}`);
});

test('a column of another type is a mistake of ours', () => {
  assert.throws(() => fitsCursorType('inet', 1), /inet/);
});
