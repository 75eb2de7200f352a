import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { composeSupergraph } from '../../schema/compose.js';
import { inventorySchemaFile, inventoryServer } from '../docs/own-subgraph/inventory.js';
import type { Child } from '../support/child.js';
import { runCommand, startCommand, temporaryFolder } from '../support/command-line.js';
import { cannotRun } from '../support/engines.js';
import { readMetrics, type ReadMetrics } from '../support/metrics-text.js';
import { isRunning } from '../support/process-running.js';
import { post } from '../support/sample-gateway.js';
import { createReadyDatabase } from '../support/shared-postgres.js';
import { startTraceCollector } from '../support/trace-collector.js';
import { waitFor } from '../support/wait-for.js';

const withinMs = 60_000;

describe('several workers behind one listener', () => {
  test('share the requests, outlive one another, and end together with 0', async (t) => {
    const { child, url } = await startWorkers(t);
    const first = await workersSeen(url, 2);
    const pids = childrenOf(child.pid);
    const [victim = 0] = pids;

    process.kill(victim, 'SIGKILL');
    await waitFor('the end of one to be told', () =>
      child.stderr.some((line) => line.includes('A worker ended and is started again')),
    );
    const meanwhile = await post(url, '{ racks { name } }', {}, { connection: 'close' });
    await waitFor('another in its place', () => childrenOf(child.pid).length === 2, { withinMs });
    const second = await workersSeen(url, 2);
    const later = childrenOf(child.pid);
    child.kill('SIGTERM');
    const exit = await child.exited;

    assert.equal(pids.length, 2);
    assert.ok(!later.includes(victim));
    assert.equal(meanwhile.status, 200);
    assert.deepEqual(
      [first, second],
      [
        ['1', '2'],
        ['1', '2'],
      ],
    );
    assert.deepEqual(exit, { code: 0, signal: null });
    assert.deepEqual(later.filter(isRunning), []);
    assert.equal(child.stdout.filter((line) => line.startsWith('The gateway is ready')).length, 1);
  });

  test('tell the metrics of all of them, whichever is scraped, and keep the counts of one that ended', async (t) => {
    const { child, url } = await startWorkers(t);
    await workersSeen(url, 2);
    const asked = 12;

    for (let i = 0; i < asked; i++) await post(url, '{ racks { name } }', {}, { connection: 'close' });
    const scraped = async (): Promise<ReadMetrics> => {
      const signal = AbortSignal.timeout(8000);
      const response = await fetch(`${url}/metrics`, { headers: { connection: 'close' }, signal });
      return readMetrics(await response.text());
    };
    const metrics = await Promise.all([1, 2, 3].map(scraped));

    for (const one of metrics) {
      assert.equal(one.value('infragraph_workers'), 2);
      assert.equal(one.value('infragraph_workers_expected'), 2);
      assert.equal(one.sum('infragraph_operations_total', { kind: 'query', outcome: 'ok' }), asked);
      assert.equal(
        one.value('infragraph_operation_seconds_count', { transport: 'http', kind: 'query' }),
        asked,
      );
    }
    const [victim = 0] = childrenOf(child.pid);
    process.kill(victim, 'SIGKILL');
    await waitFor('its end to be told', () =>
      child.stderr.some((line) => line.includes('A worker ended and is started again')),
    );
    const both = async (): Promise<boolean> => (await scraped()).value('infragraph_workers') === 2;
    await waitFor('another in its place', both, { withinMs });
    const later = await scraped();

    assert.equal(later.sum('infragraph_operations_total', { kind: 'query', outcome: 'ok' }), asked);
    assert.equal(later.value('infragraph_plans_remembered'), 1, 'what was true of it alone is gone');
  });

  test('trace what each of them answers, and send it before they end', async (t) => {
    const collector = await startTraceCollector(t);
    const { child, url } = await startWorkers(t, [`--traces-url=${collector.url}`]);
    await workersSeen(url, 2);

    for (let i = 0; i < 12; i++)
      await post(url, 'query Racks { racks { name } }', {}, { connection: 'close' });
    child.kill('SIGTERM');
    await child.exited;

    const operations = collector.spans.filter(({ name }) => name === 'query Racks');
    assert.equal(operations.length, 12);
    assert.deepEqual(new Set(operations.map(({ worker }) => Number(worker))), new Set([1, 2]));
    assert.deepEqual(new Set(operations.map(({ service }) => service)), new Set(['infragraph-gateway']));
    const fetches = collector.spans.filter(({ name }) => name === 'fetch inventory');
    const told = new Set(operations.map(({ spanId }) => spanId));
    assert.equal(fetches.filter(({ parentSpanId = '' }) => told.has(parentSpanId)).length, 12);
  });

  test('finish what they have begun when they are stopped', async (t) => {
    const { child, url } = await startWorkers(t);
    const answers = Array.from({ length: 20 }, () =>
      post(url, '{ racks { name } }', {}, { connection: 'close' }),
    );

    // Some may be refused while nobody waits for them yet.
    const settling = Promise.allSettled(answers);
    await answers[0];
    child.kill('SIGTERM');
    const exit = await child.exited;
    const settled = await settling;

    assert.deepEqual(exit, { code: 0, signal: null });
    assert.ok(settled.every((one) => one.status === 'rejected' || one.value.status === 200));
    assert.ok(settled.some(({ status }) => status === 'fulfilled'));
  });

  test('name themselves in the log', async (t) => {
    const { child } = await startWorkers(t);

    child.kill('SIGTERM');
    await child.exited;

    const named = child.stderr.flatMap((line) => {
      const { worker, msg } = JSON.parse(line) as { worker?: number; msg: string };
      return worker !== undefined && msg === 'Stopping' ? [worker] : [];
    });
    assert.deepEqual(
      named.toSorted((a, b) => a - b),
      [1, 2],
    );
  });

  test('give up together, with the reason and the exit code, when they cannot start', async (t) => {
    const file = join(temporaryFolder(t), 'supergraph.graphql');
    const sdl = await readFile(inventorySchemaFile, 'utf8');
    await writeFile(file, composeSupergraph([{ name: 'inventory', sdl }]));

    const { code, stdout, stderr } = await runCommand(t, [
      'gateway',
      '--supergraph',
      file,
      '--workers',
      '2',
      '--port',
      '0',
    ]);

    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /INFRAGRAPH_SUBGRAPH_URLS must name inventory/);
  });

  test('are refused on the embedded database', async (t) => {
    const { code, stderr } = await runCommand(t, ['serve', '--workers', '2', '--port', '0']);

    assert.equal(code, 2);
    assert.match(stderr, /INFRAGRAPH_WORKERS is 2, but the embedded database belongs to one process/);
  });

  test('serve the whole product from a PostgreSQL server', { skip: cannotRun('server') }, async (t) => {
    const database = await createReadyDatabase();
    const child = await startCommand(t, ['serve', '--workers=2', '--port=0'], {
      env: { DATABASE_URL: database, INFRAGRAPH_SECRETS_KEY: Buffer.alloc(32, 7).toString('base64') },
    });
    const [, url = ''] = await child.waitForLine(/^ {2}GraphQL +(\S+)\/graphql/, withinMs);
    await child.waitForLine(/^2 workers serve/, withinMs);

    const seen = await workersSeen(url, 2);
    const answer = await post(url, '{ clouds { name } }');
    child.kill('SIGTERM');
    const exit = await child.exited;

    assert.deepEqual(seen, ['1', '2']);
    assert.ok(Array.isArray(answer.body.data?.['clouds']));
    assert.deepEqual(exit, { code: 0, signal: null });
  });
});

async function startWorkers(
  t: TestContext,
  options: readonly string[] = [],
): Promise<{ readonly child: Child; readonly url: string }> {
  const server = inventoryServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const subgraph = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const file = join(temporaryFolder(t), 'supergraph.graphql');
  const sdl = await readFile(inventorySchemaFile, 'utf8');
  await writeFile(file, composeSupergraph([{ name: 'inventory', sdl, url: subgraph }]));
  const verb = ['gateway', '--supergraph', file, '--workers', '2', '--port', '0', ...options];
  const child = await startCommand(t, verb);
  const [, url = ''] = await child.waitForLine(
    /^The gateway is ready after [\d.]+ s at (\S+)\/graphql/,
    withinMs,
  );
  await child.waitForLine(/^2 workers serve behind this listener/, withinMs);
  return { child, url };
}

/** Numbers of the workers that answer, each request over a connection of its own, as soon as there are so many. */
async function workersSeen(url: string, count: number): Promise<string[]> {
  const seen = new Set<string>();
  const agent = new Agent({ keepAlive: false });
  await waitFor(
    `${count} workers to answer`,
    async () => {
      const { worker } = JSON.parse(await page(`${url}/health/ready`, agent)) as { worker: number };
      seen.add(String(worker));
      return seen.size === count;
    },
    { withinMs },
  );
  return [...seen].sort();
}

async function page(url: string, agent: Agent): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  get(url, { agent }, (answer) => void text(answer).then(resolve, reject)).on('error', reject);
  return promise;
}

/** Processes a process has started and that still run. */
function childrenOf(pid: number): number[] {
  const listed = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return listed === '' ? [] : listed.split(' ').map(Number).filter(isRunning);
}
