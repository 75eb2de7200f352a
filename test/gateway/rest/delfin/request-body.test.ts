import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { alertSyncRule } from '../../../../gateway/rest/delfin/body-rules.js';
import { readBody, refuseBody } from '../../../../gateway/rest/delfin/request-body.js';
import { legacyRequest, refusalOf, type RequestParts } from './legacy-request.js';

const malformed = {
  status: 400,
  body: {
    error_code: 'MalformedRequestBody',
    error_msg: 'Malformed request body: cannot understand JSON.',
    error_args: ['cannot understand JSON'],
  },
};
const json = { 'content-type': 'application/json' };

suite('a body where one is needed', () => {
  const absent: readonly (readonly [title: string, parts: RequestParts])[] = [
    ['there is none', {}],
    ['it is empty', { headers: json }],
    ['its type is another', { headers: { 'content-type': 'text/plain' }, body: '{}' }],
    ['it has no type', { body: '{}' }],
    ['it is no JSON', { headers: json, body: '{' }],
    ['it is blank', { headers: json, body: ' ' }],
    ['it is no UTF-8', { headers: json, body: Buffer.from([0x22, 0xff, 0x22]) }],
    ['it is nested without end', { headers: json, body: '['.repeat(100_000) }],
  ];
  for (const [title, parts] of absent)
    test(`is malformed when ${title}`, () => {
      const refused = refusalOf(() => readBody(legacyRequest({ method: 'POST', ...parts }), alertSyncRule));

      assert.deepEqual(refused, malformed);
    });

  test('is read whatever the parameters of its type are', () => {
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };

    assert.deepEqual(readBody(legacyRequest({ headers, body: '{"begin_time": 5}' }), alertSyncRule), {
      begin_time: 5,
    });
  });
});

suite('a body where none is taken', () => {
  test('is refused when it is JSON', () => {
    const refused = refusalOf(() => refuseBody(legacyRequest({ headers: json, body: '{}' })));

    assert.deepEqual(refused, {
      status: 400,
      body: {
        error_code: 'BadRequest',
        error_msg:
          'The server could not comply with the request since\r\nit is either malformed or otherwise incorrect.\r\n',
        error_args: [],
      },
    });
  });

  test('is malformed when it should be JSON and is not', () => {
    const refused = refusalOf(() => refuseBody(legacyRequest({ headers: json, body: 'x' })));

    assert.deepEqual(refused, malformed);
  });

  test('is ignored when it is empty or not JSON', () => {
    refuseBody(legacyRequest());
    refuseBody(legacyRequest({ headers: json }));
    refuseBody(
      legacyRequest({ headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: '{}' }),
    );
  });
});
