import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { SubgraphRequest } from '../../../subgraphs/kernel/subgraph/executor.js';
import type { FetchAnswer } from '../execution/fetch.js';
import type { AnswerObject } from '../execution/positions.js';
import { EntityMemo } from './entity-memo.js';

/** Sends a request to a subgraph. What it throws is the error of that fetch alone. */
export type SendFetch = (subgraph: string, request: SubgraphRequest) => Promise<FetchAnswer>;

/** One execution of a compiled plan. */
export class CompiledRun {
  readonly memo = new EntityMemo();
  /** Whether every text collected so far is ASCII without anything that JSON escapes. */
  isPlain = true;

  constructor(
    readonly schema: GraphQLSchema,
    /** As the client gave them; subgraphs read them by themselves. */
    readonly variables: Readonly<Record<string, unknown>>,
    /** The same after coercion, with defaults: what conditions of the plan are decided by. */
    readonly coerced: Readonly<Record<string, unknown>>,
    /** What fetches collect. */
    readonly root: AnswerObject,
    /** Collects the errors of all fetches. */
    readonly errors: GraphQLError[],
    readonly send: SendFetch,
  ) {}

  /** Notes an answer, as soon as it is there. */
  received({ isPlain }: FetchAnswer): void {
    if (isPlain !== true) this.isPlain = false;
  }
}
