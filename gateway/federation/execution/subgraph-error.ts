import type { FetchNode } from '@apollo/query-planner';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { pathOf, type Position } from './positions.js';
import { rewritePath } from './rewrites.js';

/** An error of a subgraph as an error of the answer: with its place there and the subgraph's name. */
export function subgraphError(
  error: GraphQLFormattedError,
  fetch: FetchNode,
  entities: readonly Position[],
): GraphQLError {
  const path = error.path && placeOf(rewritePath(fetch.outputRewrites, error.path), fetch, entities);
  return new GraphQLError(error.message || `The subgraph "${fetch.serviceName}" failed.`, {
    path: path ?? null,
    extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', ...error.extensions, serviceName: fetch.serviceName },
    ...(error instanceof GraphQLError ? { originalError: error } : {}),
  });
}

/** Undefined where the error is of all entities at once. */
function placeOf(
  path: readonly (string | number)[],
  fetch: FetchNode,
  entities: readonly Position[],
): readonly (string | number)[] | undefined {
  if (!fetch.requires) return entities[0] ? [...pathOf(entities[0]), ...path] : path;
  const [, index, ...rest] = path;
  const entity = typeof index === 'number' ? entities[index] : undefined;
  return entity && [...pathOf(entity), ...rest];
}
