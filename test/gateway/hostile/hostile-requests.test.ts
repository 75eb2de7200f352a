import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { assertGraphqlAnswer } from '../../fuzz/graphql-answers.js';
import { startSampleGateway } from '../../support/sample-gateway.js';
import { openHostileProduct, type HostileProduct } from './hostile-product.js';
import { transports } from './transports.js';

interface Sent {
  readonly method?: 'GET' | 'POST';
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const json = { 'content-type': 'application/json' };
const own = (body: string): Sent => ({ headers: json, body });
const query = encodeURIComponent('{ __typename }');
const logout = encodeURIComponent('mutation { logout { loggedOut } }');

/** What HTTP alone can carry, by its number in reliability.md B2, with the status that refuses it. */
const refused: readonly (readonly [title: string, sent: Sent, status: number])[] = [
  ['14: ten operations at once', own(JSON.stringify(Array(10).fill({ query: '{ __typename }' }))), 400],
  ['18: GET without a header of its own', { method: 'GET', url: `/graphql?query=${query}` }, 400],
  [
    '18: GET from a page of another origin',
    {
      method: 'GET',
      url: `/graphql?query=${query}`,
      headers: { origin: 'https://evil.example.org', 'sec-fetch-site': 'cross-site' },
    },
    400,
  ],
  [
    '18: GET from a neighbour in the same site',
    { method: 'GET', url: `/graphql?query=${query}`, headers: { 'sec-fetch-site': 'same-site' } },
    400,
  ],
  [
    '19: GET of a mutation',
    { method: 'GET', url: `/graphql?query=${logout}`, headers: { 'apollo-require-preflight': '1' } },
    405,
  ],
  [
    '20: a form',
    { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `query=${query}` },
    415,
  ],
  ['20: plain text', { headers: { 'content-type': 'text/plain' }, body: '{"query":"{ __typename }"}' }, 400],
  [
    '20: parts',
    { headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '--x\r\n\r\n--x--' },
    415,
  ],
  ['21: a body of 3 MB', own(JSON.stringify({ query: ' '.repeat(3_000_000) })), 413],
  ['23: a query that is no text', own('{"query":[1]}'), 400],
  ['23: no query', own('{}'), 400],
  [
    '24: __proto__ in variables',
    own('{"query":"{ __typename }","variables":{"__proto__":{"polluted":1}}}'),
    400,
  ],
  ['24: __proto__ beside the query', own('{"query":"{ __typename }","__proto__":{"polluted":1}}'), 400],
  ['25: a field name of 100 kB', own(JSON.stringify({ query: `{ ${'a'.repeat(100_000)} }` })), 400],
  [
    '25: an operation name of 100 kB',
    own(JSON.stringify({ query: '{ __typename }', operationName: 'a'.repeat(100_000) })),
    400,
  ],
  [
    '34: a hash that is none',
    own('{"extensions":{"persistedQuery":{"version":1,"sha256Hash":{"a":1}}}}'),
    400,
  ],
  [
    '34: a version nobody knows',
    own('{"extensions":{"persistedQuery":{"version":2,"sha256Hash":"a"}}}'),
    400,
  ],
  ['34: a document where there are none', own('{"documentId":"a"}'), 400],
];

describe('hostile requests', () => {
  let product: HostileProduct;
  before(async () => {
    product = await openHostileProduct({ 'persisted-queries': '10' });
  });
  after(() => product.close());

  for (const [title, { method = 'POST', url = '/graphql', headers = {}, body }, status] of refused)
    test(`are refused: ${title}`, async () => {
      const fetches = product.fetches();

      const answer = await fetch(`${product.url}${url}`, { method, headers, ...(body ? { body } : {}) });
      const text = await answer.text();

      const contentType = answer.headers.get('content-type') ?? '';
      const errors = assertGraphqlAnswer(
        { status: answer.status, contentType, text },
        `${url} ${body ?? ''}`,
      );
      assert.equal(answer.status, status, text.slice(0, 300));
      assert.ok(errors.length > 0 && errors.length <= 6);
      assert.ok(text.length < 2000, `the answer has ${text.length} characters`);
      assert.equal(product.fetches(), fetches);
      assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
      assert.deepEqual(product.errors.takeErrors(), []);
    });

  test('18: are answered when no foreign page could have sent them', async () => {
    for (const headers of [
      { 'apollo-require-preflight': 'true' },
      { 'x-apollo-operation-name': 'a' },
      { 'graphql-require-preflight': '1' },
      { 'sec-fetch-site': 'same-origin' },
      { origin: product.url },
      json,
    ] as Record<string, string>[]) {
      const answer = await fetch(`${product.url}/graphql?query=${query}`, { headers });

      assert.deepEqual([answer.status, await answer.json()], [200, { data: { __typename: 'Query' } }]);
    }
  });

  test('26: find no editor and no schema unless a developer sends them', async () => {
    const statuses = async (path: string): Promise<number[]> => {
      const { viewer, operator } = product.tokens;
      const tokens = [undefined, 'wrong', viewer, operator];
      return Promise.all(
        tokens.map(async (token) => {
          const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
          const answer = await fetch(`${product.url}${path}`, { headers: headers as Record<string, string> });
          await answer.body?.cancel();
          return answer.status;
        }),
      );
    };

    assert.deepEqual(await statuses('/ide'), [404, 404, 404, 200]);
    assert.deepEqual(await statuses('/schema.graphql'), [404, 404, 404, 200]);
  });

  test('26: find no page at the GraphQL address', async () => {
    const answer = await fetch(`${product.url}/graphql`, { headers: { accept: 'text/html' } });

    assert.equal(answer.status, 400);
    assert.doesNotMatch(await answer.text(), /<html|<!doctype/i);
  });

  test('34: cannot make the memory of persisted queries grow', async () => {
    const http = await transports['HTTP']?.(product.url);
    assert.ok(http);
    const send = (text: string, withText: boolean): Promise<string> => {
      const sha256Hash = createHash('sha256').update(text).digest('hex');
      const extensions = { persistedQuery: { version: 1, sha256Hash } };
      return http.send({ extensions, ...(withText ? { query: text } : {}) }).then((seen) => seen.text);
    };
    const texts = Array.from({ length: 30 }, (_, i) => `query Q${i} { __typename }`);

    for (const text of texts) await send(text, true);
    const kept = await Promise.all(texts.map((text) => send(text, false)));

    const known = kept.filter((text) => text.includes('"data"'));
    assert.equal(known.length, 10);
    assert.deepEqual(kept.slice(-10), known);
  });
});

describe('a subgraph of its own', () => {
  test('33: tells nothing and executes nothing without a hop of the gateway', async (t) => {
    const sample = await startSampleGateway('remote');
    t.after(() => sample.close());
    for (const { app } of sample.servers.values()) {
      const { port } = app.server.address() as AddressInfo;
      const url = `http://127.0.0.1:${port}/graphql`;
      for (const text of ['{ _service { sdl } }', '{ __schema { types { name } } }', '{ books { id } }']) {
        const headers = { ...json, 'x-infragraph-hop': 'e30.e30' };
        for (const some of [json, headers]) {
          const answer = await fetch(url, {
            method: 'POST',
            headers: some,
            body: JSON.stringify({ query: text }),
          });

          assert.equal(answer.status, 401);
          assert.match(
            await answer.text(),
            /^\{"errors":\[\{"message":"A signed hop of the gateway is needed\."/,
          );
        }
      }
    }
  });

  test('22: has its failures masked, with the id of the request', async (t) => {
    const sample = await startSampleGateway('remote');
    t.after(() => sample.close());
    for (const [name, open] of Object.entries(transports)) {
      const transport = await open(sample.url);

      const { errors, text } = await transport.send({ query: '{ fault(code: "CRASH") }' });

      const [error] = errors;
      assert.equal(error?.message, 'An internal error occurred.', name);
      assert.equal(error?.extensions?.['code'], 'INTERNAL_SERVER_ERROR');
      assert.equal(typeof error?.extensions?.['requestId'], 'string', name);
      assert.doesNotMatch(text, /hunter2|secret/);
      await transport.close();
    }
  });
});
