import type { LiveFederation } from '../federation/live-federation.js';
import type { SubscriptionEngine } from '../subscriptions/subscription-engine.js';
import { gauge, only, type MetricFamily } from '../../subgraphs/kernel/telemetry/family.js';
import type { HotPath } from './hot-path.js';
import type { RequestCounts } from './request-counts.js';

/** What the metrics of a gateway are read from. */
export interface CountingParts {
  readonly counts: RequestCounts;
  readonly federation: LiveFederation;
  readonly hotPath: HotPath;
  readonly engine: SubscriptionEngine;
}

/** What a gateway tells of itself. */
export function gatewayFamilies({
  counts,
  federation,
  hotPath,
  engine,
}: CountingParts): readonly MetricFamily[] {
  const { plans, planSeconds, fetches, fetchSeconds, sources } = federation.counts;
  return [
    counts.requests,
    counts.requestSeconds,
    counts.operations,
    counts.operationSeconds,
    {
      name: 'infragraph_hot_path_operations_total',
      help: 'Operations that were answered past Apollo Server, because equal ones were before.',
      type: 'counter',
      aggregator: 'sum',
      samples: () => only(hotPath.answered),
    },
    plans,
    planSeconds,
    gauge('infragraph_plans_remembered', 'Plans that are kept for the supergraph of now.', () =>
      only(federation.current.remembered),
    ),
    fetches,
    fetchSeconds,
    sources,
    gauge('infragraph_subscriptions', 'Subscriptions of clients that are open.', () =>
      only(engine.readerCount),
    ),
    gauge(
      'infragraph_subscription_sources',
      'Different subscriptions that are open at subgraphs for them.',
      () => only(engine.sharedCount),
    ),
    engine.deliveries,
  ];
}
