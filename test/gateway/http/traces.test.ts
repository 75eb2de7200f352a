import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { OtlpTracing } from '../../../subgraphs/kernel/telemetry/otlp-tracing.js';
import { lastFirst } from '../../support/last-first.js';
import { placements, post, startSampleGateway, type SampleGateway } from '../../support/sample-gateway.js';
import { openSse } from '../../support/sse-client.js';
import { testTracing } from '../../support/test-tracing.js';
import {
  startTraceCollector,
  treeBelow,
  type CollectedSpan,
  type TraceCollector,
} from '../../support/trace-collector.js';
import { waitFor } from '../../support/wait-for.js';

const callersTrace = '4bf92f3577b34da6a3ce929d0e0e4736';
const callersSpan = '00f067aa0ba902b7';
const traceparent = `00-${callersTrace}-${callersSpan}-01`;

for (const placement of placements)
  describe(`the traces of a gateway, subgraphs ${placement}`, () => {
    const ends: (() => Promise<void>)[] = [];
    const owner = lastFirst({ after: (end: () => Promise<void>) => void ends.push(end) });
    let collector: TraceCollector;
    let tracing: OtlpTracing;
    let sample: SampleGateway;
    const isRemote = placement === 'remote';
    const fetchKind = isRemote ? 'client' : 'internal';

    before(async () => {
      collector = await startTraceCollector(owner);
      tracing = testTracing(collector.url, 'gateway');
      const ofServers = testTracing(collector.url, 'subgraph');
      sample = await startSampleGateway(placement, { tracing }, { tracing: ofServers });
      owner.after(async () => {
        await sample.close();
        await Promise.all([tracing.stop(), ofServers.stop()]);
      });
    });
    after(async () => {
      for (const end of ends) await end();
    });

    /** The fetch of a subgraph, with what its own process tells of it. */
    const fetchOf = (name: string): unknown =>
      isRemote ? [`fetch ${name}`, ['POST /graphql']] : `fetch ${name}`;

    /** The spans of the trace of a span, as soon as there are so many. */
    const traceOf = (span: CollectedSpan, count: number): Promise<readonly CollectedSpan[]> =>
      waitFor(`${count} spans of ${span.name}`, () => {
        const some = collector.spans.filter(({ traceId }) => traceId === span.traceId);
        return Promise.resolve(some.length >= count ? some : undefined);
      });

    test('show what a federated query waits for, on the hot path as off it', async () => {
      const query = 'query Shelf { books { id title reviews } }';

      await post(sample.url, query);
      await post(sample.url, query);

      const [cold, hot] = await waitFor('both', () => {
        const some = collector.spans.filter(({ name }) => name === 'query Shelf');
        return Promise.resolve(some.length === 2 ? some : undefined);
      });
      assert.ok(cold && hot);
      const coldSpans = await traceOf(cold, isRemote ? 6 : 4);
      const hotSpans = await traceOf(hot, isRemote ? 5 : 3);
      assert.deepEqual(treeBelow(coldSpans, cold), ['plan', fetchOf('books'), fetchOf('reviews')]);
      assert.deepEqual(treeBelow(hotSpans, hot), [fetchOf('books'), fetchOf('reviews')]);
      const { 'infragraph.request_id': requestId, ...told } = hot.attributes;
      assert.match(String(requestId), /^[\da-f-]{36}$/);
      assert.deepEqual(told, {
        'http.request.method': 'POST',
        'http.route': '/graphql',
        'http.response.status_code': 200,
        'graphql.operation.type': 'query',
        'graphql.operation.name': 'Shelf',
        'infragraph.transport': 'http',
        'infragraph.hot_path': true,
      });
      assert.deepEqual([hot.kind, hot.isError, hot.parentSpanId], ['server', false, undefined]);
      const reviews = hotSpans.find(({ name }) => name === 'fetch reviews');
      assert.equal(reviews?.kind, fetchKind);
      assert.equal(reviews.attributes['infragraph.subgraph'], 'reviews');
      assert.equal(reviews.attributes['infragraph.fetch.entities'], 2);
      assert.equal(reviews.attributes['server.address'], isRemote ? '127.0.0.1' : undefined);
    });

    test('go on with the trace of who calls, and tell its state on', async () => {
      const query = 'query Continued { whoami }';
      const headers = { traceparent, tracestate: 'vendor=opaque' };

      await post(sample.url, query, {}, headers);
      await post(sample.url, query, {}, headers);

      const spans = await waitFor('all spans', () => {
        const some = collector.spans.filter(({ traceId }) => traceId === callersTrace);
        return Promise.resolve(some.length === (isRemote ? 7 : 5) ? some : undefined);
      });
      const operations = spans.filter(({ name }) => name === 'query Continued');
      assert.deepEqual(
        operations.map(({ parentSpanId, traceState }) => [parentSpanId, traceState]),
        [
          [callersSpan, 'vendor=opaque'],
          [callersSpan, 'vendor=opaque'],
        ],
      );
      const ofSubgraph = spans.filter(({ service }) => service === 'subgraph');
      assert.deepEqual(
        ofSubgraph.map(({ name, kind, traceState }) => [name, kind, traceState]),
        isRemote ? Array(2).fill(['POST /graphql', 'server', 'vendor=opaque']) : [],
      );
    });

    test('record nothing where the caller has decided so', async () => {
      const before = collector.spans.length;

      await post(
        sample.url,
        'query Unrecorded { whoami }',
        {},
        { traceparent: `00-${callersTrace}-${callersSpan}-00` },
      );
      await post(sample.url, 'query Recorded { whoami }');
      await collector.named('query Recorded');

      const later = collector.spans.slice(before).map(({ name }) => name);
      assert.ok(!later.includes('query Unrecorded'), later.join());
    });

    test('tell refused requests with their code', async () => {
      const json = { 'content-type': 'application/json' };
      const cases = {
        'an unknown field': { headers: json, body: '{"query":"query Unknown { nothing }"}' },
        'a stranger': { headers: { ...json, authorization: 'Bearer bad' }, body: '{"query":"{ whoami }"}' },
        'a body that is no JSON': { headers: json, body: '{' },
      };
      const told: Record<string, unknown> = {};

      for (const [what, { headers, body }] of Object.entries(cases)) {
        const id = what.replaceAll(' ', '-');
        const sent = { method: 'POST', headers: { ...headers, 'x-request-id': id }, body };
        await (await fetch(`${sample.url}/graphql`, sent)).text();
        const { name, attributes, isError } = await waitFor(what, () =>
          collector.spans.find(({ attributes: { 'infragraph.request_id': asked } }) => asked === id),
        );
        told[what] = [name, attributes['error.type'], attributes['http.response.status_code'], isError];
      }

      assert.deepEqual(told, {
        'an unknown field': ['POST /graphql', 'BAD_USER_INPUT', 400, false],
        'a stranger': ['POST /graphql', 'UNAUTHENTICATED', 401, false],
        'a body that is no JSON': ['POST /graphql', 'BAD_USER_INPUT', 400, false],
      });
    });

    test('mark what is ours to mend, and the fetch it comes from', async () => {
      await post(sample.url, 'query Crashing { fault(code: "CRASH") }');

      const operation = await collector.named('query Crashing');
      const fetched = (await traceOf(operation, isRemote ? 4 : 3)).find(({ name }) => name === 'fetch books');
      assert.deepEqual(
        [operation, fetched].map((span) => [span?.isError, span?.attributes['error.type']]),
        [
          [true, 'INTERNAL_SERVER_ERROR'],
          [true, 'INTERNAL_SERVER_ERROR'],
        ],
      );
    });

    test('tell the opening of a subscription and none of its events', async (t) => {
      const client = createClient({
        url: `${sample.url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: { traceparent },
      });
      t.after(() => client.dispose());
      const events = client.iterate({ query: 'subscription Watching { bookEvents { title reviews } }' });
      t.after(() => events.return?.());
      const first = events.next();
      await waitFor('the source', () => Promise.resolve(sample.world.listeners.size > 0));
      sample.world.publish('1');
      await first;

      const opening = await collector.named('subscription Watching');

      assert.deepEqual([opening.traceId, opening.parentSpanId], [callersTrace, callersSpan]);
      assert.equal(opening.attributes['infragraph.transport'], 'websocket');
      const source = isRemote ? ['subscribe books', ['subscribe']] : 'subscribe books';
      const whole = JSON.stringify(['plan', source]).length;
      const below = await waitFor('the source', () => {
        const some = treeBelow(collector.spans, opening);
        return JSON.stringify(some).length >= whole ? some : undefined;
      });
      assert.deepEqual(below, ['plan', source]);
    });

    test('tell operations over sockets and streams by their transport', async (t) => {
      const client = createClient({
        url: `${sample.url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
      });
      t.after(() => client.dispose());
      await client.iterate({ query: 'query OverSocket { whoami }' }).next();
      await client
        .iterate({ query: 'query Refused { nothing }' })
        .next()
        .catch(() => undefined);
      const stream = await openSse(t, `${sample.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: 'subscription OverStream { bookEvents { title } }' }),
      });

      const spans = await Promise.all(
        ['query OverSocket', 'GraphQL operation', 'subscription OverStream'].map((name) =>
          collector.named(name),
        ),
      );

      assert.equal(stream.ended, false, 'its span ended before it');
      assert.deepEqual(
        spans.map(({ kind, attributes }) => [
          kind,
          attributes['infragraph.transport'],
          attributes['error.type'],
        ]),
        [
          ['server', 'websocket', undefined],
          ['server', 'websocket', 'BAD_USER_INPUT'],
          ['server', 'sse', undefined],
        ],
      );
    });

    test('hold no secret, no variable and no text of an operation', async () => {
      const literal = 'literal-pass-phrase';
      const variable = 'variable-pass-phrase';
      const headers = { authorization: 'Bearer planted-token', cookie: 'session=planted-cookie' };
      const literally = `mutation Literal { rename(id: "1", title: "${literal}") { title } }`;
      for (let i = 0; i < 2; i++) {
        await post(sample.url, literally);
        await post(
          sample.url,
          'mutation Variable($title: String!) { rename(id: "2", title: $title) { title loud } }',
          {
            title: variable,
          },
        );
        await post(sample.url, '{ whoami }', {}, headers);
        await fetch(
          `${sample.url}/graphql?query=${encodeURIComponent(`{ book(id: "${literal}") { id } }`)}`,
          {
            headers: { 'graphql-require-preflight': '1' },
          },
        ).then((answer) => answer.text());
      }
      await collector.named('mutation Literal');
      await collector.named('mutation Variable');

      await tracing.stop();

      const all = collector.bodies.join('\n');
      assert.ok(all.length > 10_000, `${all.length} characters were searched`);
      for (const planted of [
        literal,
        variable,
        'planted-token',
        'planted-cookie',
        'rename(',
        'a-secret-for-tests',
      ])
        assert.ok(!all.includes(planted), planted);
    });
  });
