import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { projectRoot } from '../../bin/project.js';
import { furnishLab } from '../contract/vprotect/lab.js';
import { runExchange, type Scenario } from '../contract/vprotect/run-exchanges.js';
import type { ChildOwner } from './child.js';
import { askWell, type GraphPlace } from './graph-client.js';
import { openProduct, type OpenProduct } from './product.js';
import { waitFor } from './wait-for.js';

/** A product with something of every kind in it, and somebody who may see all of it. */
export interface FurnishedProduct extends OpenProduct {
  readonly token: string;
}

const password = 'they share a password';
const json = { 'content-type': 'application/json', 'x-user-id': 'u-ann', 'x-project-id': 'p-one' };

/** What an array is invented from: one of each kind of thing, with hosts that have the addresses of machines. */
const array = {
  seed: 'furnished',
  delay: '0',
  linked: 'true',
  host_addresses: '127.0.0.1,127.0.0.3',
};

/**
 * Opens a product and puts in what its four systems can hold: backups with all that belongs to them, an array with an
 * open alert and a source of traps, machines of a cloud of which one is assigned, records, clients, jobs, actions and a
 * session. The first account closes it; `token` is an administrator's, who has a webhook with a message that did not
 * arrive.
 */
export async function openFurnishedProduct(owner: ChildOwner): Promise<FurnishedProduct> {
  const product = await openProduct(owner, {
    settings: {
      'backup-rules-per-policy': '10',
      'max-cost': '0',
      'max-root-fields': '0',
      'webhook-http': 'true',
      'webhook-networks': '127.0.0.1',
    },
  });
  await furnishBackups(product);
  await furnishCloud(product);
  await furnishStorage(product);
  await furnishMetadata(product);
  const token = await administrator(product);
  await furnishWebhook({ url: product.url, token });
  return { ...product, token };
}

/** By the conversation that the vProtect API's own test has. */
async function furnishBackups(product: OpenProduct): Promise<void> {
  await furnishLab(product);
  const kept = new Map<string, string>();
  for (const name of ['inventory', 'house']) {
    const file = join(projectRoot, `test/contract/vprotect/${name}-exchanges.json`);
    const scenarios = JSON.parse(readFileSync(file, 'utf8')) as Scenario[];
    for (const exchange of scenarios.flatMap(({ exchanges }) => exchanges))
      await runExchange(product.url, exchange, kept);
  }
}

async function furnishCloud({ url }: GraphPlace): Promise<void> {
  const machine = { name: 'web', image: '1', size: '1' };
  await send(`${url}/api/v1/vm/start`, machine, 200);
  await send(`${url}/api/v1/vm/action/assign`, { node: '1', user: 'maria', vm_type: 'render' }, 200, 'PUT');
}

async function furnishStorage(product: OpenProduct): Promise<void> {
  const { url, running } = product;
  const access = { host: '127.0.0.1', port: 8443, username: 'monitor', password: 's3cret' };
  const body = { vendor: 'fake_storage', model: 'fake_driver', rest: access, extra_attributes: array };
  const { id } = (await send(`${url}/v1/storages`, body, 201)) as { id: string };
  await waitFor('the array to be read', () => isSynced(product), { withinMs: 60_000 });
  const source = { version: 'SNMPv2c', community_string: 'public', host: '127.0.0.9' };
  await send(`${url}/v1/storages/${id}/snmp-config`, source, 200, 'PUT');
  // An array without hardware sends no traps.
  await sql`
    insert into storage.alert (storage_id, condition, state, origin, alert_id, severity_rank, first_at, last_at)
    values (${id}, 'furnished', 'OPEN', 'TRAP', '1', 1, now(), now())`.execute(
    running.kernel.database.engine.kysely,
  );
}

async function isSynced(product: GraphPlace): Promise<boolean> {
  const { storages } = await askWell<{ storages: { nodes: readonly { syncStatus: string }[] } }>(
    product,
    '{ storages { nodes { syncStatus } } }',
  );
  return storages.nodes[0]?.syncStatus === 'SYNCED';
}

async function furnishMetadata({ url }: GraphPlace): Promise<void> {
  const action = { freezer_action: { action: 'backup', mode: 'fs', container: 'vault' } };
  const record = { container: 'vault', host_name: 'dummy-1', backup_name: 'etc', timestamp: 1_700_000_000 };
  await send(`${url}/v1/clients`, { client_id: 'p-one_dummy-1', hostname: 'dummy-1' }, 201);
  for (const level of [0, 1, 2]) await send(`${url}/v1/backups`, { ...record, level }, 201);
  await send(`${url}/v1/actions`, { action_id: 'etc', ...action }, 201);
  const job = { job_id: 'nightly', client_id: 'p-one_dummy-1', job_actions: [action] };
  await send(`${url}/v1/jobs`, { ...job, job_schedule: { schedule_interval: '1 days' } }, 201);
  await send(`${url}/v1/sessions`, { session_id: 'all', schedule: { schedule_interval: '2 hours' } }, 201);
  await send(`${url}/v1/sessions/all/jobs/nightly`, undefined, 204, 'PUT');
}

/** Nobody listens on the port it is sent to, and it is paused, so that it tries no more. */
async function furnishWebhook(place: GraphPlace): Promise<void> {
  const input = {
    name: 'spare',
    url: 'http://127.0.0.1:9/',
    query: 'subscription { alertEvents { cursor kind } }',
  };
  const { createWebhook } = await askWell<{ createWebhook: { webhook: { id: string } } }>(
    place,
    'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { webhook { id } } }',
    { input },
  );
  const { id } = createWebhook.webhook;
  const both = `testWebhook(input: $input) { delivery { status } } pauseWebhook(input: $input) { webhook { state } }`;
  await askWell(place, `mutation ($input: WebhookInput!) { ${both} }`, { input: { id } });
}

async function administrator({ url }: GraphPlace): Promise<string> {
  await askWell(
    { url },
    'mutation ($input: CreateAccountInput!) { createAccount(input: $input) { account { id } } }',
    { input: { name: 'root', role: 'ADMIN', password } },
  );
  const { login } = await askWell<{ login: { token: string } }>(
    { url },
    'mutation ($input: LoginInput!) { login(input: $input) { token } }',
    { input: { name: 'root', password } },
  );
  await askWell(
    { url, token: login.token },
    'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { secret } }',
    { input: { name: 'spare' } },
  );
  return login.token;
}

async function send(url: string, body: unknown, status: number, method = 'POST'): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    headers: json,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  assert.equal(answer.status, status, `${method} ${url} answered ${answer.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
