import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  documentOfText,
  documentOfValue,
  mergedDocument,
} from '../../../subgraphs/metadata/services/document.js';

const limit = 1000;

describe('a legacy document', () => {
  test('is kept as written, blanks aside', () => {
    const document = documentOfText('{ "10": 1.0, "2" : 9007199254740993 }', limit);

    assert.equal(document.text, '{"10":1.0,"2":9007199254740993}');
  });

  test('is refused when it is no JSON object', () => {
    for (const text of ['', '{', 'null', '[]', '"x"', '{"a":}']) {
      assert.throws(() => documentOfText(text, limit), { code: 'BAD_USER_INPUT' });
    }
    for (const value of [null, [], 'x', 5, undefined]) {
      assert.throws(() => documentOfValue(value, limit), { code: 'BAD_USER_INPUT' });
    }
  });

  test('is refused when the database cannot keep it', () => {
    for (const text of [
      String.raw`{"a":"\u0000"}`,
      String.raw`{"\u0000":1}`,
      String.raw`{"a":[{"b":"\ud800"}]}`,
    ]) {
      assert.throws(() => documentOfText(text, limit), { code: 'BAD_USER_INPUT' });
    }
  });

  test('is refused beyond its limits of size and depth', () => {
    assert.throws(
      () => documentOfText(JSON.stringify({ a: 'é'.repeat(500) }), limit),
      /must not be longer than 1000 bytes/,
    );
    assert.throws(
      () => documentOfText(`{"a":${'['.repeat(200)}${']'.repeat(200)}}`, limit),
      /nested deeper than 100 levels/,
    );
    assert.throws(
      () => documentOfText(`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, 1e6),
      /nested deeper than 100 levels/,
    );
    assert.throws(() => documentOfValue(deeply(200_000), 1e6), /nested deeper than 100 levels/);
  });

  test('takes the members of a change in place, one level deep, and new ones last', () => {
    const merged = mergedDocument(
      documentOfText('{"b":1,"a":{"x":1,"y":2}}', limit),
      documentOfText('{"c":3,"a":{"y":5}}', limit),
      limit,
    );

    assert.equal(merged.text, '{"b":1,"a":{"y":5},"c":3}');
    assert.deepEqual(merged.value, { b: 1, a: { y: 5 }, c: 3 });
  });
});

function deeply(levels: number): object {
  let value: object = {};
  for (let level = 0; level < levels; level++) value = { value };
  return value;
}
