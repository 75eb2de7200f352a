import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { documentedDialects } from '../../../bin/commands/dialects.js';
import { projectRoot } from '../../../bin/project.js';
import { openProduct } from '../../support/product.js';
import { furnishLab } from './lab.js';
import { rowOf, wholeLook, type RouteRow } from './routes.js';
import { runExchange, type Exchange, type Scenario } from './run-exchanges.js';

const scenarios = ['inventory', 'calendar', 'policy', 'work', 'house'].flatMap(
  (name) =>
    JSON.parse(
      readFileSync(`${projectRoot}/test/contract/vprotect/${name}-exchanges.json`, 'utf8'),
    ) as Scenario[],
);

/** What goes on is no conversation; test/journeys/task-stream.test.ts has it. */
const rows: readonly RouteRow[] = (
  documentedDialects().find(({ name }) => name === 'vprotect')?.rows ?? []
).filter((row) => !('live' in row));
const exchanges = scenarios.flatMap((scenario) => scenario.exchanges);

/**
 * What can only be refused in a house without accounts, without a mail server and where no mount fails;
 * sessions.test.ts, reports.test.ts and the tests of backups have the rest.
 */
const refusedHere = ['POST /dashboard/report-email', 'POST /session/login-with-token', 'POST /tasks/mount'];

describe('the vProtect API', () => {
  const ends: (() => Promise<void>)[] = [];
  const kept = new Map<string, string>();
  let base = '';

  before(async () => {
    const owner = { after: (end: () => Promise<void>): void => void ends.push(end) };
    const product = await openProduct(owner, { settings: { 'vprotect-http-port': '0' } });
    base = product.ownPorts[0]?.url ?? '';
    await furnishLab(product);
  });
  after(async () => {
    for (const end of ends) await end();
  });

  test('has a recorded conversation for every route, and one that succeeds', () => {
    const answered = (wanted: (exchange: Exchange) => boolean): Set<RouteRow | undefined> =>
      new Set(exchanges.filter(wanted).map(({ request }) => rowOf(rows, request)));
    const [all, good] = [answered(() => true), answered(({ response }) => response.status < 300)];
    const nameOf = ({ method, path }: RouteRow): string => `${method} ${path.replace('/api', '')}`;

    assert.equal(all.has(undefined), false, 'an exchange asks what no route answers');
    assert.deepEqual(rows.filter((row) => !all.has(row)).map(nameOf), []);
    assert.deepEqual(rows.flatMap((row) => (good.has(row) ? [] : [nameOf(row)])).sort(), refusedHere);
  });

  for (const { title, exchanges: recorded } of scenarios)
    describe(title, () => {
      for (const exchange of recorded) test(exchange.title, () => runExchange(base, exchange, kept));
    });

  describe('leaves out what has no value, in a house with something of every kind', () => {
    for (const row of rows)
      if (row.method === 'GET')
        test(row.path.replace('/api', ''), async () => {
          await wholeLook(base, row, kept);
        });
  });
});
