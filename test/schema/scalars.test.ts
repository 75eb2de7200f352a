import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseValue } from 'graphql';
import { fromGlobalId, keyOf, toGlobalId } from '../../schema/global-id.js';
import { DateTime } from '../../schema/scalars/date-time.js';
import { Long } from '../../schema/scalars/long.js';

test('a Long is a number when exact and text beyond', () => {
  assert.equal(Long.serialize(42n), 42);
  assert.equal(Long.serialize('9007199254740993'), '9007199254740993');
  assert.equal(Long.parseLiteral(parseValue('9007199254740993'), {}), '9007199254740993');
  assert.equal(Long.parseValue('-9223372036854775808'), '-9223372036854775808');
});

test('a Long refuses fractions, words and what does not fit 64 bits', () => {
  for (const wrong of [1.5, 'one', '9223372036854775808', 2 ** 60, true, null])
    assert.throws(() => Long.parseValue(wrong), /Long must/);
});

test('a DateTime is an instant that Date and database both know', () => {
  assert.equal(
    DateTime.serialize(DateTime.parseValue('2026-01-31T12:00:00+14:00')),
    '2026-01-30T22:00:00.000Z',
  );
  for (const wrong of [
    '2016-12-31T23:59:60Z',
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-01:00',
    '2026-02-30T00:00:00Z',
    'now',
    1,
  ])
    assert.throws(() => DateTime.parseValue(wrong), /DateTime/);
});

test('a global id gives its two halves back and nothing else does', () => {
  const id = toGlobalId('ComputeNode', 'default/ä:1');

  assert.deepEqual(fromGlobalId(id), { type: 'ComputeNode', key: 'default/ä:1' });
  assert.equal(keyOf('ComputeNode', id), 'default/ä:1');
  assert.equal(keyOf('Cloud', id), undefined);
  for (const wrong of ['', 'x', '%%%', Buffer.from('nocolon').toString('base64url'), `${id}=`])
    assert.equal(fromGlobalId(wrong), undefined);
});
