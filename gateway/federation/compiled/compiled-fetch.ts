import type { FetchNode, ResponsePath } from '@apollo/query-planner';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { mergeInto } from '../execution/merge.js';
import { positionsAt, rootPosition, type AnswerObject } from '../execution/positions.js';
import { rewrite } from '../execution/rewrites.js';
import { subgraphError } from '../execution/subgraph-error.js';
import type { Generate } from '../../../subgraphs/kernel/subgraph/code-generation.js';
import type { CompiledRun } from './compiled-run.js';
import { FetchRequests } from './fetch-request.js';
import { compileCollect, type Collect } from './object-paths.js';

/** What a fetch is compiled from. */
export interface FetchSource {
  readonly schema: GraphQLSchema;
  readonly fetch: FetchNode;
  readonly path: ResponsePath;
  readonly shared: ReadonlySet<string>;
  readonly generate: Generate | undefined;
}

/** A fetch of root fields. */
export class RootFetch {
  private readonly requests: FetchRequests;
  private readonly collect: Collect;

  constructor(private readonly source: FetchSource) {
    this.requests = new FetchRequests(source.fetch);
    this.collect = compileCollect(source.path, source.shared, source.generate);
  }

  async run(run: CompiledRun): Promise<void> {
    const { fetch, schema } = this.source;
    const { objects } = this.collect(run.root);
    if (objects.length === 0) return;
    if (fetch.operationKind === 'mutation') run.memo.clear();
    const answer = await run.send(fetch.serviceName, this.requests.request(run.variables));
    run.received(answer);
    if (answer.errors) this.note(run, answer.errors);
    if (!answer.data) return;
    rewrite(schema, fetch.outputRewrites, answer.data);
    for (const object of objects) mergeInto(object, answer.data);
  }

  private note(run: CompiledRun, errors: readonly GraphQLFormattedError[]): void {
    const positions = positionsAt([rootPosition(run.root)], this.source.path);
    for (const error of errors) run.errors.push(subgraphError(error, this.source.fetch, positions));
  }
}

/** Notes errors of entities, each at every place where the entity is. `indexes` tells the entity of an object. */
export function noteEntityErrors(
  run: CompiledRun,
  { fetch, path }: FetchSource,
  errors: readonly GraphQLFormattedError[],
  indexes: ReadonlyMap<AnswerObject, number>,
): void {
  const positions = positionsAt([rootPosition(run.root)], path);
  for (const error of errors) {
    const index = error.path?.[1];
    const places = positions.filter(({ object }) => indexes.get(object) === index);
    if (typeof index !== 'number' || places.length === 0) run.errors.push(subgraphError(error, fetch, []));
    for (const place of typeof index === 'number' ? places : []) {
      const entities = [];
      entities[index as number] = place;
      run.errors.push(subgraphError(error, fetch, entities));
    }
  }
}
