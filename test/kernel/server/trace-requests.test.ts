import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { suite, test, type TestContext } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { createHttpServer } from '../../../subgraphs/kernel/server/http-server.js';
import { traceRequests } from '../../../subgraphs/kernel/server/trace-requests.js';
import { silentLog } from '../../support/engines.js';
import { testTracing } from '../../support/test-tracing.js';
import { startTraceCollector, type TraceCollector } from '../../support/trace-collector.js';

/** A listener that traces what is below `/traced`. */
async function listener(
  t: TestContext,
  routes: (app: FastifyInstance) => void,
): Promise<{
  readonly url: string;
  readonly collector: TraceCollector;
  readonly flush: () => Promise<void>;
}> {
  const collector = await startTraceCollector(t);
  const tracing = testTracing(collector.url);
  const app = createHttpServer({ log: silentLog });
  traceRequests(app, tracing, (path) => path.startsWith('/traced'));
  routes(app);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  t.after(async () => {
    app.server.closeAllConnections();
    await app.close();
  });
  return { url, collector, flush: () => tracing.stop() };
}

suite('the spans of requests', () => {
  test('are named by the pattern of their route, and hold nothing of path and query', async (t) => {
    const { url, collector, flush } = await listener(t, (app) => {
      app.get('/traced/things/:name', () => ({}));
      app.get('/other', () => ({}));
    });

    for (const path of ['/traced/things/planted?token=planted', '/other', '/traced/none'])
      await (await fetch(url + path)).text();
    await flush();

    assert.deepEqual(
      collector.spans.map(({ name, attributes }) => [
        name,
        attributes['http.route'],
        attributes['http.response.status_code'],
        attributes['error.type'],
      ]),
      [
        ['GET /traced/things/:name', '/traced/things/:name', 200, undefined],
        ['GET', undefined, 404, '404'],
      ],
    );
    assert.ok(!collector.bodies.join().includes('planted'));
  });

  test('of a stream of events end when it begins', async (t) => {
    const body = new PassThrough();
    const { url, collector } = await listener(t, (app) => {
      app.get('/traced/events', (_request, reply) => reply.type('text/event-stream').send(body));
    });
    body.write('data: 1\n\n');

    const answer = await fetch(`${url}/traced/events`);

    const span = await collector.named('GET /traced/events');
    assert.equal(span.attributes['http.response.status_code'], 200);
    body.end();
    assert.equal(await answer.text(), 'data: 1\n\n', 'it went on behind its span');
  });

  test('tell that their caller has gone', async (t) => {
    const asked = Promise.withResolvers<void>();
    const { url, collector } = await listener(t, (app) => {
      app.get('/traced/slow', async (_request, reply) => {
        asked.resolve();
        await Promise.race([once(reply.raw, 'close'), delay(5000)]);
        return {};
      });
    });
    const gone = new AbortController();
    const answer = fetch(`${url}/traced/slow`, { signal: gone.signal });
    await asked.promise;

    gone.abort();
    await assert.rejects(answer);

    const { attributes } = await collector.named('GET /traced/slow');
    assert.equal(attributes['infragraph.aborted'], true);
    assert.equal(attributes['http.response.status_code'], undefined);
  });

  test('tell of a failure of ours', async (t) => {
    const { url, collector } = await listener(t, (app) => {
      app.get('/traced/broken', () => Promise.reject(new Error('select planted from secret')));
    });

    await (await fetch(`${url}/traced/broken`)).text();

    const { attributes, isError } = await collector.named('GET /traced/broken');
    assert.deepEqual([isError, attributes['error.type']], [true, '500']);
    assert.ok(!collector.bodies.join().includes('planted'));
  });
});
