import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';
import { withLaterGraphs } from '../supergraph/later-graphs.js';
import { plannerOptions, type ReadSupergraph } from '../supergraph/read-supergraph.js';
import type { Overrides } from './override-labels.js';
import { asksForExternalFields } from './premature-fields.js';
import { mapFetches } from './visit-plan.js';

interface LaterPlanner {
  readonly supergraph: Supergraph;
  readonly planner: QueryPlanner;
  readonly realNames: ReadonlyMap<string, string>;
}

/** Apollo's planner, whose wrong plans for chains of requirements are planned again step by step. */
export class CheckedPlanner {
  private readonly planner: QueryPlanner;
  private later: LaterPlanner | undefined;
  private deferring: QueryPlanner | undefined;

  constructor(private readonly supergraph: ReadSupergraph) {
    this.planner = new QueryPlanner(supergraph.planned);
  }

  /** Plans a valid document with one operation. Throws when it cannot be planned. */
  plan(document: DocumentNode, overrides: Overrides): QueryPlan {
    const plan = planWith(this.planner, this.supergraph.planned, document, overrides);
    return this.checked(plan, document, overrides);
  }

  /** The same for an operation with labelled `@defer`s, which become parts of the plan. */
  planDeferred(document: DocumentNode, overrides: Overrides): QueryPlan {
    const { planned } = this.supergraph;
    this.deferring ??= new QueryPlanner(planned, { incrementalDelivery: { enableDefer: true } });
    return this.checked(planWith(this.deferring, planned, document, overrides), document, overrides);
  }

  /** A wrong plan is made anew without deferring anything. */
  private checked(plan: QueryPlan, document: DocumentNode, overrides: Overrides): QueryPlan {
    const { planned } = this.supergraph;
    if (this.supergraph.required.inputs.size === 0 || !asksForExternalFields(plan, planned)) return plan;
    this.later ??= openLater(this.supergraph);
    const { planner, supergraph, realNames } = this.later;
    return mapFetches(planWith(planner, supergraph, document, overrides), (fetch) => ({
      ...fetch,
      serviceName: realNames.get(fetch.serviceName) ?? fetch.serviceName,
    }));
  }
}

function planWith(
  planner: QueryPlanner,
  supergraph: Supergraph,
  document: DocumentNode,
  overrides: Overrides,
): QueryPlan {
  const operation = operationFromDocument(supergraph.apiSchema(), document, { validate: false });
  return planner.buildQueryPlan(operation, { overrideConditions: new Map(overrides) });
}

function openLater({ required }: ReadSupergraph): LaterPlanner {
  const { supergraph: document, realNames } = withLaterGraphs(required.supergraph);
  const supergraph = Supergraph.build(document, plannerOptions);
  return { supergraph, planner: new QueryPlanner(supergraph), realNames };
}
