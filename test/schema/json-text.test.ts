import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compactJson, encodeJson, jsonMembers, jsonObject, JsonText } from '../../schema/json-text.js';

test('the members of an object keep their order and the text of their values', () => {
  const text = '{ "b" : 1.0, "10": [1, {"x": "a } , \\" b"}], "2":9007199254740993,\n"e":{} }';

  const members = jsonMembers(text);

  assert.deepEqual([...members.keys()], ['b', '10', '2', 'e']);
  assert.deepEqual(
    [...members.values()].map((member) => member.text),
    ['1.0', '[1,{"x":"a } , \\" b"}]', '9007199254740993', '{}'],
  );
});

test('a key that occurs twice keeps its first place and its last value', () => {
  const members = jsonMembers('{"a":1,"b":2,"a":3}');

  assert.equal(jsonObject(members).text, '{"a":3,"b":2}');
});

test('taking an object apart and joining it again changes nothing but blanks', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.constantFrom(undefined, 2, '\t'),
      (value, indent) => {
        const rebuilt = jsonObject(jsonMembers(JSON.stringify(value, null, indent)));

        assert.equal(rebuilt.text, JSON.stringify(value));
      },
    ),
  );
});

test('texts stand unchanged wherever they are put', () => {
  const encoded = encodeJson({
    a: [new JsonText('{"2":1,"1":1.50}'), undefined],
    gone: undefined,
    b: null,
    c: new Date(0),
  });

  assert.equal(encoded, '{"a":[{"2":1,"1":1.50},null],"b":null,"c":"1970-01-01T00:00:00.000Z"}');
});

test('a text of a megabyte is compacted', () => {
  const long = JSON.stringify({ text: '\\"'.repeat(300_000), list: Array(100_000).fill(1) }, null, 1);

  const compact = compactJson(long);

  assert.equal(compact, JSON.stringify(JSON.parse(long)));
});
