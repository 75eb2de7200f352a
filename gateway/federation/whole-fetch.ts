import { operationFromDocument } from '@apollo/federation-internals';
import type { PlanNode, SubscriptionNode } from '@apollo/query-planner';
import { parse } from 'graphql';
import type { Operation } from '../rest/route.js';
import type { Federation } from './federation.js';
import type { SubgraphLink } from './subgraph-link.js';

/**
 * Tells which queries of the REST layer one subgraph answers whole. Such a query is sent to it as it is, so that a
 * list of many pages is not merged and shaped once more on its way. Only constant operations may be asked about: each
 * is planned once and remembered.
 */
export class WholeFetches {
  private readonly links = new Map<string, SubgraphLink | undefined>();
  private readonly apiSchema;

  constructor(private readonly federation: Federation) {
    this.apiSchema = federation.supergraph.apiSchema();
  }

  /** The subgraph that answers it whole; undefined for changes and for what several have to answer. */
  linkFor({ name, text }: Operation): SubgraphLink | undefined {
    if (!this.links.has(text)) this.links.set(text, this.find(name, text));
    return this.links.get(text);
  }

  private find(operationName: string, text: string): SubgraphLink | undefined {
    const operation = operationFromDocument(this.apiSchema, parse(text), { operationName });
    if (operation.rootKind !== 'query') return undefined;
    const { node } = this.federation.planner.buildQueryPlan(operation);
    return isWhole(node) ? this.federation.links.get(node.serviceName) : undefined;
  }
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
