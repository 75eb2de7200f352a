import {
  buildOperationContext,
  executeQueryPlan,
  type GraphQLDataSource,
  type ServiceMap,
} from '@apollo/gateway';
import { GraphQLError, type DocumentNode, type ExecutionResult } from 'graphql';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { SubgraphResponse } from '../../subgraphs/kernel/subgraph/executor.js';
import { endingInValue, mapped } from '../../subgraphs/kernel/subgraph/iterators.js';
import { toAnswer, LinkDataSource } from '../federation/data-source.js';
import type { Federation } from '../federation/federation.js';
import type { PublicErrors } from '../http/public-errors.js';
import { SubscriptionPlanner, type SubscriptionPlan } from './subscription-plan.js';

/** A validated subscription of a client. */
export interface SubscriptionRequest {
  readonly document: DocumentNode;
  /** Text of the document, for the plan cache. */
  readonly source: string;
  readonly operationName?: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
}

/** Runs federated subscriptions, which Apollo Gateway itself refuses. */
export class SubscriptionEngine {
  private readonly planner: SubscriptionPlanner;
  private readonly services: ServiceMap;
  private readonly apiSchema;

  constructor(
    private readonly federation: Federation,
    private readonly errors: PublicErrors,
  ) {
    this.planner = new SubscriptionPlanner(federation);
    this.apiSchema = federation.supergraph.apiSchema();
    this.services = Object.fromEntries(
      [...federation.links].map(([name, link]) => [name, new LinkDataSource(link)]),
    );
  }

  /** Opens a subscription: its events in order, or the errors that kept it from opening. */
  async subscribe(
    request: SubscriptionRequest,
  ): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    try {
      const plan = this.planner.plan(request.document, request.source, request.operationName);
      const link = this.federation.links.get(plan.primary.serviceName);
      if (!link) throw new Error(`No link for the subgraph "${plan.primary.serviceName}".`);
      const variables = pick(request.variables, plan.primary.variableUsages ?? []);
      const source = await link.subscribe(
        { query: plan.primary.operation, variables, operationName: plan.primary.operationName },
        () => request.context.fresh(),
      );
      if (!(Symbol.asyncIterator in source)) return this.errors.result(toAnswer(source) as ExecutionResult);
      const events = mapped(source, (event) => this.complete(plan, event, request));
      return endingInValue(events, (error) => this.errors.result({ errors: [asGraphQLError(error)] }));
    } catch (error) {
      return this.errors.result({ errors: [asGraphQLError(error)] });
    }
  }

  /** Fills in what the other subgraphs add; a failure becomes the event's own errors and the stream goes on. */
  private async complete(
    plan: SubscriptionPlan,
    event: SubgraphResponse,
    request: SubscriptionRequest,
  ): Promise<ExecutionResult> {
    const context = request.context.fresh();
    const owner = plan.primary.serviceName;
    const services: ServiceMap = { ...this.services, [owner]: firstAnswered(event, this.services[owner]) };
    const operationContext = buildOperationContext({
      schema: this.federation.apiSchema,
      operationDocument: request.document,
      ...(request.operationName === undefined ? {} : { operationName: request.operationName }),
    });
    const requestContext = {
      request: { variables: request.variables },
      context,
      metrics: {},
      cache: undefined,
      logger: console,
    };
    try {
      const result = await executeQueryPlan(
        plan.perEvent,
        services,
        requestContext as never,
        operationContext,
        this.federation.supergraphSchema,
        this.apiSchema,
      );
      return this.errors.result(result as ExecutionResult);
    } catch (error) {
      return this.errors.result({ errors: [asGraphQLError(error)] });
    }
  }
}

/** The owner's data source: the event itself answers the first fetch, the subgraph every later one. */
function firstAnswered(event: SubgraphResponse, later: GraphQLDataSource | undefined): GraphQLDataSource {
  let first = true;
  return {
    process: (options) => {
      if (!first && later) return later.process(options);
      first = false;
      // The executor merges into what it is given, and the event may be shared.
      return Promise.resolve(toAnswer(structuredClone(event)));
    },
  };
}

function pick(
  variables: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(variables, name)).map((name) => [name, variables[name]]),
  );
}

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError('The subscription failed.', {
    originalError: error instanceof Error ? error : new Error(String(error)),
  });
}
