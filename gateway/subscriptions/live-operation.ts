import type { FetchNode, PlanNode } from '@apollo/query-planner';
import type { SubgraphResponse } from '../../subgraphs/kernel/subgraph/executor.js';
import type { AskSubgraph } from '../federation/execution/fetch.js';
import type { Federation } from '../federation/federation.js';
import type { PreparedOperation } from '../federation/planning/operation-planner.js';
import { liveFetch, type LiveFetch } from './live-fetch.js';

/** How a subscription runs: one fetch to subscribe to, and what completes each of its events. */
export interface LiveOperation {
  readonly prepared: PreparedOperation;
  readonly primary: FetchNode;
  readonly fetch: LiveFetch;
  /** The primary fetch, answered by the event, then everything the other subgraphs add. */
  readonly perEvent: PlanNode;
}

/** How a prepared operation runs; undefined where it subscribes to nothing. */
export function liveOperation(
  prepared: PreparedOperation,
  federation: Federation,
): LiveOperation | undefined {
  const { node } = prepared.plan;
  if (node?.kind !== 'Subscription') return undefined;
  const { primary, rest } = node;
  return {
    prepared,
    primary,
    fetch: liveFetch(primary, prepared.document, federation.supergraph),
    perEvent: { kind: 'Sequence', nodes: rest ? [primary, rest] : [primary] },
  };
}

/** The event itself answers the primary fetch, the subgraphs every other. */
export function answeredBy(event: SubgraphResponse, primary: FetchNode, others: AskSubgraph): AskSubgraph {
  return (fetch, variables) =>
    // The answer is merged into, and the event is shared.
    fetch === primary ? Promise.resolve(structuredClone(event)) : others(fetch, variables);
}
