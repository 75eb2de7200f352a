import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { Identity } from '../../subgraphs/kernel/identity/identity.js';
import type { Role } from '../../subgraphs/kernel/identity/viewer.js';
import { readMetrics, type ReadMetrics } from '../support/metrics-text.js';
import { openProduct } from '../support/product.js';
import { waitFor } from '../support/wait-for.js';

async function scrape(url: string, headers: Record<string, string> = {}): Promise<ReadMetrics> {
  const response = await fetch(`${url}/metrics`, { headers });
  assert.equal(response.status, 200, await response.clone().text());
  assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  return readMetrics(await response.text());
}

/** An API token of somebody of each kind. */
async function accountsWithTokens(
  identity: Identity,
): Promise<Record<'admin' | 'viewer' | 'tenant' | 'scoped', string>> {
  const tokenOf = async (name: string, role: Role, tenantId: string | null, scopes: string[] | null) => {
    const account = await identity.accounts.create({ name, role, tenantId, password: 'a long pass phrase' });
    const made = await identity.apiTokens.create({ accountId: account.uuid, name, scopes, expiresAt: null });
    return made.secret;
  };
  return {
    admin: await tokenOf('ann', 'admin', null, null),
    viewer: await tokenOf('ben', 'viewer', null, null),
    tenant: await tokenOf('cleo', 'operator', 'north', null),
    scoped: await tokenOf('dan', 'operator', null, ['compute:read']),
  };
}

async function ask(url: string, query: string): Promise<number> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  await response.text();
  return response.status;
}

suite('the metrics', () => {
  test('count operations by kind and outcome, on the hot path as off it', async (t) => {
    const { url } = await openProduct(t);
    const before = await scrape(url);

    for (let i = 0; i < 5; i++) await ask(url, '{ clouds { name } }');
    await ask(url, '{ nothing }');
    await ask(
      url,
      'mutation { cancelTask(input: { guid: "00000000-0000-4000-8000-000000000000" }) { task { guid } } }',
    );

    const after = await scrape(url);
    const grown = (name: string, labels: Record<string, string> = {}): number =>
      (after.value(name, labels) ?? 0) - (before.value(name, labels) ?? 0);
    const http = { transport: 'http', kind: 'query' };
    assert.equal(grown('infragraph_operations_total', { ...http, outcome: 'ok' }), 5);
    assert.equal(grown('infragraph_operation_seconds_count', http), 5);
    assert.equal(grown('infragraph_operation_seconds_bucket', { ...http, le: '+Inf' }), 5);
    assert.ok(grown('infragraph_hot_path_operations_total') >= 3);
    const refused = { transport: 'http', kind: 'none', outcome: 'BAD_USER_INPUT' };
    assert.equal(grown('infragraph_operations_total', refused), 1);
    assert.equal(after.sum('infragraph_operations_total', { kind: 'mutation', outcome: 'ok' }), 0);
    assert.equal(after.sum('infragraph_operations_total', { kind: 'mutation', outcome: 'NOT_FOUND' }), 1);
    assert.equal(grown('infragraph_plans_total', { outcome: 'made' }), 2);
    assert.ok(grown('infragraph_fetches_total', { subgraph: 'compute', outcome: 'ok' }) >= 5);
    assert.ok(grown('infragraph_database_statement_seconds_count') > 0);
    assert.ok((after.value('infragraph_plans_remembered') ?? 0) >= 2);
    const graphql = { surface: 'graphql', method: 'POST' };
    assert.equal(grown('infragraph_http_requests_total', { ...graphql, status: '200' }), 6);
    assert.equal(grown('infragraph_http_requests_total', { ...graphql, status: '400' }), 1);
    assert.ok((after.value('process_resident_memory_bytes') ?? 0) > 0);
  });

  test('count the REST dialects apart', async (t) => {
    const { url } = await openProduct(t);

    await (await fetch(`${url}/api/v1/nodes`)).text();
    await (await fetch(`${url}/v1/backups/none`)).text();

    const metrics = await scrape(url);
    const labels = { surface: 'orchestrator', method: 'GET', status: '200' };
    assert.equal(metrics.value('infragraph_http_requests_total', labels), 1);
    assert.equal(metrics.sum('infragraph_http_requests_total', { surface: 'freezer', status: '404' }), 1);
  });

  test('count subscribers and what they are told, and follow the event log', async (t) => {
    const { url } = await openProduct(t);
    const client = createClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket });
    t.after(() => client.dispose());
    const events = client.iterate({ query: 'subscription { nodeEvents(cloud: "default") { kind } }' });
    t.after(() => events.return?.());

    await events.next();
    const metrics = await scrape(url);

    assert.equal(metrics.value('infragraph_subscriptions'), 1);
    assert.equal(metrics.value('infragraph_subscription_sources'), 1);
    assert.equal(metrics.value('infragraph_deliveries_total'), 1);
    const opened = { transport: 'websocket', kind: 'subscription', outcome: 'ok' };
    assert.equal(metrics.value('infragraph_operations_total', opened), 1);
    const behind = await waitFor('the log', async () => {
      const lag = (await scrape(url)).value('infragraph_event_lag', { log: 'compute' });
      return lag === 0 ? { lag } : undefined;
    });
    assert.deepEqual(behind, { lag: 0 });
    await events.return?.();
    await waitFor('the end', async () => (await scrape(url)).value('infragraph_subscriptions') === 0);
  });

  test('tell tasks by type and state, and attempts by what came of them', async (t) => {
    const { url } = await openProduct(t);
    const start = await fetch(`${url}/api/v1/vm/start`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"name":"web","image":"1","size":"1"}',
    });
    await start.text();

    const metrics = await waitFor('the end of the task', async () => {
      const read = await scrape(url);
      return (read.sum('infragraph_task_attempts_total', { outcome: 'finished' }) ?? 0) > 0
        ? read
        : undefined;
    });

    const type = { type: 'compute.node.start' };
    assert.equal(metrics.value('infragraph_tasks', { ...type, state: 'FINISHED' }), 1);
    assert.equal(metrics.value('infragraph_task_attempts_total', { ...type, outcome: 'finished' }), 1);
    assert.equal(metrics.value('infragraph_task_attempt_seconds_count', type), 1);
  });

  test('are for the token of the setting and for operators, and for nobody else', async (t) => {
    const token = 'a-token-for-prometheus';
    const { url, running } = await openProduct(t, { settings: { 'metrics-token': token } });
    const { identity } = running.kernel;
    const asked = async (authorization?: string): Promise<number> => {
      const response = await fetch(`${url}/metrics`, authorization ? { headers: { authorization } } : {});
      await response.text();
      return response.status;
    };
    assert.equal(await asked(), 200, 'without accounts the local user is administrator');

    const made = await accountsWithTokens(identity);
    await waitFor('the server to be closed', async () => (await asked()) === 401);

    assert.equal(await asked('Bearer nothing'), 401);
    assert.equal(await asked(`Bearer ${token}x`), 401);
    assert.equal(await asked(`Bearer ${token}`), 200);
    assert.equal(await asked(`Bearer ${made.admin}`), 200);
    assert.equal(await asked(`Bearer ${made.scoped}`), 401);
    assert.equal(await asked(`Bearer ${made.viewer}`), 401);
    assert.equal(await asked(`Bearer ${made.tenant}`), 401);
    const legacy = await fetch(`${url}/metrics/vprotect`);
    assert.deepEqual([legacy.status, legacy.headers.get('www-authenticate')], [401, 'Bearer']);
  });
});
