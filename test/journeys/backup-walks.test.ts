import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { cannotRun, engines } from '../support/engines.js';
import { lastFirst } from '../support/last-first.js';
import { openProduct, type OpenProduct } from '../support/product.js';
import { requestStatements } from '../support/request-statements.js';
import { createReadyDatabase } from '../support/shared-postgres.js';
import { furnishWalks, tenant } from './protected-machines.js';

/** A walk over the systems in one query, `$first` wide. */
interface Walk {
  readonly title: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** One statement for each of these hops at most. */
  readonly hops: readonly string[];
  /** Keys from the data to what stands at the end; `*` is every item of a list. */
  readonly end: string;
}

const many = 24;

/** The walks that the graph is there for, as far as they touch backups. */
const walks: readonly Walk[] = [
  {
    title: 'machine → node → volumes → array → open alerts',
    query: `query ($first: Int) { virtualMachines(first: $first) { nodes {
      computeNode { volumes { storage { openAlerts { alertId } } } } } } }`,
    hops: ['machines', 'nodes', 'hosts', 'volumes', 'arrays', 'alerts'],
    end: 'virtualMachines.nodes.*.computeNode.volumes.*.storage.openAlerts.*.alertId',
  },
  {
    title: 'alert → volumes → hosts → nodes → machines → newest backup',
    query: `query ($first: Int) { alerts(first: 1) { nodes { storage { volumes(first: $first) { nodes {
      hosts { computeNode { virtualMachine { lastBackup { guid } } } } } } } } } }`,
    hops: ['alerts', 'arrays', 'volumes', 'hosts', 'nodes', 'machines', 'backups'],
    end: 'alerts.nodes.*.storage.volumes.nodes.*.hosts.*.computeNode.virtualMachine.lastBackup.guid',
  },
  {
    title: 'tenant → machines → policy, next run, running task with progress',
    query: `query ($first: Int, $tenant: String) { virtualMachines(filter: { tenantId: $tenant }, first: $first) { nodes {
      policy { name } nextBackupAt runningTasks { state progress backup { guid } } } } }`,
    variables: { tenant },
    hops: ['machines', 'policies', 'next runs', 'tasks'],
    end: 'virtualMachines.nodes.*.runningTasks.*.progress',
  },
  {
    title: 'backup record → client → node → machine',
    query: `query ($first: Int) { backupRecords(first: $first) { nodes {
      client { clientId computeNode { virtualMachine { guid } } } } } }`,
    hops: ['records', 'clients', 'nodes', 'machines'],
    end: 'backupRecords.nodes.*.client.computeNode.virtualMachine.guid',
  },
];

/** What stands at the end of a path. Fails where the walk breaks off: a null on the way leaves it out. */
function endsOf(value: unknown, [key, ...rest]: readonly string[]): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (key === undefined) return [value];
  if (key === '*') return (value as readonly unknown[]).flatMap((item) => endsOf(item, rest));
  return endsOf((value as Readonly<Record<string, unknown>>)[key], rest);
}

for (const kind of engines) {
  describe(`the walks over backups on the ${kind} database`, { skip: cannotRun(kind) }, () => {
    const owner = lastFirst({ after });
    let product: OpenProduct;
    before(async () => {
      const databaseUrl = kind === 'server' ? await createReadyDatabase() : undefined;
      product = await openProduct(owner, {
        databaseUrl,
        settings: kind === 'server' ? { 'secrets-key': Buffer.alloc(32, 7).toString('base64') } : {},
      });
      await furnishWalks(product, many);
    });

    async function walk(
      { query, variables = {}, end }: Walk,
      first: number,
    ): Promise<{ readonly statements: readonly string[]; readonly ends: readonly unknown[] }> {
      const { result, statements } = await requestStatements(() =>
        product.gateway.app.inject({
          method: 'POST',
          url: '/graphql',
          payload: { query, variables: { ...variables, first } },
        }),
      );
      const { data, errors } = result.json<{ data: object; errors?: object[] }>();
      assert.equal(errors, undefined, result.body.slice(0, 1000));
      return { statements, ends: endsOf(data, end.split('.')) };
    }

    for (const one of walks)
      test(`${one.title} is one query, and a statement a hop however many there are`, async () => {
        const [narrow, wide] = [await walk(one, 1), await walk(one, many)];

        assert.ok(wide.ends.length > 1, 'the walk leads nowhere');
        assert.ok(wide.ends.length >= narrow.ends.length);
        assert.ok(wide.statements.length <= one.hops.length, wide.statements.join('\n'));
      });
  });
}
