import { operationFromDocument } from '@apollo/federation-internals';
import type { FetchNode, QueryPlan } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Federation } from '../federation/federation.js';

/** How a subscription runs: one fetch to subscribe to, and a plan to complete each of its events. */
export interface SubscriptionPlan {
  readonly primary: FetchNode;
  /** The primary fetch, answered by the event, then everything the other subgraphs add. */
  readonly perEvent: QueryPlan;
}

/** Plans subscriptions, once per document and operation. */
export class SubscriptionPlanner {
  private readonly plans = new LRUCache<string, SubscriptionPlan>({ max: 1000 });
  private readonly apiSchema;

  constructor(private readonly federation: Federation) {
    this.apiSchema = federation.supergraph.apiSchema();
  }

  /** Throws a GraphQLError when the operation cannot be planned. */
  plan(document: DocumentNode, source: string, operationName: string | undefined): SubscriptionPlan {
    const key = `${operationName ?? ''}\n${source}`;
    const known = this.plans.get(key);
    if (known) return known;
    const operation = operationFromDocument(
      this.apiSchema,
      document,
      operationName === undefined ? {} : { operationName },
    );
    const { node } = this.federation.planner.buildQueryPlan(operation);
    if (node?.kind !== 'Subscription') throw new Error('The planner gave no subscription.');
    const { primary, rest } = node;
    const nodes = rest ? [primary, rest] : [primary];
    const plan: SubscriptionPlan = {
      primary,
      perEvent: { kind: 'QueryPlan', node: { kind: 'Sequence', nodes } },
    };
    this.plans.set(key, plan);
    return plan;
  }
}
