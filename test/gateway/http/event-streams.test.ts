import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, afterEach, before, describe, test } from 'node:test';
import { openViewer } from '../../../subgraphs/kernel/identity/viewer.js';
import { placements, post, startSampleGateway, type SampleGateway } from '../../support/sample-gateway.js';
import { openSse, subscribeSse } from '../../support/sse-client.js';
import { waitFor } from '../../support/wait-for.js';

const changes = 'subscription ($after: EventCursor) { changes(after: $after) { kind book { title loud } } }';
const plain = 'subscription { changes { kind book { id } } }';

for (const placement of placements) {
  describe(`GraphQL over SSE, subgraphs ${placement}`, () => {
    let sample: SampleGateway;
    before(async () => {
      sample = await startSampleGateway(placement);
    });
    afterEach(() => waitFor('every source to be gone', () => sample.world.changes.openCount === 0));
    after(() => sample.close());

    test('sends the present state, then each event with its cursor as id, and fields of other subgraphs', async (t) => {
      const stream = await subscribeSse(t, sample.url, changes);
      const first = await stream.at(0);

      const cursor = sample.world.changes.add('2');
      const second = await stream.at(1);

      assert.equal(stream.status, 200);
      assert.equal(stream.headers.get('content-type'), 'text/event-stream; charset=utf-8');
      assert.equal(stream.headers.get('cache-control'), 'no-cache, no-transform');
      assert.deepEqual(JSON.parse(first.data), {
        data: { changes: { kind: 'SNAPSHOT', book: { title: 'Dune', loud: 'DUNE' } } },
      });
      assert.deepEqual(second, {
        event: 'next',
        id: cursor,
        data: '{"data":{"changes":{"kind":"CHANGED","book":{"title":"Emma","loud":"EMMA"}}}}',
      });
      stream.close();
    });

    test('continues behind Last-Event-ID, also where the operation names no cursor or another', async (t) => {
      const from = sample.world.changes.add('1');
      const next = sample.world.changes.add('2');
      const inVariable = { after: 'books.0' };

      const named = await subscribeSse(t, sample.url, changes, inVariable, { 'last-event-id': from });
      const unnamed = await subscribeSse(t, sample.url, plain, {}, { 'last-event-id': from });
      const literal = await subscribeSse(
        t,
        sample.url,
        'subscription { changes(after: "books.0") { kind } }',
        {},
        { 'last-event-id': from },
      );

      for (const stream of [named, unnamed, literal]) {
        assert.equal((await stream.at(0)).id, next);
        stream.close();
      }
    });

    test('tells a cursor that is too old, then that there is nothing more', async (t) => {
      const stream = await subscribeSse(t, sample.url, changes, { after: 'books.gone' });

      const [refusal, end] = [await stream.at(0), await stream.at(1)];

      assert.match(refusal.data, /"code":"BAD_USER_INPUT"/);
      assert.match(refusal.data, /"reason":"CURSOR_EXPIRED"/);
      assert.deepEqual(end, { event: 'complete', id: undefined, data: '' });
      await waitFor('the end', () => stream.ended);
    });

    test('can be asked for by GET, as a browser does', async (t) => {
      const from = sample.world.changes.add('1');
      const next = sample.world.changes.add('1');
      const parameters = new URLSearchParams({ query: changes, variables: JSON.stringify({ after: from }) });

      const stream = await openSse(t, `${sample.url}/graphql?${parameters.toString()}`);

      assert.equal((await stream.at(0)).id, next);
      stream.close();
    });

    test('answers queries and mutations to whom takes nothing else, in one event', async (t) => {
      const query = await subscribeSse(t, sample.url, '{ whoami }');
      const mutation = await subscribeSse(
        t,
        sample.url,
        'mutation { rename(id: "2", title: "Emma") { title } }',
      );

      assert.equal((await query.at(0)).data, '{"data":{"whoami":"open:local"}}');
      assert.equal((await mutation.at(0)).data, '{"data":{"rename":{"title":"Emma"}}}');
      assert.deepEqual([(await query.at(1)).event, (await mutation.at(1)).event], ['complete', 'complete']);
    });
  });
}

describe('GraphQL over SSE', () => {
  let sample: SampleGateway;
  before(async () => {
    sample = await startSampleGateway('in process');
  });
  after(() => sample.close());

  test('needs nothing but curl', async () => {
    const lines = await new Promise<string>((resolve, reject) => {
      const body = JSON.stringify({ query: plain });
      const child = execFile(
        'curl',
        ['-sN', `${sample.url}/graphql`, '-H', 'content-type: application/json', '-d', body],
        (error) => (error && !error.killed ? reject(error) : undefined),
      );
      child.stdout?.once('data', (text: string) => {
        child.kill();
        resolve(text);
      });
    });

    assert.match(lines, /^event: next\nid: books\.\d+\ndata: \{"data":\{"changes"/);
  });

  test('leaves operations in JSON to whom prefers it', async () => {
    const accept = 'application/graphql-response+json, application/json, text/event-stream';

    const { status, body } = await post(sample.url, '{ whoami }', {}, { accept });

    assert.deepEqual([status, body], [200, { data: { whoami: 'open:local' } }]);
  });

  test('sends mistakes in an operation as an event, by the same rules as elsewhere', async (t) => {
    const deep = `subscription { changes { __typename } } fragment F on Query { ${'__schema { types { fields { type { '.repeat(6)} name ${'} } } }'.repeat(6)} }`;
    const unknown = await subscribeSse(t, sample.url, 'subscription { nothing }');
    const unused = await subscribeSse(t, sample.url, deep);
    const syntax = await subscribeSse(t, sample.url, 'subscription {');

    for (const stream of [unknown, unused, syntax]) {
      assert.match((await stream.at(0)).data, /^\{"errors":\[.*"code":"BAD_USER_INPUT"/);
      assert.equal((await stream.at(1)).event, 'complete');
    }
  });

  test('refuses what is no operation, a token of nobody, a mutation by GET and a page of somebody else', async (t) => {
    const graphql = `${sample.url}/graphql`;
    const mutation = new URLSearchParams({ query: 'mutation { rename(id: "1", title: "x") { id } }' });

    const empty = await openSse(t, graphql, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"variables":{}}',
    });
    const nobody = await subscribeSse(t, sample.url, plain, {}, { authorization: 'Bearer wrong' });
    const byGet = await openSse(t, `${graphql}?${mutation.toString()}`);
    const foreign = await subscribeSse(t, sample.url, plain, {}, { origin: 'https://evil.example.org' });
    const hidden = await subscribeSse(t, sample.url, plain, {}, { 'sec-fetch-site': 'cross-site' });
    const allowed = await subscribeSse(t, sample.url, plain, {}, { origin: 'https://portal.example.org' });

    assert.deepEqual(
      [empty, nobody, byGet, foreign, hidden, allowed].map(({ status }) => status),
      [400, 401, 405, 403, 403, 200],
    );
    assert.equal(allowed.headers.get('access-control-allow-origin'), 'https://portal.example.org');
    allowed.close();
  });

  test('closes its source when the client is gone', async (t) => {
    const stream = await subscribeSse(t, sample.url, plain);
    await stream.at(0);
    assert.equal(sample.world.changes.openCount, 1);

    stream.close();

    await waitFor('the source to be gone', () => sample.world.changes.openCount === 0);
  });

  test('ends with a code when the credential does', async (t) => {
    const ends: (() => void)[] = [];
    const closing = await startSampleGateway('in process', {
      viewers: {
        identify: () => Promise.resolve(openViewer),
        onceEnded: (_viewer, ended) => {
          ends.push(ended);
          return () => undefined;
        },
      },
    });
    t.after(() => closing.close());
    const stream = await subscribeSse(t, closing.url, plain);
    await stream.at(0);

    ends.forEach((end) => end());

    assert.match((await stream.at(1)).data, /"code":"UNAUTHENTICATED"/);
    assert.equal((await stream.at(2)).event, 'complete');
    assert.equal(closing.world.changes.openCount, 0);
  });

  test('breaks off when the server stops, so that a browser comes back', async (t) => {
    const stopping = await startSampleGateway('in process');
    const stream = await subscribeSse(t, stopping.url, plain);
    await stream.at(0);

    await stopping.close();

    await waitFor('the end', () => stream.ended);
    assert.equal(stream.messages.length, 1);
  });
});
