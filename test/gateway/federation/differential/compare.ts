import { isAscii } from 'node:buffer';
import type { ExecutionResult } from 'graphql';
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

/** What differs between our reference and one of the ways in which compiled plans are executed; undefined when nothing does. */
export async function differenceOfWays(
  graph: WorldGraph,
  { source, variables }: Operation,
): Promise<string | undefined> {
  const { reference, compiled } = await graph.federated.oursInEveryWay(source, variables);
  const wanted = JSON.stringify({ data: reference.data });
  for (const [way, answer] of compiled) {
    const isText = 'text' in answer;
    const got = isText ? answer.text : JSON.stringify({ data: answer.data });
    if (wanted !== got) return `${way}:\nreference: ${wanted}\ncompiled:  ${got}`;
    const told = isText ? errorsOf({}) : errorsOf(answer);
    if (told !== errorsOf(reference)) return `${way}, errors:\n${errorsOf(reference)}\n${told}`;
    if (isText && answer.isAscii && !isAscii(Buffer.from(answer.text))) return `${way} is not ASCII`;
    const mayBeText = reference.errors === undefined && reference.extensions === undefined;
    if (isText !== mayBeText) return `${way}: ${isText ? 'no ' : ''}text was expected`;
  }
  return undefined;
}

/** Messages and places, whatever their order: fetches end in any. */
function errorsOf({ errors = [], extensions }: ExecutionResult): string {
  const told = errors.map(({ message, path }) => JSON.stringify([message, path])).toSorted();
  return JSON.stringify([told, extensions ?? null]);
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
