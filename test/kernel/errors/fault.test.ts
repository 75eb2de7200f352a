import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GraphQLError } from 'graphql';
import { errorTable } from '../../../subgraphs/kernel/errors/error-table.js';
import { codeOf, Fault, faultOf } from '../../../subgraphs/kernel/errors/fault.js';
import { NoDatabaseConnection } from '../../../subgraphs/kernel/errors/lost-database.js';

test('carries its code, status and details to the client', () => {
  const fault = new Fault('CONFLICT', 'The node is taken.', { details: { node: '3' } });

  assert.equal(fault.status, 409);
  assert.deepEqual(fault.toJSON(), {
    message: 'The node is taken.',
    extensions: { code: 'CONFLICT', node: '3' },
  });
});

test('is found however often it was wrapped', () => {
  const fault = new Fault('NOT_FOUND', 'No such node.');
  const wrapped = new GraphQLError('x', { originalError: new Error('y', { cause: fault }) });

  assert.equal(faultOf(wrapped), fault);
  assert.equal(codeOf(wrapped), 'NOT_FOUND');
});

test('everything without a code of the table is an internal error', () => {
  assert.equal(codeOf(new Error('x')), 'INTERNAL_SERVER_ERROR');
  assert.equal(codeOf(new GraphQLError('x', { extensions: { code: 'MADE_UP' } })), 'INTERNAL_SERVER_ERROR');
  assert.equal(codeOf('x'), 'INTERNAL_SERVER_ERROR');
});

test('the table holds exactly the codes of the graph contract', () => {
  assert.deepEqual(Object.keys(errorTable), [
    'UNAUTHENTICATED',
    'FORBIDDEN',
    'BAD_USER_INPUT',
    'NOT_FOUND',
    'CONFLICT',
    'RATE_LIMITED',
    'BACKEND_ERROR',
    'SUBGRAPH_UNAVAILABLE',
    'SUBGRAPH_TIMEOUT',
    'INTERNAL_SERVER_ERROR',
  ]);
});

test('is also a database that is away, however the driver tells it, and no wrong statement', () => {
  const stopping = Object.assign(new Error('terminating connection'), { severity: 'FATAL', code: '57P01' });
  const cut = new Error('Connection terminated unexpectedly');
  const refused = new NoDatabaseConnection('There is no connection.', { cause: new Error('10.0.0.5:5432') });
  const wrong = Object.assign(new Error('syntax error'), { severity: 'ERROR', code: '42601' });

  const codes = [stopping, cut, refused, new Error('outer', { cause: cut }), wrong].map((error) =>
    codeOf(error),
  );

  assert.deepEqual(codes, [
    'SUBGRAPH_UNAVAILABLE',
    'SUBGRAPH_UNAVAILABLE',
    'SUBGRAPH_UNAVAILABLE',
    'SUBGRAPH_UNAVAILABLE',
    'INTERNAL_SERVER_ERROR',
  ]);
  assert.equal(faultOf(refused)?.message, 'The database does not answer just now. Try again in a moment.');
});
