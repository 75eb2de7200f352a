import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { runCommand, temporaryFolder } from '../support/command-line.js';
import { namedBlock } from '../support/pages.js';
import { openProduct } from '../support/product.js';
import { post } from '../support/sample-gateway.js';
import { inventorySchemaFile, inventoryServer } from './own-subgraph/inventory.js';

describe("a team's own subgraph", () => {
  test('adds to our types beside our own subgraphs', async (t) => {
    const server = inventoryServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    const composed = await runCommand(t, [
      'compose',
      `inventory=${inventorySchemaFile}`,
      '--subgraph-urls',
      `inventory=${url}`,
    ]);
    const supergraph = join(temporaryFolder(t), 'supergraph.graphql');
    await writeFile(supergraph, composed.stdout);
    const product = await openProduct(t, { settings: { supergraph } });

    const { body: found } = await post(
      product.url,
      '{ computeNodes(first: 1) { nodes { uuid rack { name } } } }',
    );
    const [node] = (found.data as { computeNodes: { nodes: { uuid: string; rack: unknown }[] } }).computeNodes
      .nodes;
    const { body: assigned } = await post(
      product.url,
      'mutation ($uuid: ID!) { assignRack(uuid: $uuid, rack: "A1") { name rack { name room } } }',
      { uuid: node?.uuid },
    );
    const { body: shown } = await post(product.url, namedBlock('docs/adding-your-own-subgraph.md', 'query'));
    const { body: refused } = await post(
      product.url,
      'mutation { assignRack(uuid: "x", rack: "Z9") { uuid } }',
    );
    const health = (await (await fetch(`${product.url}/health/ready`)).json()) as {
      subgraphs: Record<string, string>;
    };

    assert.equal(composed.code, 0, composed.stderr);
    assert.equal(node?.rack, null);
    assert.deepEqual(assigned, {
      data: { assignRack: { name: 'dummy-1', rack: { name: 'A1', room: 'cellar' } } },
    });
    const { computeNodes } = shown.data as { computeNodes: { nodes: { rack: unknown }[] } };
    // The machine is in both clouds.
    const racked = { name: 'dummy-1', rack: { name: 'A1', room: 'cellar' } };
    assert.deepEqual(
      computeNodes.nodes.filter(({ rack }) => rack !== null),
      [racked, racked],
    );
    assert.deepEqual(
      [refused.errors?.[0]?.message, refused.errors?.[0]?.extensions['code']],
      ['There is no rack "Z9".', 'NOT_FOUND'],
    );
    assert.equal(health.subgraphs['inventory'], 'up');
  });

  test('is refused with the reason when it does not compose', async (t) => {
    const file = join(temporaryFolder(t), 'wrong.graphql');
    await writeFile(file, 'type Query { computeNodes: String }');

    const { code, stdout, stderr } = await runCommand(t, ['compose', `wrong=${file}`]);

    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /do not compose[\s\S]*Query\.computeNodes/);
  });
});
