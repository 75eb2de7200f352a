import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { JsonText } from '../../../../schema/json-text.js';
import { encodeBody } from '../../../../gateway/rest/delfin/encode.js';

suite('the text of an answer', () => {
  test('has blanks behind commas and colons, and none in between', () => {
    const body = { volumes: [{ id: 'a, b: c', free: null, list: [], more: {} }, 1] };

    assert.equal(
      encodeBody(body),
      '{"volumes": [{"id": "a, b: c", "free": null, "list": [], "more": {}}, 1]}',
    );
  });

  test('is ASCII', () => {
    assert.equal(encodeBody({ é: '漢😀\u007f\n"' }), String.raw`{"\u00e9": "\u6f22\ud83d\ude00\u007f\n\""}`);
  });

  test('keeps integers exact, and leaves out what is not there', () => {
    const body = { total: new JsonText('9223372036854775807'), match_key: undefined };

    assert.equal(encodeBody(body), '{"total": 9223372036854775807}');
  });
});
