import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { documentedDialects } from '../../../../bin/commands/dialects.js';

const owners = (path: string): string[] =>
  documentedDialects()
    .filter((dialect) => dialect.owns(path))
    .map(({ name }) => name);

suite('the main port, where all dialects live together', () => {
  const ofDelfin = ['/v1/storages', '/v1/volumes/x', '/v1/nothing', '/v1/extensions', '/v1/backupsX'];
  for (const path of ofDelfin)
    test(`gives ${path} to Delfin`, () => {
      assert.deepEqual(owners(path), ['delfin']);
    });

  const ofFreezer = [
    '/',
    '/v1',
    '/v1/',
    '/v1/backups',
    '/v1/backups/x',
    '/v1/clients/',
    '/v1/health',
    '/v2',
    '/v2/p-1/jobs',
    '/v3',
    '/v3/auth/tokens',
  ];
  for (const path of ofFreezer)
    test(`gives ${path} to Freezer`, () => {
      assert.deepEqual(owners(path), ['freezer']);
    });

  test('gives neither what is no part of their versions', () => {
    for (const path of ['/v1x', '/v2x', '/v3/users', '/graphql']) assert.deepEqual(owners(path), []);
  });
});
