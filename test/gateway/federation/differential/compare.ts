import type { Operation } from './draw-operation.js';
import type { WorldGraph } from './world-graph.js';

/** What is wrong with the federated answer to an operation; undefined when it is as the monolith's. */
export async function differenceOf(graph: WorldGraph, operation: Operation): Promise<string | undefined> {
  const { source, variables } = operation;
  const expected = await graph.expected(source, variables);
  const given = await graph.federated.ours(source, variables);
  const [wanted, got] = [JSON.stringify(expected.data ?? null), JSON.stringify(given.data)];
  if (wanted !== got) return told('data', wanted, `${got}\n${JSON.stringify(given.errors)}`);
  const anyExpected = (expected.errors?.length ?? 0) > 0;
  if (anyExpected !== given.errors.length > 0)
    return told('errors', JSON.stringify(expected.errors), JSON.stringify(given.errors));
  if (!anyExpected) return undefined;
  const possible = await graph.possibleErrors(source, variables);
  const strange = given.errors.filter(({ path }) => !possible.has(JSON.stringify(path)));
  return strange.length > 0
    ? told('places of errors', [...possible].join(), JSON.stringify(strange))
    : undefined;
}

function told(what: string, wanted: string | undefined, got: string): string {
  return `The ${what} differ.\nmonolith:  ${wanted}\nfederated: ${got}`;
}
