import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseValue } from 'graphql';
import { fromGlobalId, keyOf, toGlobalId } from '../../schema/global-id.js';
import { DateTime } from '../../schema/scalars/date-time.js';
import { Long } from '../../schema/scalars/long.js';
import { Json } from '../../schema/scalars/scalars.js';

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
    '2026-04-31T00:00:00Z',
    '2026-01-31T24:00:00Z',
    '2026-01-31T12:00:00',
    '2026-01-31T12:00:00+24:00',
    '2026-01-31',
    new Date(Number.NaN),
    'now',
    1,
  ])
    assert.throws(() => DateTime.parseValue(wrong), /DateTime/);
});

test('a DateTime leaves as UTC with milliseconds, from a Date, a text or milliseconds', () => {
  const instant = Date.parse('2028-02-29T23:59:59.5Z');

  assert.deepEqual(
    [new Date(instant), '2028-03-01t00:59:59.5+01:00', instant].map((value) => DateTime.serialize(value)),
    Array.from({ length: 3 }, () => '2028-02-29T23:59:59.500Z'),
  );
});

test('a JSON literal is read member by member, with its variables', () => {
  const literal = parseValue('{ a: [1, 2.5, "x", null, $v], __proto__: { b: true } }');

  const value = Json.parseLiteral(literal, { v: { c: 1 } }) as Record<string, unknown>;

  assert.equal(JSON.stringify(value), '{"a":[1,2.5,"x",null,{"c":1}],"__proto__":{"b":true}}');
  assert.equal(({} as Record<string, unknown>)['b'], undefined);
});

test('a global id gives its two halves back and nothing else does', () => {
  const id = toGlobalId('ComputeNode', 'default/ä:1');

  assert.deepEqual(fromGlobalId(id), { type: 'ComputeNode', key: 'default/ä:1' });
  assert.equal(keyOf('ComputeNode', id), 'default/ä:1');
  assert.equal(keyOf('Cloud', id), undefined);
  for (const wrong of ['', 'x', '%%%', Buffer.from('nocolon').toString('base64url'), `${id}=`])
    assert.equal(fromGlobalId(wrong), undefined);
});
