import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { projectRoot } from '../../../bin/project.js';
import { ask } from '../../support/graph-client.js';
import { openProduct } from '../../support/product.js';
import { waitFor } from '../../support/wait-for.js';
import { runExchange, type Scenario } from './run-exchanges.js';

const scenarios = ['inventory', 'calendar', 'policy', 'work'].flatMap(
  (name) =>
    JSON.parse(
      readFileSync(`${projectRoot}/test/contract/vprotect/${name}-exchanges.json`, 'utf8'),
    ) as Scenario[],
);

describe('the vProtect API', () => {
  const ends: (() => Promise<void>)[] = [];
  const kept = new Map<string, string>();
  let base = '';

  before(async () => {
    const owner = { after: (end: () => Promise<void>): void => void ends.push(end) };
    const product = await openProduct(owner, { settings: { 'vprotect-http-port': '0' } });
    base = product.ownPorts[0]?.url ?? '';
    const place = { url: product.url };
    await ask(
      place,
      `mutation ($input: CreateHypervisorManagerInput!) { createHypervisorManager(input: $input) { manager { guid } } }`,
      {
        input: {
          name: 'lab',
          driver: 'simulated',
          url: 'simulated://lab',
          syncInterval: 0,
          settings: { machines: 2, projects: 1, disks: 1, diskSize: 1_048_576, filled: 131_072 },
        },
      },
    );
    await ask(
      place,
      `mutation ($input: CreateBackupDestinationInput!) { createBackupDestination(input: $input) { destination { guid } } }`,
      { input: { name: 'shelf', type: 'FILESYSTEM', path: join(product.dataDir, 'shelf'), isDefault: true } },
    );
    await waitFor('the machines of the inventory', async () => {
      const answer = await fetch(`${base}/api/virtual-machines`);
      return answer.headers.get('x-total-count') === '2';
    });
  });
  after(async () => {
    for (const end of ends) await end();
  });

  for (const { title, exchanges } of scenarios)
    describe(title, () => {
      for (const exchange of exchanges) test(exchange.title, () => runExchange(base, exchange, kept));
    });
});
