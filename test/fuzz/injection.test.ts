import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { GraphqlFuzzer } from './graphql-fuzzer.js';
import { payloads } from './hostile-texts.js';
import { RestFuzzer } from './rest-fuzzer.js';
import type { FuzzRequest } from './row-requests.js';

const hex = (value: unknown): string => Buffer.from(JSON.stringify(value), 'utf8').toString('hex');
const encoded = (text: string): string =>
  text === '.' || text === '..' ? '%2e-' : encodeURIComponent(text.toWellFormed());

interface Shot {
  readonly dialect: string;
  readonly row: string;
  readonly request: Omit<FuzzRequest, 'port' | 'headers'>;
}

/** A payload in every kind of place a REST request has. */
function shotsOf(payload: string): readonly Shot[] {
  const search = { match: [{ [payload]: payload }], match_not: [{ _all: payload }] };
  const backup = {
    container: 'c',
    host_name: 'h',
    backup_name: payload,
    timestamp: 1,
    level: 0,
    [payload]: payload,
  };
  const shot = (dialect: string, method: string, row: string, url: string, body: unknown = null): Shot => ({
    dialect,
    row: `${method} ${row}`,
    request: { method, url, body: body === null ? null : hex(body) },
  });
  return [
    shot('orchestrator', 'GET', '/api/v1/nodes/:cloud', `/api/v1/nodes/${encoded(payload)}`),
    shot('orchestrator', 'POST', '/api/v1/vm/start', '/api/v1/vm/start', {
      name: payload,
      image: payload,
      size: '1',
    }),
    shot('orchestrator', 'PUT', '/api/v1/vm/stop', '/api/v1/vm/stop', { hostname: payload }),
    shot('freezer', 'GET', '/v1/backups', `/v1/backups?marker=${encoded(payload)}`),
    shot('freezer', 'GET', '/v1/backups', '/v1/backups', search),
    shot('freezer', 'GET', '/v1/clients', `/v1/clients?search=${encoded(JSON.stringify(search))}`),
    shot('freezer', 'GET', '/v1/backups/:id', `/v1/backups/${encoded(payload)}`),
    shot('freezer', 'POST', '/v1/backups', '/v1/backups', backup),
    shot('freezer', 'POST', '/v1/clients', '/v1/clients', { client_id: payload, [payload]: payload }),
    shot('freezer', 'PATCH', '/v1/clients/:id', `/v1/clients/${encoded(payload)}`, {
      [payload]: { [payload]: 1 },
    }),
  ];
}

/** All text filters at once; a page of nothing is the right answer to most. */
const filters = `query ($p: String!, $ps: [String!]!, $json: JSON!) {
  accounts(filter: { nameContains: $p }) { totalCount }
  apiTokens { totalCount }
  tasks(filter: { type: $p, tenantId: $p, about: { kind: $p, id: $p } }) { totalCount }
  auditLog(filter: { action: $p, result: $p, requestId: $p }) { totalCount }
  computeNodes(filter: { names: $ps, clouds: $ps, nativeIds: $ps }) { totalCount }
  assignments(filter: { users: $ps }) { totalCount }
  backupRecords(filter: { hostName: $p, container: $p, mode: $p, search: { match: [{ field: $p, value: $json }] } }) { totalCount }
  backupClients(filter: { hostName: $p, search: { match: [{ field: "_all", value: $json }] } }) { totalCount }
}`;

describe('payloads of injections', () => {
  let fuzzer: GraphqlFuzzer;
  let rest: RestFuzzer;
  before(async () => {
    fuzzer = await GraphqlFuzzer.open({ 'orchestrator-auth': 'off' });
    rest = await RestFuzzer.on(fuzzer.product, fuzzer.state);
  });
  after(() => fuzzer.product.close());

  test('are no more than texts to the REST rows', async () => {
    for (const payload of payloads)
      for (const { dialect: name, row: named, request } of shotsOf(payload)) {
        const dialect = fuzzer.product.dialects.find((one) => one.name === name);
        const row = dialect?.rows.find(({ method, path }) => `${method} ${path}` === named);
        assert.ok(dialect && row);
        await rest.check(dialect, row, { port: 'main', headers: {}, ...request });
      }
  });

  test('are no more than texts to the filters of the graph', async () => {
    for (const payload of payloads)
      await fuzzer.query({
        sender: 'administrator',
        query: filters,
        variables: { p: payload, ps: [payload], json: payload },
      });
  });

  test('match themselves and nothing else where a filter looks for a part of a text', async () => {
    for (const payload of ['%', '_', '%%', '\\', '\\%', '.*', '^$', "' or 1=1 --"]) {
      const { text } = await fuzzer.ask(
        'query ($p: String!) { accounts(filter: { nameContains: $p }) { nodes { name } } }',
        { p: payload },
      );
      const { data } = JSON.parse(text) as { data: { accounts: { nodes: { name: string }[] } } };
      for (const { name } of data.accounts.nodes)
        assert.ok(name.includes(payload), `${payload} found ${name}`);
    }
  });
});
