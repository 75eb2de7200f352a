import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { getOperationAST, parse } from 'graphql';
import { exampleOperations } from '../../gateway/console/example-operations.js';
import { openFurnishedProduct, type FurnishedProduct } from '../support/furnished-product.js';
import { ask, authorization } from '../support/graph-client.js';
import { subscribeSse } from '../support/sse-client.js';

const operations = exampleOperations.map((text) => {
  const operation = getOperationAST(parse(text));
  return { text, kind: operation?.operation, name: operation?.name?.value ?? '' };
});

/** What the graph is there for, by the names of the tabs that show it. */
const stories: Readonly<Record<string, readonly string[]>> = {
  'from a machine to the alerts below it': ['WhatMachinesStandOn'],
  'from an alert to the backups of what it hits': ['WhatFaultsHit'],
  'the protection of a tenant': ['WhatIsProtected'],
  'from a backup record to its machine': ['WhereRecordsComeFrom', 'MachinesWithBackups'],
  'tasks of all systems': ['WorkOfAllSystems', 'WatchWork'],
  'anything by its global id': ['AnythingAgain'],
  'work that is started and watched': ['StartMachine', 'WatchMachines', 'RegisterArray', 'ConnectMachines'],
  'live data of every system': ['WatchWork', 'WatchMachines', 'WatchAlerts', 'WatchBackups'],
};

suite('the tabs of the IDE', () => {
  let product: FurnishedProduct;
  const close: (() => Promise<void>)[] = [];
  before(async () => {
    product = await openFurnishedProduct({ after: (work) => void close.unshift(work) });
  });
  after(async () => {
    for (const work of close) await work();
  });

  test('show every story of the graph', () => {
    const names = operations.map(({ name }) => name);

    const missing = Object.values(stories)
      .flat()
      .filter((name) => !names.includes(name));

    assert.deepEqual(missing, []);
    assert.equal(new Set(names).size, names.length);
  });

  for (const { text, name, kind } of operations)
    test(`hold ${name}, which answers without errors and with something to see`, async (t) => {
      if (kind === 'subscription') {
        const stream = await subscribeSse(t, product.url, text, {}, authorization(product));
        const first = await stream.at(0);
        assert.equal(first.event, 'next');
        assertFull(JSON.parse(first.data));
      } else {
        const { data, errors } = await ask<Record<string, unknown>>(product, text);
        assertFull({ data, errors });
      }
    });
});

/** Fails on errors, and where nothing at all is found: every list that is asked for at the top has an item. */
function assertFull(answer: unknown): void {
  const { data, errors } = answer as { data?: Record<string, unknown> | null; errors?: readonly unknown[] };
  assert.deepEqual(errors ?? [], []);
  assert.ok(data, 'there are data');
  for (const [name, value] of Object.entries(data)) {
    assert.ok(value !== null, `${name} is there`);
    const { nodes = value } = value as { nodes?: unknown };
    if (Array.isArray(nodes))
      assert.ok(nodes.length > 0 && nodes.every((one) => one !== null), `${name} has items`);
  }
}
