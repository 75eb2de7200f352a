import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Child } from '../support/child.js';
import { startCommand } from '../support/command-line.js';
import { cannotRun } from '../support/engines.js';
import { readMetrics } from '../support/metrics-text.js';
import { openProduct, startProduct } from '../support/product.js';
import { post } from '../support/sample-gateway.js';
import { createReadyDatabase } from '../support/shared-postgres.js';
import { startTraceCollector, treeBelow } from '../support/trace-collector.js';
import { waitFor } from '../support/wait-for.js';

const withinMs = 60_000;

/** Makes a process tell on standard error what it loads of OpenTelemetry's SDK. */
const tellLoads = `--import=data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({ load: (url, context, next) => {
    if (/otlp-tracing|@opentelemetry\\/(sdk-trace|exporter-trace-otlp-http)\\//.test(url)) process.stderr.write('loads ' + url + '\\n');
    return next(url, context);
  } });
`)}`;

async function startMachine(url: string, headers: Record<string, string> = {}): Promise<Response> {
  const response = await fetch(`${url}/api/v1/vm/start`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{"name":"web","image":"1","size":"1"}',
  });
  await response.text();
  return response;
}

suite('the traces', () => {
  test('are not made, and nothing is loaded for them, unless a collector is set', async (t) => {
    const collector = await startTraceCollector(t);
    const env = { NODE_OPTIONS: tellLoads };
    const loadsOf = ({ stderr }: Child): string[] => stderr.filter((line) => line.startsWith('loads '));

    const silent = await startProduct(t, { env });
    for (let i = 0; i < 3; i++) await post(silent.url, '{ clouds { name } }', {}, { traceparent: 'none' });
    await silent.stop();
    const loud = await startProduct(t, {
      env: { ...env, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector.url },
    });
    await post(loud.url, 'query Loud { clouds { name } }');
    await loud.stop();

    assert.deepEqual(loadsOf(silent.child), []);
    assert.ok(loadsOf(loud.child).length > 10, 'the way to see what is loaded works');
    const services = new Set(collector.spans.map(({ service }) => service));
    assert.deepEqual(services, new Set(['infragraph']), 'what waited was sent before the end');
    assert.ok(collector.spans.some(({ name }) => name === 'query Loud'));
  });

  test('follow a REST request to its statements, and link the attempt at the task it creates', async (t) => {
    const collector = await startTraceCollector(t);
    const { url } = await openProduct(t, { settings: { 'traces-url': collector.url } });

    await startMachine(url);
    await (await fetch(`${url}/v1/backups/secret-name-of-a-backup?marker=planted`)).text();

    const request = await collector.named('POST /api/v1/vm/start');
    const attempt = await collector.named('attempt compute.node.start');
    const unknown = await collector.named('GET /v1/backups/:id');
    const creator = collector.spans.find(({ spanId }) => spanId === attempt.links[0]?.spanId);
    assert.deepEqual([creator?.name, creator?.parentSpanId], ['fetch compute', request.spanId]);
    const statements = creator ? treeBelow(collector.spans, creator) : [];
    assert.ok(statements.includes('INSERT'), String(statements));
    assert.deepEqual(
      [attempt.kind, attempt.parentSpanId, attempt.attributes['infragraph.task.outcome']],
      ['consumer', undefined, 'finished'],
    );
    assert.deepEqual([unknown.attributes['error.type'], unknown.isError], ['404', false]);
    const all = collector.bodies.join('\n');
    for (const planted of ['secret-name-of-a-backup', 'planted', 'insert into'])
      assert.ok(!all.includes(planted), planted);
  });

  test('begin at ports of their own as well', async (t) => {
    const collector = await startTraceCollector(t);
    const settings = { 'traces-url': collector.url, 'vprotect-http-port': '0' };
    const { ownPorts } = await openProduct(t, { settings });
    const guid = '00000000-0000-4000-8000-000000000000';

    const answers = ['tasks', `tasks/${guid}/events`, 'nothing-of-the-kind'].map(async (path) => {
      const answer = await fetch(`${ownPorts[0]?.url}/api/${path}`);
      await answer.text();
      return answer.status;
    });

    const names = ['GET /api/tasks', 'GET /api/tasks/:guid/events', 'GET'];
    const spans = await Promise.all(names.map((name) => collector.named(name)));
    assert.deepEqual(
      spans.map(({ attributes }) => attributes['http.response.status_code']),
      await Promise.all(answers),
    );
    assert.deepEqual((await Promise.all(answers)).slice(0, 2), [200, 404]);
    assert.ok(!collector.bodies.join().includes(guid));
  });

  test('are named on the lines of the log', async (t) => {
    const collector = await startTraceCollector(t);
    const product = await startProduct(t, {
      settings: { 'traces-url': collector.url, 'log-level': 'debug' },
    });
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

    await startMachine(product.url, { traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
    const request = await collector.named('POST /api/v1/vm/start');
    await product.stop();

    const lines = product.child.stderr.map((line) => JSON.parse(line) as Record<string, unknown>);
    const answered = lines.find(({ msg, path }) => msg === 'Answered' && path === '/api/v1/vm/start');
    assert.deepEqual([answered?.['trace_id'], answered?.['span_id']], [traceId, request.spanId]);
    assert.ok(
      lines.some((line) => !('trace_id' in line)),
      'lines of no request name none',
    );
  });

  test('change nothing where the collector is away, and what is lost is counted', async (t) => {
    const collector = await startTraceCollector(t);
    await collector.close();
    const { url } = await openProduct(t, { settings: { 'traces-url': collector.url } });

    const answers = await Promise.all(Array.from({ length: 50 }, () => post(url, '{ clouds { name } }')));

    assert.ok(answers.every(({ status, body }) => status === 200 && !body.errors));
    const dropped = await waitFor(
      'the loss to be told',
      async () => {
        const metrics = readMetrics(await (await fetch(`${url}/metrics`)).text());
        return metrics.value('infragraph_trace_spans_total', { outcome: 'dropped' });
      },
      { withinMs: 30_000 },
    );
    assert.ok(dropped >= 50, String(dropped));
  });

  test('go through the processes of each role', { skip: cannotRun('server') }, async (t) => {
    const collector = await startTraceCollector(t);
    const env = {
      DATABASE_URL: await createReadyDatabase(),
      INFRAGRAPH_SECRETS_KEY: Buffer.alloc(32, 7).toString('base64'),
      INFRAGRAPH_HOP_SECRET: 'a-secret-for-tests-that-is-long-enough',
      INFRAGRAPH_PORT: '0',
      OTEL_EXPORTER_OTLP_ENDPOINT: new URL('/', collector.url).href,
    };
    const compute = await startCommand(t, ['subgraph', 'compute'], { env });
    const [, graph = ''] = await compute.waitForLine(/ready at (\S+\/graphql)/, withinMs);
    const worker = await startCommand(t, ['worker'], { env });
    await worker.waitForLine(/^The worker is ready/, withinMs);
    const serve = await startCommand(t, ['serve', `--subgraph-urls=compute=${graph}`], { env });
    const [, url = ''] = await serve.waitForLine(/^ {2}GraphQL +(\S+)\/graphql/, withinMs);

    const answer = await startMachine(url);

    assert.equal(answer.status, 200);
    const request = await collector.named('POST /api/v1/vm/start');
    const attempt = await collector.named('attempt compute.node.start');
    const ofSubgraph = await waitFor('the span of the subgraph', () =>
      Promise.resolve(
        collector.spans.find(
          ({ name, service, traceId }) =>
            name === 'POST /graphql' && service === 'infragraph-compute' && traceId === request.traceId,
        ),
      ),
    );
    const above = collector.spans.find(({ spanId }) => spanId === ofSubgraph.parentSpanId);
    assert.deepEqual(
      [request.service, above?.service, above?.name, attempt.service],
      ['infragraph', 'infragraph', 'fetch compute', 'infragraph-worker'],
    );
    assert.deepEqual(
      attempt.links.map(({ traceId, spanId }) => [traceId, spanId]),
      [[request.traceId, ofSubgraph.spanId]],
    );
  });
});
