import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { cannotRun, engines } from '../support/engines.js';
import { ComputeHouse } from './compute-house.js';

interface Numbers {
  readonly assignments: {
    readonly nodes: readonly { readonly number: number }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  };
}

const list = `query ($orderBy: AssignmentOrder, $first: Int, $after: String) {
  assignments(orderBy: $orderBy, first: $first, after: $after) { nodes { number } pageInfo { hasNextPage endCursor } }
}`;

for (const kind of engines)
  suite(`the order of assignments on the ${kind} database`, { skip: cannotRun(kind) }, () => {
    let house: ComputeHouse;
    before(async () => {
      house = await ComputeHouse.open({ kind });
      await house.data('{ cloud { assignments(refresh: true) { nodes { number } } } }');
    });
    after(() => house.close());

    test('is by number, upwards unless told otherwise', async () => {
      const { assignments: upwards } = await house.data<Numbers>(list);
      const { assignments: downwards } = await house.data<Numbers>(list, { orderBy: 'NUMBER_DESC' });

      assert.ok(upwards.nodes.length > 1);
      assert.deepEqual(
        upwards.nodes,
        upwards.nodes.toSorted((a, b) => a.number - b.number),
      );
      assert.deepEqual(downwards.nodes, upwards.nodes.toReversed());
    });

    test('goes on behind a cursor in the same direction', async () => {
      const { assignments: all } = await house.data<Numbers>(list, { orderBy: 'NUMBER_DESC' });
      const { assignments: first } = await house.data<Numbers>(list, { orderBy: 'NUMBER_DESC', first: 1 });

      const { assignments: rest } = await house.data<Numbers>(list, {
        orderBy: 'NUMBER_DESC',
        after: first.pageInfo.endCursor,
      });

      assert.equal(first.pageInfo.hasNextPage, true);
      assert.deepEqual([...first.nodes, ...rest.nodes], all.nodes);
    });
  });
