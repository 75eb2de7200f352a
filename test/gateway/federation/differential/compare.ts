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

/** The same for an operation that is answered in parts: put together, they are the monolith's answer. */
export async function differenceInParts(
  graph: WorldGraph,
  operation: Operation,
): Promise<string | undefined> {
  const { source, variables } = operation;
  const given = await graph.federated.oursInParts(source, variables);
  if (!given) return undefined;
  const expected = await graph.expected(source, variables);
  // Nulls of non-null fields go up to the part they are in, no further.
  if (expected.errors || given.errors.length > 0) return undefined;
  const [wanted, got] = [JSON.stringify(sorted(expected.data)), JSON.stringify(sorted(given.data))];
  return wanted === got ? undefined : told('data', wanted, got);
}

/** A value with the fields of its objects by name: parts are put behind what came first. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, part]) => [name, sorted(part)]));
}

function told(what: string, wanted: string | undefined, got: string): string {
  return `The ${what} differ.\nmonolith:  ${wanted}\nfederated: ${got}`;
}
