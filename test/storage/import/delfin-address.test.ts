import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { StartFailure } from '../../../subgraphs/kernel/errors/start-failure.js';
import { delfinAddress } from '../../../subgraphs/storage/import/delfin-address.js';
import { decodedSecret } from '../../../subgraphs/storage/import/delfin-values.js';

suite('the address of a Delfin database', () => {
  test('is a path, or a URL as delfin.conf has it', () => {
    const given = [
      'delfin.sqlite',
      '/var/lib/delfin/delfin.sqlite',
      'sqlite:////var/lib/delfin/delfin.sqlite',
      'sqlite:///delfin.sqlite?timeout=5',
      '"sqlite+pysqlite:///my%20delfin.sqlite"',
      'postgresql+psycopg2://delfin:planted@db/delfin',
      'postgres://db/delfin',
    ];

    const read = given.map((text) => Object.values(delfinAddress(text)).join(' '));

    assert.deepEqual(read, [
      'sqlite delfin.sqlite',
      'sqlite /var/lib/delfin/delfin.sqlite',
      'sqlite /var/lib/delfin/delfin.sqlite',
      'sqlite delfin.sqlite',
      'sqlite my delfin.sqlite',
      'postgresql postgresql://delfin:planted@db/delfin',
      'postgresql postgresql://db/delfin',
    ]);
  });

  for (const [text, remedy] of [
    ['mysql+pymysql://delfin:planted@db/delfin?charset=utf8', /SQLite file with the script of docs\//],
    ['mariadb://delfin:planted@db/delfin', /SQLite file/],
    ['oracle://delfin:planted@db/delfin', /"oracle:" is not known/],
    ['sqlite://', /names no file/],
    ['sqlite:///:memory:', /names no file/],
  ] as const)
    test(`is refused with a remedy and without its password: ${text.replace(/\/\/.*@/, '//…@')}`, () => {
      const failure = failureOf(() => delfinAddress(text));

      assert.match(failure.message, remedy);
      assert.doesNotMatch(failure.message, /planted/);
    });
});

suite('a secret of Delfin', () => {
  test('is base64 of UTF-8, once, and nothing else', () => {
    const encoded = ['czNjcmV0', 'w7xiZXI=', 'Y3pOamNtVjA=', ''];
    const other = ['s3cret', 'gAAAAABl_x', 'czNjcmV0\n', '/w==', 'czNjcmV'];

    const decoded = encoded.map(decodedSecret);
    const undecoded = other.map(decodedSecret);

    assert.deepEqual(decoded, ['s3cret', 'über', 'czNjcmV0', '']);
    assert.deepEqual(undecoded, [undefined, undefined, undefined, undefined, undefined]);
  });
});

function failureOf(work: () => unknown): StartFailure {
  try {
    work();
  } catch (error) {
    if (error instanceof StartFailure) return error;
    throw error;
  }
  throw new Error('It was read.');
}
