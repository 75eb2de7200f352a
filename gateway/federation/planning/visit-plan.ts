import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';

/** A plan with each of its fetches replaced by what `change` gives for it. */
export function mapFetches(plan: QueryPlan, change: (fetch: FetchNode) => PlanNode): QueryPlan {
  const { node } = plan;
  if (!node) return plan;
  if (node.kind !== 'Subscription') return { ...plan, node: mapNode(node, change) };
  const primary = change(node.primary);
  // The source of a subscription is no entity fetch, so nothing in it is ever split.
  if (primary.kind !== 'Fetch') throw new Error('The source of a subscription must stay one fetch.');
  return { ...plan, node: { ...node, primary, ...(node.rest ? { rest: mapNode(node.rest, change) } : {}) } };
}

function mapNode(node: PlanNode, change: (fetch: FetchNode) => PlanNode): PlanNode {
  const inner = (below: PlanNode): PlanNode => mapNode(below, change);
  switch (node.kind) {
    case 'Fetch':
      return change(node);
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map(inner) };
    case 'Flatten':
      return { ...node, node: inner(node.node) };
    case 'Condition':
      return {
        ...node,
        ...(node.ifClause ? { ifClause: inner(node.ifClause) } : {}),
        ...(node.elseClause ? { elseClause: inner(node.elseClause) } : {}),
      };
    case 'Defer':
      return {
        ...node,
        primary: { ...node.primary, ...(node.primary.node ? { node: inner(node.primary.node) } : {}) },
        deferred: node.deferred.map((part) => ({
          ...part,
          ...(part.node ? { node: inner(part.node) } : {}),
        })),
      };
    default:
      return node satisfies never;
  }
}

/** All fetches of a plan. */
export function fetchesOf(plan: QueryPlan): FetchNode[] {
  const found: FetchNode[] = [];
  mapFetches(plan, (fetch) => {
    found.push(fetch);
    return fetch;
  });
  return found;
}
