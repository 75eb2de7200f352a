import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parse, validate } from 'graphql';
import { apiSchemaOf } from '../../../gateway/federation/federation.js';
import { defaultLimits } from '../../../gateway/limits/config.js';
import { readManifest } from '../../../gateway/limits/documents/manifest.js';
import { openDocuments } from '../../../gateway/limits/documents/trusted-file.js';
import { StartFailure } from '../../../subgraphs/kernel/errors/start-failure.js';
import { silentLog } from '../../support/engines.js';
import { namedBlock } from '../../support/pages.js';
import { startSampleGateway, type SampleGateway } from '../../support/sample-gateway.js';
import { readSource } from '../../support/source-tree.js';
import { waitFor } from '../../support/wait-for.js';
import { transports, type Sent } from '../hostile/transports.js';
import { openHostileProduct } from '../hostile/hostile-product.js';

const books = 'query Books { books { id } }';
const title = 'query Title($id: ID!) { book(id: $id) { title } }';
const foreign = '{ whoami }';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const persisted = (text: string): object => ({ persistedQuery: { version: 1, sha256Hash: sha256(text) } });

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infragraph-documents-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function manifestFile(content: unknown): Promise<string> {
  const path = join(folder, `${crypto.randomUUID()}.json`);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('a manifest', () => {
  test("is an object of texts by id, or Apollo's", () => {
    const operations = [{ id: 'b', name: 'Books', type: 'query', body: books }];
    const apollos = { format: 'apollo-persisted-query-manifest', version: 1, operations };

    assert.deepEqual([...readManifest(JSON.stringify({ b: books }))], [['b', books]]);
    assert.deepEqual([...readManifest(JSON.stringify(apollos))], [['b', books]]);
    assert.deepEqual([...readManifest('{}')], []);
    const [[id, text] = []] = readManifest(namedBlock('docs/limits-and-trusted-documents.md', 'manifest'));
    assert.equal(id, 'machines-1');
    assert.deepEqual(validate(apiSchemaOf(readSource('schema/supergraph.graphql')), parse(text ?? '')), []);
  });

  test('is refused with what is wrong with it', () => {
    const twice = [1, 2].map(() => ({ id: 'b', body: books }));
    const apollos = { format: 'apollo-persisted-query-manifest', version: 1 };
    for (const [text, message] of [
      ['{', /not JSON/],
      ['[]', /neither an object of texts/],
      ['{"a": 1}', /neither an object of texts/],
      ['{"a": "{"}', /the operation "a" cannot be read: Syntax Error/],
      [JSON.stringify({ ...apollos, version: 2, operations: [] }), /no manifest of Apollo's, version 1/],
      [JSON.stringify({ ...apollos, operations: twice }), /the id "b" stands in it twice/],
    ] as const)
      assert.throws(() => readManifest(text), message);
  });

  test('keeps a server from starting when it cannot be used', async () => {
    const broken = await manifestFile('{');
    const open = (trustedDocuments: string | undefined, trustedMode: 'only' | 'allow'): Promise<unknown> =>
      openDocuments({ ...defaultLimits, trustedDocuments, trustedMode }, silentLog);

    await assert.rejects(open(broken, 'allow'), StartFailure);
    await assert.rejects(open(join(folder, 'nowhere.json'), 'allow'), StartFailure);
    await assert.rejects(open(undefined, 'only'), /there is no manifest/);
  });
});

type Told = readonly [code: unknown, data: unknown];

for (const [name, openTransport] of Object.entries(transports))
  describe(`documents over ${name}`, () => {
    const open: SampleGateway[] = [];
    after(async () => {
      for (const sample of open) await sample.close();
    });

    /** A gateway with trusted documents, and a way to ask it that gives the first error's code and the data. */
    async function start(
      trustedMode: 'off' | 'allow' | 'only',
      trustedDocuments: string | undefined,
      persistedQueries = 10,
    ): Promise<(sent: Sent) => Promise<Told>> {
      const limits = { ...defaultLimits, trustedMode, trustedDocuments, persistedQueries };
      const { documents, file } = await openDocuments(limits, silentLog);
      await file?.start();
      const sample = await startSampleGateway('in process', { documents, limits });
      open.push(sample);
      const transport = await openTransport(sample.url);
      return async (sent) => {
        const { data, errors } = await transport.send(sent);
        return [errors[0]?.extensions?.['code'], data ?? null];
      };
    }

    const twoBooks = { books: [{ id: '1' }, { id: '2' }] };
    const refused: Told = ['BAD_USER_INPUT', null];

    test('are named by their id, or by a hash, beside all others', async () => {
      const ask = await start('allow', await manifestFile({ b: books, [sha256(title)]: title }));

      assert.deepEqual(await ask({ documentId: 'b' }), [undefined, twoBooks]);
      const dune = { book: { title: 'Dune' } };
      assert.deepEqual(await ask({ documentId: sha256(title), variables: { id: '1' } }), [undefined, dune]);
      assert.deepEqual(await ask({ extensions: persisted(title), variables: { id: '1' } }), [
        undefined,
        dune,
      ]);
      assert.deepEqual(await ask({ documentId: 'b', query: books }), [undefined, twoBooks]);
      assert.deepEqual(await ask({ documentId: 'b', query: foreign }), refused);
      assert.deepEqual(await ask({ documentId: 'c' }), refused);
      assert.deepEqual(await ask({ query: foreign }), [undefined, { whoami: 'open:local' }]);
    });

    test('are all that is executed where only trusted ones are', async () => {
      const ask = await start('only', await manifestFile({ b: books }));

      assert.deepEqual(await ask({ documentId: 'b' }), [undefined, twoBooks]);
      assert.deepEqual(await ask({ query: books }), [undefined, twoBooks]);
      assert.deepEqual(await ask({ query: foreign }), ['FORBIDDEN', null]);
      assert.deepEqual(await ask({ query: foreign, extensions: persisted(foreign) }), ['FORBIDDEN', null]);
      assert.deepEqual(await ask({ extensions: persisted(foreign) }), ['PERSISTED_QUERY_NOT_FOUND', null]);
      assert.deepEqual(await ask({ query: '' }), ['FORBIDDEN', null]);
    });

    test('do not exist where they are switched off', async () => {
      const ask = await start('off', await manifestFile({ b: books }));

      assert.deepEqual(await ask({ documentId: 'b' }), refused);
      assert.deepEqual(await ask({ query: books }), [undefined, twoBooks]);
    });

    test('follow their file, and stay as they were while it is broken', async () => {
      const path = await manifestFile({ b: books });
      const ask = await start('only', path);
      const replace = async (content: string): Promise<void> => {
        await writeFile(`${path}.new`, content);
        await rename(`${path}.new`, path);
      };

      await replace(JSON.stringify({ c: books }));
      await waitFor('the new document', async () => (await ask({ documentId: 'c' }))[0] === undefined);
      const former = await ask({ documentId: 'b' });
      await replace('{');
      await replace(JSON.stringify({ d: books }));
      await waitFor('the newest document', async () => (await ask({ documentId: 'd' }))[0] === undefined);

      assert.deepEqual(former, refused);
    });

    test('are kept with the hash they were sent with, unless none are', async () => {
      const ask = await start('off', undefined);
      const never = await start('off', undefined, 0);

      assert.deepEqual(await ask({ extensions: persisted(books) }), ['PERSISTED_QUERY_NOT_FOUND', null]);
      assert.deepEqual(await ask({ extensions: persisted(books), query: books }), [undefined, twoBooks]);
      assert.deepEqual(await ask({ extensions: persisted(books) }), [undefined, twoBooks]);
      assert.deepEqual(await ask({ extensions: persisted(books), query: foreign }), refused);
      assert.deepEqual(await never({ extensions: persisted(books) }), [
        'PERSISTED_QUERY_NOT_SUPPORTED',
        null,
      ]);
    });
  });

describe('trusted documents alone', () => {
  test('leave the REST APIs as they are, and so do narrow limits', async (t) => {
    const product = await openHostileProduct({
      'trusted-documents': await manifestFile({ t: '{ __typename }' }),
      'trusted-documents-mode': 'only',
      'max-depth': '1',
      'max-cost': '1',
      'max-root-fields': '1',
      'max-selections': '1',
    });
    t.after(() => product.close());
    const headers = { authorization: `Bearer ${product.tokens.operator}` };

    const storages = await fetch(`${product.url}/v1/storages`, { headers });
    const volumes = await fetch(`${product.url}/v1/volumes`, { headers });
    const byText = await fetch(`${product.url}/graphql`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: '{"query":"{ clouds { name } }"}',
    });
    const byUrl = await fetch(`${product.url}/graphql?documentId=t`, {
      headers: { ...headers, 'graphql-require-preflight': '1' },
    });

    assert.deepEqual([storages.status, volumes.status], [200, 200]);
    assert.equal(byText.status, 403);
    assert.deepEqual(await byUrl.json(), { data: { __typename: 'Query' } });
  });
});
