import type { PlanNode } from '@apollo/query-planner';
import { GraphQLError } from 'graphql';
import { runFetch, type PlanRun } from './fetch.js';
import { positionsAt, type Position } from './positions.js';

/** Runs a part of a plan. Never throws for what a subgraph does: its errors are collected by the run. */
export async function runNode(run: PlanRun, node: PlanNode, positions: readonly Position[]): Promise<void> {
  switch (node.kind) {
    case 'Sequence':
      for (const step of node.nodes) await runNode(run, step, positions);
      return;
    case 'Parallel':
      await Promise.all(node.nodes.map((part) => runNode(run, part, positions)));
      return;
    case 'Flatten':
      return runNode(run, node.node, positionsAt(positions, node.path));
    case 'Fetch':
      try {
        return await runFetch(run, node, positions);
      } catch (error) {
        run.errors.push(asGraphQLError(error));
        return;
      } finally {
        if (node.id !== undefined) run.onFetched?.(node.id);
      }
    case 'Condition': {
      const branch = run.coerced[node.condition] === true ? node.ifClause : node.elseClause;
      return branch ? runNode(run, branch, positions) : undefined;
    }
    case 'Defer':
      throw new Error('Deferred parts are run by themselves.');
    default:
      node satisfies never;
  }
}

/** Whatever a fetch threw as an error of the answer. */
export function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError(error instanceof Error ? error.message : 'A fetch failed.', {
    originalError: error instanceof Error ? error : new Error(String(error)),
  });
}
