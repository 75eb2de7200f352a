import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { Choices } from './choices.js';
import { differenceInParts, differenceOf, differenceOfWays } from './compare.js';
import { drawOperation, type Operation } from './draw-operation.js';
import { drawWorld } from './draw-world.js';
import { foundCases } from './found-cases.js';
import { WorldGraph } from './world-graph.js';
import { subgraphSdl } from './world-sdl.js';
import type { World } from './world.js';

/** `FUZZ_SEED` names another run, `FUZZ_WORLDS` another number of worlds; `FUZZ_SEED=random` goes where no run has been. */
const given = process.env['FUZZ_SEED'] ?? '20261121';
const seed = given === 'random' ? Date.now() % 2_000_000_000 : Number(given);
const worlds = Number(process.env['FUZZ_WORLDS'] ?? 80);
const operationsPerWorld = 40;

const numbers = (length: number): fc.Arbitrary<number[]> =>
  fc.array(fc.nat(999), { minLength: length, maxLength: length, size: 'max' });

suite('federated answers are those of one schema', () => {
  test('for drawn worlds and operations', async (t) => {
    let cases = 0;
    let inParts = 0;
    let composed = 0;

    for (const [index, drawn] of fc.sample(numbers(300), { seed, numRuns: worlds }).entries()) {
      const world = drawWorld(new Choices(drawn));
      const graph = openWorld(world);
      if (!graph) continue;
      composed++;
      await everyOperation(graph, world, index, (deferring) => (deferring ? inParts++ : cases++));
    }

    t.diagnostic(
      `seed ${seed}: ${cases} operations and ${inParts} with deferred parts on ${composed} of ${worlds} worlds`,
    );
    assert.ok(composed >= worlds / 2, `only ${composed} of ${worlds} worlds compose`);
    assert.ok(cases >= composed * operationsPerWorld);
  });

  for (const { found, world, operation } of foundCases)
    test(`no longer: ${found}`, async () => {
      const graph = new WorldGraph(world);

      assert.equal(await differenceOf(graph, operation), undefined);
      assert.equal(await differenceOfWays(graph, operation), undefined);
      assert.equal(await differenceInParts(graph, operation), undefined);
    });
});

/** Undefined when the subgraphs do not compose: not every drawn world has a way to all of its fields. */
function openWorld(world: World): WorldGraph | undefined {
  try {
    return new WorldGraph(world);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('The subgraphs do not compose')) return undefined;
    throw error;
  }
}

async function everyOperation(
  graph: WorldGraph,
  world: World,
  index: number,
  ran: (deferring: boolean) => void,
): Promise<void> {
  const whole = fc.asyncProperty(numbers(120), async (drawn) => {
    ran(false);
    const operation = drawOperation(graph.monolith, drawn);
    refuse(operation, await differenceOf(graph, operation));
    refuse(operation, await differenceOfWays(graph, operation));
  });
  const deferred = fc.asyncProperty(numbers(120), async (drawn) => {
    ran(true);
    const operation = drawOperation(graph.monolith, drawn, true);
    refuse(operation, await differenceInParts(graph, operation));
  });
  await check(whole, operationsPerWorld, world, index);
  await check(deferred, operationsPerWorld / 4, world, index);
}

function refuse(operation: Operation, difference: string | undefined): void {
  if (difference !== undefined) throw new Error(`${JSON.stringify(operation)}\n${difference}`);
}

async function check(
  property: fc.IAsyncProperty<[number[]]>,
  numRuns: number,
  world: World,
  index: number,
): Promise<void> {
  const details = await fc.check(property, { seed: seed + index, numRuns, interruptAfterTimeLimit: 30_000 });
  if (!details.failed) return;
  const cause = details.errorInstance instanceof Error ? details.errorInstance.message : '';
  const sdls = world.subgraphs.map((name) => `# ${name}\n${subgraphSdl(world, name)}`);
  throw new Error(
    [
      `World ${index} of FUZZ_SEED=${seed}: ${cause}`,
      ...sdls,
      `for found-cases.ts: ${JSON.stringify(world)}`,
    ].join('\n'),
  );
}
