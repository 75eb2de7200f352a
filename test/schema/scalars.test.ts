import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseValue } from 'graphql';
import { fromGlobalId, keyOf, toGlobalId } from '../../schema/global-id.js';
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

test('a global id gives its two halves back and nothing else does', () => {
  const id = toGlobalId('ComputeNode', 'default/ä:1');

  assert.deepEqual(fromGlobalId(id), { type: 'ComputeNode', key: 'default/ä:1' });
  assert.equal(keyOf('ComputeNode', id), 'default/ä:1');
  assert.equal(keyOf('Cloud', id), undefined);
  for (const wrong of ['', 'x', '%%%', Buffer.from('nocolon').toString('base64url'), `${id}=`])
    assert.equal(fromGlobalId(wrong), undefined);
});
