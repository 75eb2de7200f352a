import { Supergraph } from '@apollo/federation-internals';
import type { QueryPlan } from '@apollo/query-planner';
import { GraphQLError, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import { refusalErrors } from './authorization/refusals.js';
import type { AskSubgraph } from './execution/fetch.js';
import { rootPosition, type AnswerObject } from './execution/positions.js';
import { readVariables } from './execution/read-variables.js';
import { runNode } from './execution/run-plan.js';
import {
  OperationPlanner,
  type OperationSource,
  type PreparedOperation,
} from './planning/operation-planner.js';
import { OverrideLabels } from './planning/override-labels.js';
import { restorePath, type NameTree } from './planning/response-names.js';
import { unplannedErrors } from './planning/unplanned-fields.js';
import { introspect } from './shaping/introspection.js';
import { shapeAnswer } from './shaping/shape-answer.js';
import type { SubgraphLink } from './subgraph-link.js';
import type { ReadSupergraph } from './supergraph/read-supergraph.js';

/** An operation that somebody wants executed. Its document is valid. */
export interface OperationCall extends OperationSource {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
}

/** Settings of a federation. */
export interface FederationOptions {
  /** Labels of progressive overrides that are switched on, other than `percent(N)`. */
  readonly overrideLabels?: readonly string[];
  /** Where shares are drawn from: at least 0, below 1. */
  readonly random?: () => number;
}

/** The federated graph over one supergraph: plans operations and executes them over the links to its subgraphs. */
export class Federation {
  private readonly planner: OperationPlanner;
  private readonly overrides: OverrideLabels;

  constructor(
    readonly supergraph: ReadSupergraph,
    readonly links: ReadonlyMap<string, SubgraphLink>,
    { overrideLabels = [], random = Math.random }: FederationOptions = {},
  ) {
    this.planner = new OperationPlanner(supergraph);
    this.overrides = new OverrideLabels(supergraph.document, new Set(overrideLabels), random);
  }

  /** The schema clients see. */
  get apiSchema(): GraphQLSchema {
    return this.supergraph.apiSchema;
  }

  /** Plans an operation for its viewer. Throws a GraphQLError when it cannot be planned. */
  prepare(call: Pick<OperationCall, keyof OperationSource | 'context'>): PreparedOperation {
    const kept = this.supergraph.access.keptFrom(call.context.viewer);
    return this.planner.prepare(call, kept, this.overrides.decide());
  }

  /** Executes a query or mutation. */
  async execute(call: OperationCall): Promise<ExecutionResult> {
    return this.run(this.prepare(call), call, this.asking(call.context));
  }

  /** Executes a prepared operation; what is no part of its plan's tree, a subscription has as `node`. */
  async run(
    prepared: PreparedOperation,
    call: Pick<OperationCall, 'variables' | 'context'>,
    ask: AskSubgraph,
    node: QueryPlan['node'] = prepared.plan.node,
  ): Promise<ExecutionResult> {
    const { variables, context } = call;
    const read = readVariables(this.apiSchema, prepared, variables);
    if ('errors' in read) return { errors: read.errors };
    if (node?.kind === 'Subscription') throw new Error('A subscription is executed event by event.');
    const refused = context.viewer.kind === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
    const errors = [
      ...unplannedErrors(prepared.unplanned, prepared.document, read.coerced),
      ...refusalErrors(prepared.refusals, read.coerced, refused),
    ];
    const data = Object.create(null) as AnswerObject;
    const run = { schema: this.supergraph.plannedSchema, variables, coerced: read.coerced, ask, errors };
    if (node) await runNode(run, node, [rootPosition(data)]);
    return this.shaped(prepared, call, read.coerced, data, errors);
  }

  /** The answer by clients' names. A null in a wrong place without any error stands in its extensions, as Apollo's. */
  private shaped(
    prepared: PreparedOperation,
    { variables }: Pick<OperationCall, 'variables'>,
    coerced: Readonly<Record<string, unknown>>,
    collected: AnswerObject,
    errors: readonly GraphQLError[],
  ): ExecutionResult {
    const { document, definition, shapes, names } = prepared;
    const root = this.apiSchema.getRootType(definition.operation);
    if (!root) throw new Error(`The schema has no ${definition.operation} type.`);
    const { data, faults } = shapeAnswer(
      this.apiSchema,
      shapes.under(coerced),
      root,
      collected,
      ({ nodes }) => introspect(this.apiSchema, document, nodes, variables),
    );
    if (errors.length > 0) return { errors: errors.map((error) => renamed(error, names)), data };
    return faults.length > 0 ? { extensions: { valueCompletion: faults }, data } : { data };
  }

  /** Asks the links on somebody's behalf. */
  asking(context: RequestContext): AskSubgraph {
    return (fetch, variables) =>
      this.link(fetch.serviceName).execute(
        { query: fetch.operation, variables, operationName: fetch.operationName },
        context,
      );
  }

  /** The way to a subgraph. */
  link(name: string): SubgraphLink {
    const link = this.links.get(name);
    if (!link) throw new Error(`No link for the subgraph "${name}".`);
    return link;
  }
}

function renamed(error: GraphQLError, names: NameTree | undefined): GraphQLError {
  if (!names || !error.path) return error;
  return new GraphQLError(error.message, {
    path: restorePath(error.path, names),
    extensions: error.extensions,
    originalError: error.originalError ?? error,
  });
}

/** The API schema of a supergraph alone, for tools that execute nothing. */
export function apiSchemaOf(supergraphSdl: string): GraphQLSchema {
  return Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
}
