import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { postedRange, queriedRange, rangeOf } from '../../../../gateway/rest/delfin/time-range.js';
import { parseJson, type JsonRecord } from '../../../../gateway/rest/delfin/json-value.js';
import { invalidDetailOf, legacyRequest } from './legacy-request.js';

const wrongOrder = 'end_time should be greater than begin_time.';
const notIntegers = 'begin_time and end_time should be integer values in milliseconds.';

suite('an interval of alerts', () => {
  test('in a query may be open at both ends, and 0 or nothing is open', () => {
    const open = ['', 'begin_time=&end_time=', 'begin_time=0&end_time=0'];

    for (const query of open) assert.deepEqual(queriedRange(legacyRequest({ query })), {});
    assert.deepEqual(queriedRange(legacyRequest({ query: 'begin_time=5' })), { beginTime: '5' });
    assert.deepEqual(queriedRange(legacyRequest({ query: 'end_time=1740903331000' })), {
      endTime: '1740903331000',
    });
  });

  test('is refused when it is no integers or runs backwards', () => {
    const refused = (query: string): string => invalidDetailOf(() => queriedRange(legacyRequest({ query })));

    assert.equal(refused('begin_time=yesterday'), notIntegers);
    assert.equal(refused('end_time=1.5'), notIntegers);
    assert.equal(refused('begin_time=5&end_time=5'), wrongOrder);
    assert.equal(refused('begin_time=-1&end_time=-2'), wrongOrder);
  });

  test("in a body may be integers or, as the guide's is, digits", () => {
    const guide = { begin_time: '13577777777777766', end_time: '13577777777777776' };

    assert.deepEqual(postedRange(legacyRequest({ method: 'POST', json: guide })), {
      beginTime: '13577777777777766',
      endTime: '13577777777777776',
    });
    assert.deepEqual(postedRange(legacyRequest({ method: 'POST', json: { begin_time: 3 } })), {
      beginTime: '3',
    });
    assert.deepEqual(postedRange(legacyRequest({ method: 'POST', json: {} })), {});
    assert.equal(
      invalidDetailOf(() => postedRange(legacyRequest({ method: 'POST', json: { begin_time: 1.5 } }))),
      notIntegers,
    );
  });

  test('keeps integers beyond 2^53', () => {
    const body = parseJson('{"begin_time": 13577777777777767}') as JsonRecord;

    assert.deepEqual(rangeOf(body), { beginTime: '13577777777777767' });
  });
});
