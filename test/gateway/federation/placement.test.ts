import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { placements, post, startSampleGateway, type SampleGateway } from '../../support/sample-gateway.js';

for (const placement of placements) {
  describe(`federated operations, subgraphs ${placement}`, () => {
    let sample: SampleGateway;
    before(async () => {
      sample = await startSampleGateway(placement);
    });
    after(() => sample.close());

    test('join the fields of two subgraphs, required ones included', async () => {
      const { body } = await post(sample.url, '{ books { title reviews loud } }');

      assert.deepEqual(body, {
        data: {
          books: [
            { title: 'Dune', reviews: ['about 1'], loud: 'DUNE' },
            { title: 'Emma', reviews: ['about 2'], loud: 'EMMA' },
          ],
        },
      });
    });

    test('show a mutation its own effect', async () => {
      const { body } = await post(sample.url, 'mutation { rename(id: "2", title: "Emma 2") { title loud } }');

      assert.deepEqual(body.data, { rename: { title: 'Emma 2', loud: 'EMMA 2' } });
    });

    test('tell a subgraph who asks', async () => {
      const open = await post(sample.url, '{ whoami }');
      const token = await post(sample.url, '{ whoami }', {}, { authorization: 'Bearer good' });

      assert.deepEqual(
        [open.body.data, token.body.data],
        [{ whoami: 'open:local' }, { whoami: 'token:ann' }],
      );
    });

    test('give a documented mistake with its code, details, subgraph and request id', async () => {
      const { body } = await post(
        sample.url,
        '{ fault(code: "CONFLICT") topReview }',
        {},
        { 'x-request-id': 'my-request' },
      );

      assert.deepEqual(body.data, { fault: null, topReview: 'fine' });
      assert.deepEqual(body.errors, [
        {
          message: 'A documented mistake.',
          path: ['fault'],
          extensions: { code: 'CONFLICT', hint: 'other title', subgraph: 'books', requestId: 'my-request' },
        },
      ]);
    });

    test('mask what nobody documented: no SQL, no secret, no stack', async () => {
      const { body } = await post(sample.url, '{ fault(code: "CRASH") }');

      assert.equal(body.errors?.[0]?.message, 'An internal error occurred.');
      assert.equal(body.errors?.[0]?.extensions['code'], 'INTERNAL_SERVER_ERROR');
      assert.doesNotMatch(JSON.stringify(body), /select|hunter2|at .*\.js/);
    });
  });
}

describe('a remote subgraph that fails', () => {
  let sample: SampleGateway;
  before(async () => {
    sample = await startSampleGateway('remote');
  });
  after(() => sample.close());

  test('is cut off at its deadline by name, and the rest is answered', async () => {
    const { body } = await post(sample.url, '{ slow(ms: 3000) topReview }');

    assert.deepEqual(body.data, { slow: null, topReview: 'fine' });
    assert.equal(body.errors?.[0]?.extensions['code'], 'SUBGRAPH_TIMEOUT');
    assert.equal(body.errors?.[0]?.message, 'The subgraph "books" did not answer in time.');
  });

  test('answers nobody without a signed hop', async () => {
    const server = sample.servers.get('books');
    const answer = await server?.app.inject({
      method: 'POST',
      url: '/graphql',
      payload: { query: '{ books { id } }' },
    });

    assert.equal(answer?.statusCode, 401);
    assert.doesNotMatch(answer?.body ?? '', /Dune/);
  });

  test('costs only its own part when it is gone, without showing its address', async () => {
    await sample.servers.get('reviews')?.close();

    const { status, body } = await post(sample.url, '{ books { title reviews } }');
    const health = await fetch(`${sample.url}/health/ready`);

    assert.equal(status, 200);
    assert.deepEqual(body.data, {
      books: [
        { title: 'Dune', reviews: null },
        { title: 'Emma', reviews: null },
      ],
    });
    assert.equal(body.errors?.[0]?.extensions['code'], 'SUBGRAPH_UNAVAILABLE');
    assert.doesNotMatch(JSON.stringify(body), /127\.0\.0\.1|ECONN/);
    assert.deepEqual(await health.json(), { status: 'ready', subgraphs: { books: 'up', reviews: 'down' } });
  });
});
