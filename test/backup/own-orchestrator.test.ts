import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { freePort } from '../support/free-port.js';
import { openProduct } from '../support/product.js';
import { waitFor } from '../support/wait-for.js';

suite('a product on a port of its own', () => {
  test('has the machines of its own clouds as virtual machines, joined both ways', async (t) => {
    const product = await openProduct(t, { settings: { port: String(await freePort()) } });
    const ask = async <T>(query: string): Promise<T> => {
      const answer = await fetch(`${product.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      const { data, errors } = (await answer.json()) as { data: T; errors?: unknown };
      assert.equal(errors, undefined, JSON.stringify(errors));
      return data;
    };
    const { hypervisorManagers } = await ask<{ hypervisorManagers: { nodes: { guid: string }[] } }>(
      '{ hypervisorManagers(filter: { drivers: ["orchestrator"] }) { nodes { guid name } } }',
    );
    await ask(
      `mutation { syncInventory(input: { managers: ["${hypervisorManagers.nodes[0]?.guid}"] }) { tasks { guid } } }`,
    );
    await waitFor(
      'machines',
      async () =>
        (
          await ask<{ virtualMachines: { totalCount: number } }>(
            '{ virtualMachines(first: 0) { totalCount } }',
          )
        ).virtualMachines.totalCount > 0,
    );

    await fetch(`${product.url}/v1/backups`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        container: 'vault',
        host_name: 'Dummy-2',
        backup_name: 'etc',
        timestamp: 1_700_000_000,
        level: 0,
      }),
    });

    const joined = await ask(
      '{ virtualMachines { nodes { name cluster { name } computeNode { name virtualMachine { name } } backupRecords { nodes { virtualMachine { name } } } } } }',
    );

    assert.deepEqual(joined, {
      virtualMachines: {
        nodes: ['dummy-1', 'dummy-2'].map((name) => ({
          name,
          cluster: { name: 'default' },
          computeNode: { name, virtualMachine: { name } },
          backupRecords: { nodes: name === 'dummy-2' ? [{ virtualMachine: { name } }] : [] },
        })),
      },
    });
  });
});
