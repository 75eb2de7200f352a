import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { searchIndexOf } from '../../../subgraphs/metadata/services/search-index.js';
import {
  hasPunctuation,
  marked,
  valueKey,
  wordKey,
  wordsOf,
} from '../../../subgraphs/metadata/services/search-words.js';

describe('the words of a text', () => {
  test('are runs of letters, digits and "_ - ." in lower case', () => {
    assert.deepEqual(wordsOf('/Var/lib-64, DB1.example.org ÜBER_2 数据!'), [
      'var',
      'lib-64',
      'db1.example.org',
      'über_2',
      '数据',
    ]);
  });

  test('tell whether there is anything else', () => {
    assert.equal(hasPunctuation('daily full-1.0'), false);
    assert.equal(hasPunctuation('tmp/*'), true);
  });

  test('have marked edges, so that a part of a word is no part of the marked text', () => {
    assert.ok(marked('/var/lib/mysql').includes(marked('lib/mysql')));
    assert.ok(!marked('/var/lib/mysql').includes(marked('ib/mysql')));
    assert.ok(!marked('/var/lib/mysql').includes(marked('lib/my')));
  });
});

describe('the search index of a document', () => {
  test('names leaves by the nearest key, at any depth and in lists', () => {
    const { keys } = searchIndexOf({
      backup_metadata: { host_name: 'Alpha', list: ['a', ['b']], inner: { level: 3 } },
    });

    for (const key of [
      wordKey('host_name', 'alpha'),
      wordKey('', 'alpha'),
      wordKey('list', 'b'),
      valueKey('level', 3),
      valueKey('', 3),
    ]) {
      assert.ok(keys.includes(key), key);
    }
    assert.ok(!keys.includes(wordKey('backup_metadata', 'alpha')));
  });

  test('holds no key longer than the database can index', () => {
    const { keys } = searchIndexOf({ ['f'.repeat(5000)]: 'w'.repeat(100_000) });

    assert.ok(keys.every((key) => key.length <= 200));
  });

  test('takes a document with a hundred thousand members', () => {
    const { keys } = searchIndexOf({
      wide: Object.fromEntries(Array.from({ length: 150_000 }, (_, i) => [`k${i}`, i])),
    });

    assert.ok(keys.length > 450_000);
  });
});
