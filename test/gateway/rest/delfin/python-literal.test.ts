import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseJson } from '../../../../gateway/rest/delfin/json-value.js';
import { pythonLiteral } from '../../../../gateway/rest/delfin/python-literal.js';

const literals: readonly (readonly [json: string, literal: string])[] = [
  ['null', 'None'],
  ['true', 'True'],
  ['false', 'False'],
  ['22', '22'],
  ['-0', '0'],
  ['123456789012345678901234567890', '123456789012345678901234567890'],
  ['22.0', '22.0'],
  ['-0.0', '-0.0'],
  ['1.5', '1.5'],
  ['1e3', '1000.0'],
  ['1e15', '1000000000000000.0'],
  ['1e16', '1e+16'],
  ['0.0001', '0.0001'],
  ['0.00001', '1e-05'],
  ['1.5e-7', '1.5e-07'],
  ['1e400', 'inf'],
  ['"text"', "'text'"],
  [String.raw`"it's"`, `"it's"`],
  [String.raw`"it's \"so\""`, String.raw`'it\'s "so"'`],
  [String.raw`"a\\b\n\t\u0001\u007f"`, String.raw`'a\\b\n\t\x01\x7f'`],
  ['"é 漢 😀"', "'é 漢 😀'"],
  [String.raw`"\u00a0\u200b\ud800"`, String.raw`'\xa0\u200b\ud800'`],
  ['[1, "a", null]', "[1, 'a', None]"],
  ['{"k": 1, "l": {"m": []}}', "{'k': 1, 'l': {'m': []}}"],
  ['{}', '{}'],
];

suite('a value as Python writes it', () => {
  for (const [json, literal] of literals)
    test(`is ${literal} for ${json}`, () => {
      assert.equal(pythonLiteral(parseJson(json)), literal);
    });

  test('hides a secret, at its own place and inside objects, whatever it is', () => {
    const body = parseJson(
      '{"rest": {"username": "u", "password": 1234}, "auth_key": ["k"], "pub_key": "", "privacy_key": {"k": "k"}}',
    );

    assert.equal(
      pythonLiteral(body),
      "{'rest': {'username': 'u', 'password': '***'}, 'auth_key': '***', 'pub_key': '', 'privacy_key': '***'}",
    );
    assert.equal(pythonLiteral('public', 'community_string'), "'***'");
  });
});
