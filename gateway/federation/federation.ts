import { Supergraph } from '@apollo/federation-internals';
import type { QueryPlan } from '@apollo/query-planner';
import { GraphQLError, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { AskSubgraph } from './execution/fetch.js';
import { rootPosition, type AnswerObject } from './execution/positions.js';
import { readVariables } from './execution/read-variables.js';
import { runNode } from './execution/run-plan.js';
import { shapeAnswer } from './execution/shape-answer.js';
import {
  OperationPlanner,
  type OperationSource,
  type PreparedOperation,
} from './planning/operation-planner.js';
import { restoreData, restorePath, type NameTree } from './planning/response-names.js';
import { unplannedErrors } from './planning/unplanned-fields.js';
import type { SubgraphLink } from './subgraph-link.js';
import type { ReadSupergraph } from './supergraph/read-supergraph.js';

/** An operation that somebody wants executed. Its document is valid. */
export interface OperationCall extends OperationSource {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
}

/** The federated graph over one supergraph: plans operations and executes them over the links to its subgraphs. */
export class Federation {
  private readonly planner: OperationPlanner;

  constructor(
    readonly supergraph: ReadSupergraph,
    readonly links: ReadonlyMap<string, SubgraphLink>,
  ) {
    this.planner = new OperationPlanner(supergraph);
  }

  /** The schema clients see. */
  get apiSchema(): GraphQLSchema {
    return this.supergraph.apiSchema;
  }

  /** Plans an operation. Throws a GraphQLError when it cannot be planned. */
  prepare(source: OperationSource): PreparedOperation {
    return this.planner.prepare(source);
  }

  /** Executes a query or mutation. */
  async execute(call: OperationCall): Promise<ExecutionResult> {
    return this.run(this.prepare(call), call, this.asking(call.context));
  }

  /** Executes a prepared operation; what is no part of its plan's tree, a subscription has as `node`. */
  async run(
    prepared: PreparedOperation,
    call: Pick<OperationCall, 'variables'>,
    ask: AskSubgraph,
    node: QueryPlan['node'] = prepared.plan.node,
  ): Promise<ExecutionResult> {
    const { variables } = call;
    const read = readVariables(this.apiSchema, prepared, variables);
    if ('errors' in read) return { errors: read.errors };
    if (node?.kind === 'Subscription') throw new Error('A subscription is executed event by event.');
    const errors = unplannedErrors(prepared.unplanned, prepared.document, read.coerced);
    const data = Object.create(null) as AnswerObject;
    const run = { schema: this.supergraph.plannedSchema, variables, coerced: read.coerced, ask, errors };
    if (node) await runNode(run, node, [rootPosition(data)]);
    const shaped = await shapeAnswer(this.supergraph, prepared.document, variables, data);
    return withClientsNames(shaped, errors, prepared.names);
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

/** The answer with the names clients gave. A null in a wrong place without any error stands in its extensions, as Apollo's. */
function withClientsNames(
  shaped: ExecutionResult,
  fetchErrors: readonly GraphQLError[],
  names: NameTree | undefined,
): ExecutionResult {
  if (shaped.errors && shaped.data === undefined) return shaped;
  const data = restoreData(shaped.data, names) as ExecutionResult['data'];
  if (fetchErrors.length > 0) return { errors: fetchErrors.map((error) => renamed(error, names)), data };
  const completion: unknown = shaped.extensions?.['valueCompletion'];
  if (!Array.isArray(completion)) return { data };
  const errors = (completion as GraphQLError[]).map((error) => renamed(error, names));
  return { extensions: { valueCompletion: errors }, data };
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
