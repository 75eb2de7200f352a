import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { PageBlock } from '../support/pages.js';
import { assertOutput } from './expected-output.js';

const json = (text: string): PageBlock => ({ language: 'json', info: '', text, line: 1 });
const plain = (text: string): PageBlock => ({ language: 'text', info: '', text, line: 1 });

suite('the output a page expects', () => {
  test('is JSON by value', () => {
    assertOutput('{"a": 1,\n "b": [2]}', json('{"b":[2],"a":1}'));

    assert.throws(() => assertOutput('{"a":1,"b":2}', json('{"a":1}')), assert.AssertionError);
  });

  test('is one JSON document a line', () => {
    assertOutput('{"a":1}\n{"a":2}\n', json('{"a":1}\n{"a":2}'));

    assert.throws(() => assertOutput('{"a":1}\n', json('{"a":1}\n{"a":2}')), assert.AssertionError);
  });

  test('leaves out ids, times and cursors', () => {
    assertOutput(
      '{"guid":"0c9e5c2e-8f0e-4d7c-9a37-9b8cbb8c6a10","at":"2026-01-02T03:04:05.678Z","cursor":"compute.17"}',
      json(
        '{"guid":"11111111-2222-3333-4444-555555555555","at":"2020-01-01T00:00:00Z","cursor":"compute.1"}',
      ),
    );
  });

  test('takes anything, but something, for three dots in JSON', () => {
    assertOutput('{"token":{"a":1},"list":[1,2]}', json('{"token":"…","list":[1,"…"]}'));

    assert.throws(() => assertOutput('{}', json('{"token":"…"}')), assert.AssertionError);
    assert.throws(() => assertOutput('{"list":[1]}', json('{"list":[1,"…"]}')), assert.AssertionError);
  });

  test('is text line by line, in which three dots leave out lines or parts of one', () => {
    assertOutput(
      'HTTP/1.1 200 OK\nserver: x\ndate: y\n\nbody 12 end\n',
      plain('HTTP/1.1 200 OK\n…\nbody … end'),
    );

    assert.throws(
      () => assertOutput('HTTP/1.1 404 Not Found\n', plain('HTTP/1.1 200 OK')),
      assert.AssertionError,
    );
    assertOutput('ready\nmore\neven more', plain('ready\n…'));
    assert.throws(() => assertOutput('one\ntwo\nthree', plain('one\ntwo')), assert.AssertionError);
  });
});
