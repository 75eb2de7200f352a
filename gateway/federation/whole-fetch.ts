import type { PlanNode, SubscriptionNode } from '@apollo/query-planner';
import { parse } from 'graphql';
import { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { Operation } from '../rest/route.js';
import type { Federation } from './federation.js';
import type { SubgraphLink } from './subgraph-link.js';

/**
 * Tells which queries of the REST layer one subgraph answers whole. Such a query is sent to it as it is, so that a
 * list of many pages is not merged and shaped once more on its way. Only constant operations may be asked about: each
 * is planned once and remembered.
 */
export class WholeFetches {
  private readonly links = new WeakMap<Federation, Map<string, SubgraphLink | undefined>>();

  /** The subgraph that answers it whole; undefined for changes and for what several have to answer. */
  linkFor({ name, text }: Operation, federation: Federation): SubgraphLink | undefined {
    const known = this.links.get(federation) ?? new Map<string, SubgraphLink | undefined>();
    this.links.set(federation, known);
    if (!known.has(text)) known.set(text, find(name, text, federation));
    return known.get(text);
  }
}

function find(operationName: string, text: string, federation: Federation): SubgraphLink | undefined {
  if (federation.plansVary) return undefined;
  const call = { document: parse(text), source: text, operationName, context: new RequestContext() };
  const { definition, plan, unplanned } = federation.prepare(call);
  if (definition.operation !== 'query' || unplanned.size > 0) return undefined;
  return isWhole(plan.node) ? federation.link(plan.node.serviceName) : undefined;
}

function isWhole(
  node: PlanNode | SubscriptionNode | undefined,
): node is PlanNode & { readonly kind: 'Fetch' } {
  return (
    node?.kind === 'Fetch' &&
    node.requires === undefined &&
    !node.inputRewrites?.length &&
    !node.outputRewrites?.length &&
    !node.contextRewrites?.length
  );
}
