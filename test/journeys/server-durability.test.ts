import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { cannotRun } from '../support/engines.js';
import { subgraphNames } from '../../subgraphs/main.js';
import { ask, askWell, type GraphPlace } from '../support/graph-client.js';
import { lastFirst } from '../support/last-first.js';
import { startLoad, type Failure } from '../support/load.js';
import { startPostgres } from '../support/postgres.js';
import { startProduct } from '../support/product.js';
import { sharedPostgres } from '../support/shared-postgres.js';
import { startProxy } from '../support/tcp-proxy.js';
import { waitFor } from '../support/wait-for.js';
import { ComposedHouse } from './composed-house.js';
import { askLegacy, listNodes, postRecord, startNode } from './legacy-client.js';
import { watch, type LiveEvent } from './watcher.js';

const openOnLoopback = { INFRAGRAPH_HOST: '127.0.0.1' };
const parts = [...subgraphNames, 'worker', 'gateway'];

/** What an answer to people must never tell. */
const innards =
  /Context creation|\b(select|insert|update|delete)\b.*\b(from|into|set)\b|\bkernel\.|\bpgboss\b|ECONN|127\.0\.0\.1|terminating|\bat .*\.js:/i;

describe('the processes of docker-compose.yml on one empty PostgreSQL', { skip: cannotRun('server') }, () => {
  it('that start at once migrate it once and are all well', async (t) => {
    const house = await ComposedHouse.plan(
      t,
      await (await sharedPostgres()).createDatabase(),
      openOnLoopback,
    );

    await Promise.all(parts.map((name) => house.startAgain(name)));
    const ready = await fetch(`${house.place.url}/health/ready`);
    const started = await startNode(house.place);

    const ran = [...house.processes.values()].flatMap(({ stderr }) => stderr.flatMap(migrationsIn));
    assert.ok(ran.length >= 6, ran.join(', '));
    assert.equal(new Set(ran).size, ran.length, `each ran once: ${ran.join(', ')}`);
    assert.deepEqual(await ready.json(), {
      status: 'ready',
      subgraphs: Object.fromEntries(subgraphNames.map((name) => [name, 'up'])),
    });
    assert.equal(started.name, 'dummy-3');
    assert.deepEqual(await house.stop(), Object.fromEntries(parts.map((name) => [name, 0])));
  });
});

describe('PostgreSQL that crashes under load', { skip: cannotRun('server') }, () => {
  it('is back in service within 5 s; what fails meanwhile fails cleanly and nothing acknowledged is lost', async (t) => {
    const owner = lastFirst(t);
    const postgres = await startPostgres();
    owner.after(() => postgres.stop());
    const product = await startProduct(owner, {
      databaseUrl: await postgres.createDatabase(),
      settings: { 'log-level': 'silent' },
    });
    const load = startLoad(owner, product.url, 8);
    await waitFor('requests to be answered', () => load.answered >= 40, { withinMs: 30_000 });

    await postgres.restart('immediate');
    const up = performance.now();
    await waitFor('the service to be ready', () => isInService(product));
    const backAfterMs = performance.now() - up;
    const answered = load.answered;
    await waitFor('the load to go on', () => load.answered >= answered + 40, { withinMs: 30_000 });
    const failures = await load.stop();
    const nodes = await listNodes(product);

    t.diagnostic(
      `in service after ${backAfterMs.toFixed(0)} ms, ${failures.length} failures, slowest answer ${load.slowestMs.toFixed(0)} ms`,
    );
    assert.ok(backAfterMs <= 5000, `in service after ${backAfterMs} ms`);
    assert.ok(load.slowestMs <= 20_000, `an answer took ${load.slowestMs} ms`);
    assert.deepEqual(failures.filter(isUnclean), []);
    assert.ok(
      failures.some(({ path, text }) => path === '/graphql' && text.includes('SUBGRAPH_UNAVAILABLE')),
      'a GraphQL answer says that the database is away',
    );
    assert.deepEqual(
      failures.filter(({ path, status }) => path === '/v1/backups' && status !== 503),
      [],
    );
    assert.ok(nodes.length >= 2 + load.started, `${nodes.length} nodes, ${load.started} acknowledged starts`);
  });
});

describe('PostgreSQL that does not answer at all', { skip: cannotRun('server') }, () => {
  it('keeps no process from ending when it is told to', async (t) => {
    const owner = lastFirst(t);
    const postgres = await sharedPostgres();
    const databaseUrl = new URL(await postgres.createDatabase());
    const network = await startProxy({ port: Number(databaseUrl.port) });
    owner.after(() => network.stop());
    databaseUrl.port = String(network.port);
    const settings = { 'shutdown-timeout': '2s', 'log-level': 'silent' };
    const product = await startProduct(owner, { databaseUrl: databaseUrl.href, settings });

    network.pause();
    const began = performance.now();
    const reading = askLegacy(product, 'GET', '/v1/backups').catch((error: Error) => error);
    product.child.kill('SIGTERM');
    const exit = await product.child.exited;
    const tookMs = performance.now() - began;
    await reading;

    t.diagnostic(`ended after ${tookMs.toFixed(0)} ms`);
    assert.deepEqual(exit, { code: 0, signal: null });
    assert.ok(tookMs < 8000, `ended after ${tookMs} ms`);
  });
});

describe('a subgraph that is killed', { skip: cannotRun('server') }, () => {
  const owner = lastFirst({ after });
  let house: ComposedHouse;
  let place: GraphPlace;
  before(async () => {
    const databaseUrl = await (await sharedPostgres()).createDatabase();
    house = await ComposedHouse.plan(owner, databaseUrl, openOnLoopback);
    await Promise.all(parts.map((name) => house.up(name)));
    place = house.place;
  });

  it('costs only its part of an answer, and is back within 2 s of its restart', async (t) => {
    const { name } = await startNode(place);
    const backupId = await postRecord(place, name, 1_700_000_000);

    await kill('metadata');
    const without = await ask<Records>(place, nodesAndRecords);
    const legacyNodes = await listNodes(place);
    const legacyRecords = await askLegacy(place, 'GET', '/v1/backups');
    await house.startAgain('metadata');
    const restarted = performance.now();
    const again = await waitFor('the records to be back', async () => {
      const { data, errors } = await ask<Records>(place, nodesAndRecords);
      return errors.length === 0 ? data : undefined;
    });
    const backAfterMs = performance.now() - restarted;

    t.diagnostic(`the records are back ${backAfterMs.toFixed(0)} ms after the restart`);
    assert.equal(without.status, 200);
    assert.equal(without.data?.cloud?.nodes.nodes.length, 3);
    assert.equal(without.data?.backupRecords, null);
    for (const { extensions } of without.errors)
      assert.deepEqual(
        [extensions?.['code'], extensions?.['subgraph']],
        ['SUBGRAPH_UNAVAILABLE', 'metadata'],
      );
    assert.ok(without.errors.length > 0);
    assert.doesNotMatch(without.text, innards);
    assert.equal(legacyNodes.length, 3);
    assert.equal(legacyRecords.status, 503, legacyRecords.text);
    assert.doesNotMatch(legacyRecords.text, innards);
    assert.ok(backAfterMs <= 2000, `back after ${backAfterMs} ms`);
    assert.deepEqual(again.backupRecords?.nodes, [{ backupId }]);
  });

  it('costs its subscribers a pause: they go on behind their last event by themselves', async (t) => {
    const watcher = watch<NodeEvent>(t, place, 'nodeEvents', nodeEvents);
    await watcher.until('the snapshot', () => true);
    const known = watcher.events.length;

    await kill('compute');
    const whileDown = await askLegacy(place, 'GET', '/api/v1/nodes');
    await house.startAgain('compute');
    const { id } = await waitFor('the nodes to be back', () => startNode(place), { withinMs: 2000 });
    await watcher.until('the start', (event) => event.node?.nativeId === id);

    assert.equal(whileDown.status, 500, whileDown.text);
    assert.doesNotMatch(whileDown.text, innards);
    assert.deepEqual(
      watcher.events.slice(known).map(({ kind }) => kind),
      ['CREATED'],
    );
  });

  async function kill(name: string): Promise<void> {
    house.processes.get(name)?.kill('SIGKILL');
    await house.processes.get(name)?.exited;
  }
});

interface Records {
  readonly cloud: { readonly nodes: { readonly nodes: readonly object[] } } | null;
  readonly backupRecords: { readonly nodes: readonly object[] } | null;
}

interface NodeEvent extends LiveEvent {
  readonly node: { readonly nativeId: string } | null;
}

const nodesAndRecords = `{
  cloud { nodes { nodes { name backupClients { clientId } } } }
  backupRecords { nodes { backupId } }
}`;
const nodeEvents = `subscription ($after: EventCursor) {
  nodeEvents(after: $after) { cursor kind node { nativeId } }
}`;

/** The migrations that a log line says were run. */
function migrationsIn(line: string): readonly string[] {
  return line.includes('"migrations"') ? (JSON.parse(line) as { migrations: string[] }).migrations : [];
}

/** Whether reading and working both succeed. */
async function isInService(place: GraphPlace): Promise<boolean> {
  const ready = await fetch(`${place.url}/health/ready`);
  await askWell(place, '{ clouds { name } backupRecords { nodes { backupId } } }');
  await startNode(place);
  return ready.status === 200;
}

/** Whether a failure is anything but an answer that says in our words that it failed. */
function isUnclean({ status, text }: Failure): boolean {
  return status === undefined || !text.startsWith('{') || innards.test(text);
}
