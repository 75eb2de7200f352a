import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openFuzzProduct, type FuzzProduct } from './fuzz-product.js';
import { assertGraphqlAnswer, type GraphqlError } from './graphql-answers.js';

interface Sent {
  readonly method?: 'GET' | 'POST';
  readonly url?: string;
  readonly type?: string | null;
  readonly body?: string;
}

interface Seen {
  readonly status: number;
  readonly text: string;
  readonly errors: readonly GraphqlError[];
}

const json = 'application/json';
const operation = (query: string, variables: object = {}): Sent => ({
  body: JSON.stringify({ query, variables }),
});
const repeated = (text: string, times: number): string => text.repeat(times);

/** Fragments of which each spreads the next twice: 2^20 fields for a reader that expands them. */
const bomb = `{ ...f0 } ${Array.from({ length: 20 }, (_, i) => `fragment f${i} on Query { ...f${i + 1} ...f${i + 1} }`).join(' ')} fragment f20 on Query { __typename }`;

/** The list of reliability.md B2 with its numbers, as far as no further limit is needed. */
const refused: readonly (readonly [title: string, sent: Sent, statuses: readonly number[]])[] = [
  ['4: 5,000 levels', operation(`${repeated('{clouds', 5000)}${repeated('}', 5000)}`), [400]],
  ['8: 10,000 directives', operation(`{ __typename ${repeated('@x ', 10_000)} }`), [400]],
  ['7: ten unknown directives', operation(`{ __typename ${repeated('@x ', 10)} }`), [400]],
  ['11: 3,000 times the same field', operation(`{ ${repeated('__typename ', 3000)} }`), [400]],
  [
    '12: fragments in a circle',
    operation('{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }'),
    [400],
  ],
  ['12: a fragment in itself', operation('{ ...a } fragment a on Query { ...a }'), [400]],
  [
    '14: ten operations at once',
    { body: JSON.stringify(Array.from({ length: 10 }, () => ({ query: '{ __typename }' }))) },
    [400],
  ],
  ['15: introspection', operation('{ __schema { types { name } } }'), [400]],
  ['15: introspection of a type', operation('{ __type(name: "Query") { name } }'), [400]],
  ['16: a field almost right', operation('{ cloudz { nam } }'), [400]],
  ['16: a type almost right', operation('query ($a: Strin) { clouds { name } }'), [400]],
  ['16: an argument almost right', operation('{ cloud(nam: "x") { name } }'), [400]],
  ['16: an enum value almost right', operation('{ computeNodes(orderBy: NAME_AS) { totalCount } }'), [400]],
  [
    '16: an input field almost right',
    operation('query ($f: ComputeNodeFilter) { computeNodes(filter: $f) { totalCount } }', { f: { nam: 1 } }),
    [200, 400],
  ],
  ['18: GET as a form sends it', { method: 'GET', url: '/graphql?query={__typename}', type: null }, [400]],
  [
    '19: GET of a mutation',
    { method: 'GET', url: `/graphql?query=${encodeURIComponent('mutation { logout { loggedOut } }')}` },
    [405],
  ],
  ['20: a form', { body: 'query={__typename}', type: 'application/x-www-form-urlencoded' }, [400, 415]],
  ['20: plain text', { body: '{"query":"{ __typename }"}', type: 'text/plain' }, [400, 415]],
  ['20: parts', { body: '--x\r\n\r\n--x--', type: 'multipart/form-data; boundary=x' }, [400, 415]],
  ['21: a body of 3 MB', operation(repeated(' ', 3_000_000)), [413]],
  ['23: bad syntax', operation('{'), [400]],
  ['23: a NUL byte', operation('{ \u0000 }'), [400]],
  ['23: no query', { body: '{}' }, [400]],
  ['23: a query that is no text', { body: '{"query":[1]}' }, [400]],
  ['23: no operation', operation(''), [400]],
  ['23: two operations and no name', operation('query a { __typename } query b { __typename }'), [400]],
  [
    '24: __proto__ in variables',
    { body: '{"query":"{ __typename }","variables":{"__proto__":{"polluted":1}}}' },
    [400],
  ],
  [
    '24: __proto__ beside the query',
    { body: '{"query":"{ __typename }","__proto__":{"polluted":1}}' },
    [400],
  ],
  ['25: a field name of 100 kB', operation(`{ ${repeated('a', 100_000)} }`), [400]],
  [
    '25: a variable name of 100 kB',
    operation('query ($id: ID!) { node(id: $id) { id } }', { [repeated('a', 100_000)]: 1 }),
    [200, 400],
  ],
  [
    '25: a value of 100 kB where another belongs',
    operation('query ($n: Int) { computeNodes(first: $n) { totalCount } }', { n: repeated('a', 100_000) }),
    [200, 400],
  ],
  ['33: _service', operation('{ _service { sdl } }'), [400]],
  ['33: _entities', operation('{ _entities(representations: []) { __typename } }'), [400]],
  [
    'an unknown persisted query',
    { body: `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"${repeated('0', 64)}"}}}` },
    [200, 400],
  ],
  ['a subscription', operation('subscription { taskEvents { cursor } }'), [400]],
];

describe('hostile operations', () => {
  let product: FuzzProduct;
  before(async () => {
    product = await openFuzzProduct();
  });
  after(() => product.close());

  async function send({ method = 'POST', url = '/graphql', type = json, body }: Sent): Promise<Seen> {
    const { statusCode, headers, payload } = await product.gateway.app.inject({
      method,
      url,
      headers: type === null ? {} : { 'content-type': type },
      ...(body === undefined ? {} : { payload: body }),
    });
    const answer = { status: statusCode, contentType: String(headers['content-type']), text: payload };
    assert.deepEqual(product.errors.takeErrors(), []);
    const isPersisted = payload.includes('PERSISTED_QUERY_NOT');
    const errors = isPersisted ? [{ message: payload }] : assertGraphqlAnswer(answer, `${url} ${body ?? ''}`);
    return { status: statusCode, text: payload, errors };
  }

  for (const [title, sent, statuses] of refused)
    test(`refuses ${title}`, async () => {
      const began = performance.now();
      const { status, text, errors } = await send(sent);

      assert.ok(performance.now() - began < 1000);
      assert.ok(statuses.includes(status), `${status}: ${text.slice(0, 300)}`);
      assert.ok(errors.length > 0 && errors.length <= 6, text.slice(0, 300));
      assert.ok(text.length < 8000, `the answer has ${text.length} characters`);
    });

  test('answers 13, a bomb of fragments, within 100 ms or so', async () => {
    const began = performance.now();

    const { status, text } = await send(operation(bomb));

    assert.ok(performance.now() - began < 1000, `${performance.now() - began} ms`);
    assert.ok(status === 200 || status === 400, text.slice(0, 300));
  });

  test('answers 10, a field asked for 500 times, once', async () => {
    const { status, text } = await send(operation(`{ ${repeated('__typename ', 500)} }`));

    assert.equal(status, 200);
    assert.deepEqual(JSON.parse(text), { data: { __typename: 'Query' } });
  });

  test('answers 9, directives that mean something', async () => {
    const { status } = await send(operation(`{ __typename ${repeated('@include(if: true) ', 1)} }`));

    assert.equal(status, 200);
  });

  test('has no 26, a page at the GraphQL address', async () => {
    const { statusCode, payload } = await product.gateway.app.inject({
      method: 'GET',
      url: '/graphql',
      headers: { accept: 'text/html' },
    });

    assert.equal(statusCode, 400);
    assert.doesNotMatch(payload, /<html|<!doctype/i);
  });
});
