import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { encodeBody } from '../../../../gateway/rest/orchestrator/encode.js';
import type { LegacyRequest } from '../../../../gateway/rest/route.js';

function requestWith(headers: Record<string, string> = {}): LegacyRequest {
  return {
    method: 'GET',
    path: '/',
    params: {},
    query: new URLSearchParams(),
    headers,
    body: Buffer.alloc(0),
    origin: '',
    address: '',
    requestId: '',
  };
}

describe('the layout of an Orchestrator answer', () => {
  test('sorts keys as text at every level and indents by two', () => {
    const { text, contentType } = encodeBody({ b: { 10: 1, 9: [] }, a: [{ y: {}, x: null }] }, requestWith());

    assert.equal(contentType, 'application/json');
    assert.equal(
      text,
      '{\n  "a": [\n    {\n      "x": null,\n      "y": {}\n    }\n  ],\n  "b": {\n    "10": 1,\n    "9": []\n  }\n}',
    );
  });

  test('sorts what is out of order beside what is in order', () => {
    const { text } = encodeBody(
      {
        list: [
          { a: 1, b: { c: 2 } },
          { b: 3, a: 4 },
        ],
        head: 0,
      },
      requestWith(),
    );

    assert.deepEqual(text.match(/"\w+"/g), ['"head"', '"list"', '"a"', '"b"', '"c"', '"a"', '"b"']);
  });

  test('keeps a key that JavaScript gives a meaning of its own', () => {
    const { text } = encodeBody(JSON.parse('{"__proto__": {"z": 1}, "A": 2}'), requestWith());

    assert.equal(text, '{\n  "A": 2,\n  "__proto__": {\n    "z": 1\n  }\n}');
  });

  test('escapes everything beyond ASCII, in keys and halves of pairs too', () => {
    const { text } = encodeBody({ é: 'ß€😀\u007f\n' }, requestWith());

    assert.equal(text, '{\n  "\\u00e9": "\\u00df\\u20ac\\ud83d\\ude00\u007f\\n"\n}');
  });

  test('uses one line for an XMLHttpRequest, in any letter case', () => {
    const { text } = encodeBody({ b: [1, 2], a: {} }, requestWith({ 'x-requested-with': 'xmlHTTPrequest' }));

    assert.equal(text, '{"a": {}, "b": [1, 2]}');
  });

  test('gives a string as plain text', () => {
    const answer = encodeBody('Hello World!', requestWith());

    assert.deepEqual(answer, { text: 'Hello World!', contentType: 'text/plain; charset=utf-8' });
  });
});
