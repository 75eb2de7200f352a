import type { FetchNode } from '@apollo/query-planner';
import { type GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { provedBy } from '../planning/proofs.js';
import { leaveOut } from './leave-out.js';
import { mergeInto } from './merge.js';
import type { AnswerObject, Position } from './positions.js';
import { representationOf } from './representations.js';
import { rewrite } from './rewrites.js';
import { isNameOfObjects } from './type-conditions.js';
import { subgraphError } from './subgraph-error.js';

/** What a subgraph answers to a fetch. Its data may be written to. */
export interface FetchAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
  /** Whether its texts are known to be ASCII without anything that JSON escapes. */
  readonly isPlain?: boolean;
}

/** Asks the subgraph of a fetch. What it throws is the error of that fetch alone. */
export type AskSubgraph = (
  fetch: FetchNode,
  variables: Readonly<Record<string, unknown>>,
) => Promise<FetchAnswer>;

/** What a plan is run with. */
export interface PlanRun {
  readonly schema: GraphQLSchema;
  /** As the client gave them; subgraphs read them by themselves. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** The same after coercion, with defaults: what conditions of the plan are decided by. */
  readonly coerced: Readonly<Record<string, unknown>>;
  readonly ask: AskSubgraph;
  /** What fetches collect. */
  readonly root: AnswerObject;
  /** Collects the errors of all fetches. */
  readonly errors: GraphQLError[];
  /** Is told of each fetch that has ended, in whatever way, and that something deferred builds upon. */
  readonly onFetched?: (id: string) => void;
}

/** Runs one fetch and merges what it gives into the objects it is for. */
export async function runFetch(
  run: PlanRun,
  fetch: FetchNode,
  positions: readonly Position[],
): Promise<void> {
  if (positions.length === 0) return;
  const variables = usedVariables(run, fetch);
  if (fetch.requires) return fetchEntities(run, fetch, positions, variables);
  const answer = await run.ask(fetch, variables);
  note(run, fetch, answer, positions);
  if (!answer.data) return;
  rewrite(run.schema, fetch.outputRewrites, answer.data);
  for (const { object } of positions) mergeInto(object, answer.data);
}

async function fetchEntities(
  run: PlanRun,
  fetch: FetchNode,
  positions: readonly Position[],
  variables: Readonly<Record<string, unknown>>,
): Promise<void> {
  const representations: AnswerObject[] = [];
  const asked: Position[] = [];
  for (const position of positions) {
    const representation = representationOf(run.schema, position.object, fetch.requires ?? []);
    if (!representation) continue;
    rewrite(run.schema, fetch.inputRewrites, representation);
    representations.push(representation);
    asked.push(position);
  }
  if (asked.length === 0) return;
  const name = provedBy(fetch);
  const absent = new Set(asked.map(({ object }) => object));
  try {
    await fillEntities(run, fetch, asked, { ...variables, representations }, (object) =>
      absent.delete(object),
    );
  } finally {
    // What could not be asked about is not shown either: its error stands where it would.
    if (name !== undefined) leaveOut(run.root, name, absent);
  }
}

/** Calls `filled` for each object that the subgraph has something to say of. */
async function fillEntities(
  run: PlanRun,
  fetch: FetchNode,
  asked: readonly Position[],
  variables: Readonly<Record<string, unknown>>,
  filled: (object: AnswerObject) => void,
): Promise<void> {
  const answer = await run.ask(fetch, variables);
  note(run, fetch, answer, asked);
  const entities = answer.data?.['_entities'];
  if (answer.data == null || (entities == null && answer.errors)) return;
  if (!Array.isArray(entities) || entities.length !== asked.length)
    throw new Error(
      `The subgraph "${fetch.serviceName}" did not answer for each of ${asked.length} entities.`,
    );
  asked.forEach(({ object }, index) => {
    const entity = entities[index] as AnswerObject | null;
    if (!entity) return;
    // A subgraph that knows the entity as an interface object does not know what it really is.
    if (!isNameOfObjects(run.schema, entity['__typename'])) entity['__typename'] = object['__typename'];
    rewrite(run.schema, fetch.outputRewrites, entity);
    mergeInto(object, entity);
    filled(object);
  });
}

function note(run: PlanRun, fetch: FetchNode, answer: FetchAnswer, asked: readonly Position[]): void {
  for (const error of answer.errors ?? []) run.errors.push(subgraphError(error, fetch, asked));
}

function usedVariables(run: PlanRun, fetch: FetchNode): Record<string, unknown> {
  const used: Record<string, unknown> = {};
  for (const name of fetch.variableUsages ?? [])
    if (Object.hasOwn(run.variables, name) && run.variables[name] !== undefined)
      used[name] = run.variables[name];
  return used;
}
