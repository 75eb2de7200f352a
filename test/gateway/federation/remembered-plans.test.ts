import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parse } from 'graphql';
import {
  OperationPlanner,
  type OperationSource,
} from '../../../gateway/federation/planning/operation-planner.js';
import { readSupergraph } from '../../../gateway/federation/supergraph/read-supergraph.js';
import { composeSupergraph } from '../../../schema/compose.js';

const supergraph = readSupergraph(composeSupergraph([{ name: 'one', sdl: 'type Query { text: String }' }]));

function operation(alias: string): OperationSource {
  const source = `{ ${alias}: text }`;
  return { source, document: parse(source) };
}

suite('plans', () => {
  test('are remembered, by document and by text, as many as there may be', () => {
    const planner = new OperationPlanner(supergraph, { plans: 3 });
    const prepare = (source: OperationSource): unknown => planner.prepare(source, new Set(), new Map());
    const first = operation('first');

    const prepared = prepare(first);
    const again = [prepare(first), prepare(operation('first'))];
    for (let n = 0; n < 50; n++) prepare(operation(`a${n}`));

    assert.deepEqual(
      again.map((one) => one === prepared),
      [true, true],
    );
    assert.equal(planner.remembered, 3);
    assert.notEqual(prepare(operation('first')), prepared);
  });

  test('are compiled when they are first asked for, and once', () => {
    const planner = new OperationPlanner(supergraph);

    const { compiled } = planner.prepare(operation('a'), new Set(), new Map());

    assert.equal(compiled(), compiled());
  });
});
