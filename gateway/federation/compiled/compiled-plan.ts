import type { PlanNode, ResponsePath } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { asGraphQLError } from '../execution/run-plan.js';
import type { Generate } from '../../../subgraphs/kernel/subgraph/code-generation.js';
import { RootFetch } from './compiled-fetch.js';
import type { CompiledRun } from './compiled-run.js';
import { EntityFetch } from './entity-fetch.js';
import type { Sharing } from './sharing.js';

/** A part of a plan that can be run. Never rejects for what a subgraph does: its errors are collected by the run. */
export type CompiledStep = (run: CompiledRun) => Promise<void> | undefined;

/** What a plan is compiled with. */
export interface PlanSource {
  readonly schema: GraphQLSchema;
  readonly sharing: Sharing;
  readonly generate: Generate | undefined;
}

/** Compiles a part of a plan whose objects are at a path. */
export function compilePlan(source: PlanSource, node: PlanNode, path: ResponsePath = []): CompiledStep {
  switch (node.kind) {
    case 'Sequence':
      return inSequence(node.nodes.map((step) => compilePlan(source, step, path)));
    case 'Parallel': {
      const parts = node.nodes.map((part) => compilePlan(source, part, path));
      return async (run) => {
        await Promise.all(parts.map(async (part) => part(run)));
      };
    }
    case 'Flatten':
      return compilePlan(source, node.node, [...path, ...node.path]);
    case 'Fetch': {
      const from = { ...source, fetch: node, path, shared: source.sharing.shared };
      const group = source.sharing.groups.get(node);
      const unifies = source.sharing.unifying.has(node);
      const fetch = group === undefined ? new RootFetch(from) : new EntityFetch(from, group, unifies);
      return async (run) => {
        try {
          await fetch.run(run);
        } catch (error) {
          run.errors.push(asGraphQLError(error));
        }
      };
    }
    case 'Condition': {
      const { condition, ifClause, elseClause } = node;
      const yes = ifClause && compilePlan(source, ifClause, path);
      const no = elseClause && compilePlan(source, elseClause, path);
      return (run) => (run.coerced[condition] === true ? yes : no)?.(run);
    }
    case 'Defer':
      throw new Error('Deferred parts are run by themselves.');
  }
}

function inSequence(steps: readonly CompiledStep[]): CompiledStep {
  return async (run) => {
    for (const step of steps) await step(run);
  };
}
