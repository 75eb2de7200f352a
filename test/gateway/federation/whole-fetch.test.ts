import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { documentedDialects } from '../../../bin/commands/dialects.js';
import { WholeFetches } from '../../../gateway/federation/whole-fetch.js';
import { operation } from '../../../gateway/rest/route.js';
import { openViewer } from '../../../subgraphs/kernel/identity/viewer.js';
import { RequestContext } from '../../../subgraphs/kernel/subgraph/request-context.js';
import { scrapedPaths } from '../../bench/vprotect-lists.js';
import { openProduct, type OpenProduct } from '../../support/product.js';

const machines = operation('query Machines { list: virtualMachines(first: 5) { nodes { guid name } } }');

describe('the queries one subgraph answers whole', () => {
  const ends: (() => Promise<void>)[] = [];
  let product: OpenProduct;
  let fetches: WholeFetches;
  before(async () => {
    product = await openProduct({ after: (end) => void ends.unshift(end) });
    fetches = new WholeFetches(product.gateway.federation);
  });
  after(async () => {
    for (const end of ends) await end();
  });

  test('are found, and answered by it as by the gateway', async () => {
    const link = fetches.linkFor(machines);

    const request = { query: machines.text, operationName: machines.name };
    const direct = await link?.execute(request, new RequestContext(openViewer));
    const { data } = await product.gateway.app
      .inject({ method: 'POST', url: '/graphql', payload: request })
      .then((answer) => answer.json<{ data: unknown }>());

    assert.equal(link?.name, 'backup');
    assert.equal(direct?.errors, undefined);
    assert.deepEqual(direct?.data, data);
  });

  for (const [what, text] of [
    ['fields of two subgraphs', 'query Two { virtualMachines { nodes { guid computeNode { name } } } }'],
    ['roots of two subgraphs', 'query Roots { virtualMachines { totalCount } clouds { name } }'],
    [
      'a change',
      'mutation Change { startComputeNode(input: { name: "a", imageId: "1", sizeId: "1" }) { cursor } }',
    ],
  ] as const)
    test(`are none with ${what}`, () => assert.equal(fetches.linkFor(operation(text)), undefined));

  test('are all lists that a scraper of the vProtect API reads', () => {
    const rows = documentedDialects().find(({ name }) => name === 'vprotect')?.rows ?? [];
    const lists = rows.filter(
      ({ method, path }) =>
        method === 'GET' && scrapedPaths.some((one) => one === `/api${path}` || one === path),
    );

    assert.equal(lists.length, scrapedPaths.length);
    for (const row of lists)
      assert.equal('operation' in row && fetches.linkFor(row.operation)?.name, 'backup', row.path);
  });
});
