import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as sendRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { placements, post, startSampleGateway, type SampleGateway } from '../../support/sample-gateway.js';
import { waitFor } from '../../support/wait-for.js';

for (const placement of placements)
  describe(`the hot path of GraphQL over HTTP, subgraphs ${placement}`, () => {
    let sample: SampleGateway;
    before(async () => {
      sample = await startSampleGateway(placement, { limits: { requestTimeout: 1000 } });
    });
    after(() => sample.close());

    /** Answers on the hot path meanwhile. */
    const hotDuring = async (work: () => Promise<unknown>): Promise<number> => {
      const answered = sample.gateway.hotPath.answered;
      await work();
      return sample.gateway.hotPath.answered - answered;
    };

    test('answers an operation from the second time on, with the same bytes and headers', async () => {
      const ask = () =>
        fetch(`${sample.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-request-id': 'mine' },
          body: JSON.stringify({ query: '{ books { id title reviews loud } }' }),
        });
      const wholeOf = async (answer: Response) => ({
        status: answer.status,
        headers: [...answer.headers].filter(([name]) => name !== 'date'),
        text: await answer.text(),
      });

      const first = await wholeOf(await ask());
      const hot: unknown[] = [];
      const count = await hotDuring(async () => {
        hot.push(await wholeOf(await ask()), await wholeOf(await ask()));
      });

      assert.equal(count, 2);
      assert.deepEqual(hot, [first, first]);
      assert.ok(first.headers.some(([name, value]) => name === 'x-request-id' && value === 'mine'));
      assert.match(first.text, /^\{"data":\{"books":\[\{"id":"1","title":"Dune",.*\n$/);
    });

    test('takes variables as they come, and text beyond ASCII', async () => {
      const query =
        'mutation Rename($id: ID!, $title: String!) { rename(id: $id, title: $title) { title loud } }';
      const rename = (title: string) => post(sample.url, query, { id: '2', title });
      await rename('Emma');

      const answers: unknown[] = [];
      const count = await hotDuring(async () => {
        for (const title of ['Persuasion', '“Größe” – 本 \\ 🦀'])
          answers.push((await rename(title)).body.data);
      });
      await rename('Emma');

      assert.equal(count, 2);
      assert.deepEqual(answers, [
        { rename: { title: 'Persuasion', loud: 'PERSUASION' } },
        { rename: { title: '“Größe” – 本 \\ 🦀', loud: '“GRÖSSE” – 本 \\ 🦀' } },
      ]);
    });

    test('leaves errors to Apollo Server, and executes nothing twice', async () => {
      const query = 'query Fault($code: String!) { topReview books { reviews } fault(code: $code) }';
      const fine = 'query Book($id: ID!) { book(id: $id) { title reviews } }';
      await post(sample.url, fine, { id: '1' });
      const known = await post(sample.url, fine, { id: '1' });
      const faults = [
        await post(sample.url, query, { code: 'CONFLICT' }),
        await post(sample.url, query, { code: 'CONFLICT' }),
      ];
      const wrong = [await post(sample.url, fine, { id: { no: 'id' } }), await post(sample.url, fine)];
      const before = sample.world.reviewFetches;

      const partial = await post(sample.url, fine, { id: '1' });

      assert.equal(sample.world.reviewFetches - before, 1);
      assert.deepEqual(partial, known);
      assert.deepEqual(
        faults.map(({ status, body }) => [
          status,
          body.errors?.[0]?.extensions['code'],
          body.data?.['topReview'],
        ]),
        [
          [200, 'CONFLICT', 'fine'],
          [200, 'CONFLICT', 'fine'],
        ],
      );
      assert.deepEqual(
        wrong.map(({ status, body }) => [status, body.errors?.[0]?.extensions['code'], 'data' in body]),
        [
          [400, 'BAD_USER_INPUT', false],
          [400, 'BAD_USER_INPUT', false],
        ],
      );
    });

    test('executes once what turns out to have errors, and tells them as Apollo Server does', async () => {
      const query = (name: string): string =>
        `query ${name}($bad: Boolean!) { books { reviews } fault(code: "CONFLICT") @include(if: $bad) }`;
      const apollos = await post(sample.url, query('Cold'), { bad: true });
      await post(sample.url, query('Known'), { bad: false });
      const before = sample.world.reviewFetches;
      const good = await hotDuring(() => post(sample.url, query('Known'), { bad: false }));
      const ofOne = sample.world.reviewFetches - before;

      const bad = await post(sample.url, query('Known'), { bad: true });

      assert.equal(good, 1);
      assert.ok(ofOne > 0);
      assert.equal(sample.world.reviewFetches - before, 2 * ofOne);
      assert.deepEqual([bad.status, told(bad)], [apollos.status, told(apollos)]);
      assert.deepEqual(
        told(bad).map(([, code]) => code),
        ['CONFLICT'],
      );
    });

    test('does not answer whom it cannot tell, and nobody is asked who he is twice', async () => {
      const query = '{ whoami }';
      await post(sample.url, query, {}, { authorization: 'Bearer good' });
      const good = await post(sample.url, query, {}, { authorization: 'Bearer good' });

      const bad = await post(sample.url, query, {}, { authorization: 'Bearer bad' });

      assert.deepEqual(good.body.data, { whoami: 'token:ann' });
      assert.deepEqual([bad.status, bad.body.errors?.[0]?.extensions['code']], [401, 'UNAUTHENTICATED']);
      assert.equal(bad.body.data, undefined);
    });

    test('gives up what takes too long, as Apollo Server does', async () => {
      const query = 'query Slow($ms: Int!) { slow(ms: $ms) }';
      const cold = await post(sample.url, 'query Cold($ms: Int!) { slow(ms: $ms) }', { ms: 1500 });
      await post(sample.url, query, { ms: 1 });

      const late = await post(sample.url, query, { ms: 1500 });

      assert.deepEqual([late.status, told(late)], [cold.status, told(cold)]);
      assert.equal(late.body.errors?.[0]?.extensions['code'], 'SUBGRAPH_TIMEOUT');
    });

    test('refuses what a page of another origin could send, also when it is known', async () => {
      const body = JSON.stringify({ query: '{ topReview }' });
      await post(sample.url, '{ topReview }');
      await post(sample.url, '{ topReview }');

      const answer = await fetch(`${sample.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain', origin: 'https://evil.example.com' },
        body,
      });

      assert.equal(answer.status >= 400 && answer.status < 500, true);
    });

    test('reads bodies that come in pieces, and leaves large and broken ones to Fastify', async () => {
      const query = 'query Pieces($id: ID!) { book(id: $id) { title } }';
      const ask = (id: string) => post(sample.url, query, { id });
      await ask('1');
      const raw = async (...parts: readonly string[]): Promise<readonly [number | undefined, string]> => {
        const length = Buffer.byteLength(parts.join(''));
        const sent = sendRequest(`${sample.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'content-length': length, accept: '*/*' },
        });
        const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
        for (const part of parts) {
          sent.write(part);
          await delay(5);
        }
        sent.end();
        const [answer] = await answered;
        return [answer.statusCode, await text(answer)];
      };
      const body = JSON.stringify({ query, variables: { id: '1' } });
      const counts: number[] = [];
      const answers: (readonly [number | undefined, string])[] = [];
      for (const parts of [
        [body.slice(0, 20), body.slice(20)],
        [body.padEnd(70_000)],
        [body.slice(0, -1)],
        [body.replace('"variables"', '"__proto__":{},"variables"')],
        [body.replace('"id":"1"', '"id":"\\u0031"')],
      ])
        counts.push(await hotDuring(async () => answers.push(await raw(...parts))));

      const dune = [200, '{"data":{"book":{"title":"Dune"}}}\n'];
      assert.deepEqual(counts, [1, 0, 0, 0, 0]);
      assert.deepEqual([answers[0], answers[1], answers[4]], [dune, dune, dune]);
      assert.deepEqual([answers[2]?.[0], answers[3]?.[0]], [400, 400]);
      assert.match(answers[2]?.[1] ?? '', /The body is not valid JSON\./);
    });

    test('outlives callers that go away in the middle', async () => {
      const query = 'query Slow($ms: Int!) { slow(ms: $ms) }';
      await post(sample.url, query, { ms: 1 });
      const answered = sample.gateway.hotPath.answered;
      const gone = sendRequest(`${sample.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
      });
      gone.on('error', () => undefined);
      gone.end(JSON.stringify({ query, variables: { ms: 100 } }));
      await delay(30);
      gone.destroy();

      const next = await waitFor('an answer', () => post(sample.url, query, { ms: 1 }));

      assert.deepEqual(next.body.data, { slow: 'late' });
      assert.ok(sample.gateway.hotPath.answered > answered);
    });
  });

/** The errors of an answer without what belongs to the request alone. */
function told({ body }: Awaited<ReturnType<typeof post>>): (readonly [string, unknown, unknown])[] {
  return (body.errors ?? []).map(({ message, path, extensions }) => [message, extensions['code'], path]);
}

describe('the hot path while the supergraph is replaced', () => {
  test('reads operations anew', async (t) => {
    const sample = await startSampleGateway('in process');
    t.after(() => sample.close());
    const query = '{ books { id title } }';
    await post(sample.url, query);
    await post(sample.url, query);
    const before = sample.gateway.hotPath.answered;
    const without = sample.world.supergraphSdl.replaceAll(/^  books: .*$/gm, '');

    await sample.gateway.federation.replace(without);
    const answer = await post(sample.url, query);

    assert.equal(answer.status, 400);
    assert.match(answer.body.errors?.[0]?.message ?? '', /Cannot query field "books"/);
    assert.equal(sample.gateway.hotPath.answered, before);
  });
});
