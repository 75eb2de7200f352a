import { ApolloServer, type ApolloServerPlugin, type BaseContext } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { GraphQLError } from 'graphql';
import type { Log } from '../../subgraphs/kernel/log/log.js';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { LiveFederation } from '../federation/live-federation.js';
import { WholeFetches } from '../federation/whole-fetch.js';
import type { RequestedDocuments } from '../limits/documents/requested-documents.js';
import type { OperationLimits } from '../limits/operation-limits.js';
import type { ExecuteOperation } from '../rest/execute-row.js';
import { countOperations } from './count-operations.js';
import { deferredAnswers } from './deferred-answers.js';
import { jsonStatus } from './json-status.js';
import { apolloGateway } from './federated-executor.js';
import type { OperationSpans } from './operation-spans.js';
import type { PriorOutcomes } from './prior-outcomes.js';
import type { RequestCounts } from './request-counts.js';
import type { PublicErrors } from './public-errors.js';
import { guardRequests } from './guard-requests.js';
import { extraRules, unnamed, validationOptions } from './read-operation.js';
import { askWhole } from './ask-whole.js';

/** What Apollo Server serves, and within which limits. */
export interface ApolloOptions {
  readonly federation: LiveFederation;
  readonly errors: PublicErrors;
  readonly log: Log;
  readonly limits: OperationLimits;
  readonly documents: RequestedDocuments;
  readonly outcomes: PriorOutcomes;
  readonly counts: RequestCounts;
  /** Absent where nothing is traced. */
  readonly spans?: OperationSpans | undefined;
}

/** Apollo Server over the federation, every setting stated. Who may send what is decided before and by `guardRequests`. */
export function createApollo(options: ApolloOptions): ApolloServer<RequestContext> {
  const { federation, errors, log, limits, documents, outcomes } = options;
  return new ApolloServer<RequestContext>({
    gateway: apolloGateway(federation, outcomes),
    introspection: true,
    csrfPrevention: false,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: limits.values.tokens },
    validationOptions,
    validationRules: [...extraRules],
    formatError: (formatted, error) => errors.format(formatted, error),
    logger: {
      debug: () => undefined,
      info: () => undefined,
      warn: (message) => log.warn(String(message)),
      error: (message) => log.error(String(message)),
    },
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      countOperations(options.counts, options.spans),
      guardRequests(documents, limits),
      refusedOperations(),
      deferredAnswers(federation, errors),
      jsonStatus(),
    ] as ApolloServerPlugin<BaseContext>[],
  });
}

/** Executes an operation of the REST layer in process: a query that one subgraph answers whole by asking it alone. */
export function operationExecutor(
  apollo: ApolloServer<RequestContext>,
  live: LiveFederation,
  errors: PublicErrors,
): ExecuteOperation {
  const fetches = new WholeFetches();
  return async (operation, variables, contextValue) => {
    const { federation, release } = live.take();
    try {
      const link = fetches.linkFor(operation, federation);
      if (link) return await askWhole(link, errors, operation, variables, contextValue);
    } finally {
      release();
    }
    const { body } = await apollo.executeOperation(
      { query: operation.text, operationName: operation.name, variables: { ...variables } },
      { contextValue },
    );
    if (body.kind !== 'single') throw new Error('An operation of the REST layer must not be incremental.');
    return { data: body.singleResult.data, errors: body.singleResult.errors ?? [] };
  };
}

/**
 * Subscriptions need a stream; over plain HTTP they are refused with the way to do it. A document without
 * the operation that is meant would fail in the planner as if the fault were ours.
 */
function refusedOperations(): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ operation }) => {
          if (operation?.operation === 'subscription')
            throw badRequest(
              'Subscriptions are answered as text/event-stream, which the request does not accept, or run over WebSocket (graphql-transport-ws) on this same URL.',
            );
          if (!operation) throw badRequest(unnamed);
          return Promise.resolve();
        },
      }),
  };
}

function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
}
