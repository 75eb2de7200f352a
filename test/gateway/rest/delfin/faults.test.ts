import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { delfinErrors } from '../../../../gateway/rest/delfin/error-table.js';
import { graphFault } from '../../../../gateway/rest/delfin/faults.js';
import type { GraphError, Row } from '../../../../gateway/rest/route.js';
import { legacyRequest } from './legacy-request.js';

function faultOf(error: Partial<GraphError>): {
  status: number;
  body: unknown;
  retryAfter: string | undefined;
} {
  const whole: GraphError = {
    code: 'INTERNAL_SERVER_ERROR',
    message: 'A sentence.',
    path: [],
    details: {},
    ...error,
  };
  const { status, body, headers } = graphFault([whole], {} as Row, legacyRequest());
  return { status, body, retryAfter: headers['retry-after'] };
}

suite("an error of the graph in Delfin's words", () => {
  for (const [code, { status, message }] of Object.entries(delfinErrors))
    test(`is ${code} with ${status} when that is its reason`, () => {
      const fault = faultOf({ details: { reason: code, args: ['first', 'second'] } });

      assert.equal(fault.status, status);
      assert.deepEqual(fault.body, {
        error_code: code,
        error_msg: message.replace('{0}', 'first'),
        error_args: ['first', 'second'],
      });
    });

  test('takes an argument as it is', () => {
    const { body } = faultOf({ details: { reason: 'InvalidInput', args: ['$& {0} $1'] } });

    assert.equal((body as { error_msg: string }).error_msg, 'Invalid input received. $& {0} $1');
  });

  const others = [
    ['BAD_USER_INPUT', 400, 'InvalidInput', ['A sentence.']],
    ['NOT_FOUND', 404, 'NotFound', []],
    ['UNAUTHENTICATED', 401, 'NotAuthorized', []],
    ['FORBIDDEN', 403, 'NotAuthorized', []],
    ['CONFLICT', 409, 'DelfinException', []],
    ['BACKEND_ERROR', 500, 'StorageBackendException', ['A sentence.']],
    ['INTERNAL_SERVER_ERROR', 500, 'DelfinException', []],
    ['SOMETHING_NEW', 500, 'DelfinException', []],
  ] as const;
  for (const [code, status, word, args] of others)
    test(`is ${word} with ${status} for ${code} without a reason of Delfin's`, () => {
      const fault = faultOf({ code, details: { reason: 'MARKER_UNKNOWN' } });

      const { error_code: given, error_args: givenArgs } = fault.body as Record<string, unknown>;
      assert.deepEqual([fault.status, given, givenArgs], [status, word, args]);
    });

  for (const [code, status] of [
    ['RATE_LIMITED', 429],
    ['SUBGRAPH_UNAVAILABLE', 503],
    ['SUBGRAPH_TIMEOUT', 503],
  ] as const)
    test(`says when to come again for ${code}`, () => {
      const fault = faultOf({ code });

      assert.equal(fault.status, status);
      assert.equal(fault.retryAfter, '1');
      assert.deepEqual(fault.body, {
        error_code: 'DelfinException',
        error_msg: 'An unknown exception occurred.',
        error_args: [],
      });
    });
});
