import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { answeredEverywhere, refusedEverywhere } from './hostile-cases.js';
import { openHostileProduct, password, type HostileProduct } from './hostile-product.js';
import { transports, type Transport } from './transports.js';

const longestMessage = 501;
const mostErrors = 6;
const longestAnswer = 8000;

describe('hostile operations', () => {
  let product: HostileProduct;
  before(async () => {
    product = await openHostileProduct();
  });
  after(() => product.close());

  for (const [name, open] of Object.entries(transports))
    describe(`over ${name}`, () => {
      let nobody: Transport;
      let operator: Transport;
      before(async () => {
        nobody = await open(product.url);
        operator = await open(product.url, product.tokens.operator);
      });
      after(async () => {
        await nobody.close();
        await operator.close();
      });

      for (const { number, title, sent, says } of refusedEverywhere)
        test(`${number}: refuses ${title}`, async () => {
          const before = product.fetches();

          const { data, errors, text, status } = await nobody.send(sent);

          const messages = errors.map(({ message }) => message);
          assert.ok(errors.length > 0 && errors.length <= mostErrors, text.slice(0, 500));
          assert.equal(data ?? null, null);
          assert.equal(product.fetches(), before, 'a subgraph was asked');
          assert.ok(text.length < longestAnswer, `the answer has ${text.length} characters`);
          for (const message of messages) {
            assert.ok(message.length <= longestMessage, `a message has ${message.length} characters`);
            assert.doesNotMatch(message, /Did you mean/);
          }
          for (const { extensions } of errors) assert.equal(typeof extensions?.['requestId'], 'string');
          if (says) assert.match(messages.join('\n'), says);
          if (name === 'HTTP') assert.equal(status, messages[0] === 'PersistedQueryNotFound' ? 200 : 400);
          assert.deepEqual((await nobody.send({ query: '{ __typename }' })).data, { __typename: 'Query' });
          assert.deepEqual(product.errors.takeErrors(), []);
        });

      for (const { number, title, sent } of answeredEverywhere)
        test(`${number}: answers ${title}`, async () => {
          const { data, errors, status } = await operator.send(sent);

          assert.deepEqual(errors, []);
          assert.ok(data);
          if (name !== 'WebSocket') assert.equal(status, 200);
        });

      test('6: tries one password of an operation with 16 logins', async () => {
        const logins = Array.from(
          { length: 16 },
          (_, i) => `a${i}: login(input: {name: "operator", password: "guess ${i}"}) { token }`,
        );

        const { errors } = await nobody.send({ query: `mutation { ${logins.join(' ')} }` });

        const codes = Map.groupBy(errors, ({ extensions }) => extensions?.['code']);
        assert.equal(errors.length, 16);
        assert.equal(codes.get('UNAUTHENTICATED')?.length, 1);
        assert.equal(codes.get('BAD_USER_INPUT')?.length, 15);
        const right = `mutation { login(input: {name: "operator", password: "${password}"}) { token } }`;
        assert.deepEqual((await nobody.send({ query: right })).errors, []);
      });

      test('15: shows the schema to developers and not to viewers', async () => {
        const viewer = await open(product.url, product.tokens.viewer);
        const query = '{ __schema { queryType { name } } __type(name: "Task") { name } }';

        const shown = await operator.send({ query });
        const hidden = await viewer.send({ query });

        assert.deepEqual(shown.data, {
          __schema: { queryType: { name: 'Query' } },
          __type: { name: 'Task' },
        });
        assert.match(hidden.errors[0]?.message ?? '', /developer/);
        await viewer.close();
      });

      test('15: refuses circles of introspection to developers too', async () => {
        const round = '{ types { fields { type { fields { type { fields { name } } } } } }';
        const deep = `{ __type(name: "Task") ${'{ ofType '.repeat(32)} { name } ${'}'.repeat(32)} }`;

        for (const query of [`{ __schema ${round} }`, deep])
          assert.ok((await operator.send({ query })).errors.length > 0);
      });

      test('24: reaches no prototype by the names of variables', async () => {
        const variables = JSON.parse('{"constructor": {"prototype": {"polluted": 1}}}') as object;

        await operator.send({ query: '{ __typename }', variables });

        assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
      });
    });
});
