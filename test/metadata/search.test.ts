import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { createBackupRecord } from '../../subgraphs/metadata/services/create-backup-record.js';
import { documentOfValue } from '../../subgraphs/metadata/services/document.js';
import { listBackupRecords } from '../../subgraphs/metadata/services/list-backup-records.js';
import type { RecordFilter } from '../../subgraphs/metadata/services/record-conditions.js';
import type { Search, SearchTerm } from '../../subgraphs/metadata/services/search-condition.js';
import { cannotRun, engines } from '../support/engines.js';
import {
  backupDocument,
  dialectViewer,
  openMetadataFixture,
  type MetadataFixture,
} from './metadata-fixture.js';

const viewer = dialectViewer('searcher', 'p-search');

const documents = {
  orders: {
    backup_name: 'orders',
    host_name: 'db1.example.org',
    fs_real_path: '/var/lib/mysql',
    timestamp: 100,
    total: 5120,
    encrypted: true,
  },
  users: {
    backup_name: 'users',
    host_name: 'DB2.example.org',
    fs_real_path: '/srv/lib/var',
    timestamp: '200',
    total: '5120',
    encrypted: 'false',
  },
  files: {
    host_name: 'web',
    backup_name: 'files',
    timestamp: 300,
    description: 'Nightly FULL run, Köln',
    excluded_files: ['tmp/*', '*.o'],
    nothing: null,
  },
  nested: {
    backup_name: 'nested',
    host_name: 'h',
    timestamp: 400,
    inner: { deep: [{ mode_name: 'x y' }], ratio: 0.5 },
    empty: '',
    stars: '***',
  },
};
const stored: Readonly<Record<string, unknown>>[] = Object.values(documents).map((document) => ({
  container: 'vault',
  level: 0,
  mode: 'mysql',
  ...document,
}));

for (const kind of engines) {
  describe(`the search on the ${kind} database`, { skip: cannotRun(kind) }, () => {
    let fixture: MetadataFixture;

    before(async () => {
      fixture = await openMetadataFixture(kind);
      for (const document of stored)
        await createBackupRecord(fixture.parts, documentOfValue(document, 1e6), undefined, viewer);
      await createBackupRecord(
        fixture.parts,
        backupDocument(documents.orders),
        undefined,
        dialectViewer('somebody-else', 'p-search'),
      );
    });
    after(() => fixture.close());

    async function names(filter: RecordFilter): Promise<string[]> {
      const page = await listBackupRecords(
        fixture.parts,
        { userId: viewer.userId, ...filter },
        'INSERTED_ASC',
        {},
        viewer,
      );
      return page.nodes.map((record) => record.backupName);
    }
    const matching = (...match: SearchTerm[]): Promise<string[]> => names({ search: { match } });

    const cases: readonly [
      title: string,
      field: string,
      value: SearchTerm['value'],
      found: readonly string[],
    ][] = [
      ['finds a field whatever the case', 'backup_name', 'ORDERS', ['orders']],
      ['compares host names as one word', 'host_name', 'db2.EXAMPLE.org', ['users']],
      ['does not find a part of a word', 'host_name', 'db1', []],
      ['finds whole words inside a text', 'description', 'full nightly', ['files']],
      ['folds the case of all letters', '_all', 'KÖLN', ['files']],
      ['finds every value by _all', '_all', 'mysql', ['orders', 'users', 'files', 'nested']],
      ['finds words of a path', 'fs_real_path', 'var', ['orders', 'users']],
      ['finds a path in its order only', 'fs_real_path', 'var/lib', ['orders']],
      ['finds a whole path', 'fs_real_path', '/var/lib/mysql', ['orders']],
      ['does not find a path under another field', 'container', '/var/lib/mysql', []],
      ['finds a path by _all', '_all', '/srv/lib', ['users']],
      ['compares numbers by value, written as text or not', 'total', 5120, ['orders', 'users']],
      ['finds a number by its text', 'total', '5120', ['orders', 'users']],
      ['compares fractions by value', 'ratio', 0.5, ['nested']],
      ['compares booleans by value', 'encrypted', true, ['orders']],
      ['compares booleans by value, written as text or not', 'encrypted', false, ['users']],
      ['finds null', 'nothing', null, ['files']],
      ['finds an item of a list', 'excluded_files', 'tmp/*', ['files']],
      ['finds what is deep inside', 'mode_name', 'y', ['nested']],
      ['finds the empty text', 'empty', '', ['nested']],
      ['finds signs without a word', 'stars', '***', ['nested']],
      [
        'finds what stands beside the document',
        'user_id',
        'searcher',
        ['orders', 'users', 'files', 'nested'],
      ],
      ['finds the status', 'status', 'available', ['orders', 'users', 'files', 'nested']],
      ['finds the own session of a full backup that states none', 'backup_session', 200, ['users']],
      ['finds nothing under an unknown field', 'no_such', 'orders', []],
      ['takes a quote for what it is', '_all', "'; drop table metadata.backup_record; --", []],
    ];
    for (const [title, field, value, found] of cases) {
      test(title, async () => assert.deepEqual(await matching({ field, value }), found));
    }

    test('wants all terms to match and none of the excluding ones', async () => {
      const both = await matching(
        { field: 'fs_real_path', value: 'lib' },
        { field: 'encrypted', value: true },
      );
      const others = await names({
        search: {
          matchNot: [
            { field: 'backup_name', value: 'orders' },
            { field: 'encrypted', value: false },
          ],
        },
      });
      const without = await names({
        search: { match: [{ field: '_all', value: 'mysql' }], matchNot: [{ field: '_all', value: 'lib' }] },
      });

      assert.deepEqual(both, ['orders']);
      assert.deepEqual(others, ['files', 'nested']);
      assert.deepEqual(without, ['files', 'nested']);
    });

    test('takes a window of time, both ends included', async () => {
      assert.deepEqual(await names({ timestampFrom: 200, timestampTo: 300 }), ['users', 'files']);
      assert.deepEqual(await names({ timestampFrom: 301 }), ['nested']);
      assert.deepEqual(await names({ timestampTo: 99 }), []);
    });

    test('narrows by the columns', async () => {
      assert.deepEqual(await names({ hostName: 'Db2.Example.Org' }), ['users']);
      assert.deepEqual(
        await names({
          container: 'vault',
          backupName: 'files',
          level: 0,
          mode: 'mysql',
          status: 'available',
          tenantId: 'p-search',
        }),
        ['files'],
      );
      assert.deepEqual(await names({ container: 'Vault' }), []);
      assert.deepEqual(await names({ mode: 'a\0b' }), []);
    });

    test('refuses what cannot be searched for', async () => {
      await assert.rejects(matching({ field: 'a', value: 'x\0' }), { code: 'BAD_USER_INPUT' });
      await assert.rejects(matching({ field: '', value: 'x' }), { code: 'BAD_USER_INPUT' });
      await assert.rejects(matching(...Array.from({ length: 101 }, () => ({ field: 'a', value: 'x' }))), {
        code: 'BAD_USER_INPUT',
      });
    });

    test('agrees with the rule as written, whatever is asked', async () => {
      const words = fc.constantFrom(
        'var',
        'LIB',
        'lib',
        '/',
        'mysql',
        ' ',
        '*',
        'tmp',
        '.',
        'full',
        'run,',
        'db1.example.org',
      );
      const value = fc.array(words, { maxLength: 4 }).map((parts) => parts.join(''));
      const field = fc.constantFrom('fs_real_path', 'excluded_files', 'description', 'host_name');

      await fc.assert(
        fc.asyncProperty(field, value, async (name, text) => {
          const expected = stored.filter((document) => matchesAsWritten(document[name], text));

          const search: Search = { match: [{ field: name, value: text }] };
          assert.deepEqual(
            await names({ search }),
            expected.map((document) => document['backup_name']),
          );
        }),
        { numRuns: 150 },
      );
    });
  });
}

/** The rule of freezer.md §4 for one field, by regular expressions over the stored texts. */
function matchesAsWritten(stored: unknown, query: string): boolean {
  const texts = (Array.isArray(stored) ? stored : [stored])
    .filter((text) => typeof text === 'string')
    .map((text) => text.toLowerCase());
  const wanted = query.toLowerCase();
  if (texts.includes(wanted)) return true;
  const queryWords = wanted.split(/\s+/).filter((word) => word !== '');
  if (!/[\p{L}\p{N}_.-]/u.test(wanted)) return false;
  return queryWords.every((word) => {
    const edges = [
      /^[\p{L}\p{N}_.-]/u.test(word) ? '(?<![\\p{L}\\p{N}_.-])' : '',
      /[\p{L}\p{N}_.-]$/u.test(word) ? '(?![\\p{L}\\p{N}_.-])' : '',
    ];
    const pattern = new RegExp(`${edges[0]}${word.replace(/[/*.-]/g, '\\$&')}${edges[1]}`, 'u');
    return texts.some((text) => pattern.test(text));
  });
}
