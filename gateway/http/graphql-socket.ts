import { getOperationAST, type ExecutionResult, type GraphQLError } from 'graphql';
import type { Server } from 'node:http';
import type { ApolloServer } from '@apollo/server';
import type { ClientOrigin } from '../../subgraphs/kernel/identity/client-origin.js';
import type { Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import { withRequestId, type Log } from '../../subgraphs/kernel/log/log.js';
import {
  serveGraphqlSocket,
  type OperationAnswer,
  type SocketOperation,
} from '../../subgraphs/kernel/server/graphql-socket.js';
import { traceParentOf } from '../../subgraphs/kernel/server/trace-requests.js';
import { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import { withinSpan, type TraceParent, type TraceSpan } from '../../subgraphs/kernel/telemetry/trace-span.js';
import { identifyRequest, type ViewerSource } from '../auth/bearer.js';
import type { LimitValues } from '../limits/config.js';
import type { RequestDeadlines } from '../limits/request-deadline.js';
import type { ConnectionCount } from '../limits/connection-count.js';
import type { SubscriptionEngine } from '../subscriptions/subscription-engine.js';
import { graphqlPath } from './graphql-route.js';
import type { OperationSpans } from './operation-spans.js';
import { comesFromOwnPage } from './origin.js';
import { outcomeOf, type RequestCounts } from './request-counts.js';
import type { OperationReader } from './read-operation.js';

/** Who is behind a socket. */
interface SocketPeer {
  readonly viewer: Viewer;
  readonly origin: ClientOrigin;
  /** The span of who connected, if it told of one. */
  readonly trace: TraceParent | undefined;
}

/** What the gateway's socket is made of. */
export interface GatewaySocketOptions {
  readonly server: Server;
  readonly log: Log;
  readonly viewers: ViewerSource;
  readonly reader: OperationReader;
  readonly engine: SubscriptionEngine;
  readonly apollo: ApolloServer<RequestContext>;
  readonly allowedOrigins: readonly string[];
  readonly limits: LimitValues;
  readonly deadlines: RequestDeadlines;
  readonly connections: ConnectionCount;
  readonly joinWithinMs: number;
  readonly counts: RequestCounts;
  /** Absent where nothing is traced. */
  readonly spans?: OperationSpans | undefined;
}

/**
 * graphql-transport-ws on the GraphQL path: subscriptions through the engine, queries and mutations
 * through the same pipeline as HTTP. The token travels as the connection parameter `authorization`
 * ("Bearer …"), in the upgrade's own header, or as its session cookie.
 */
export function serveGatewaySocket(options: GatewaySocketOptions): () => Promise<void> {
  const { limits } = options;
  return serveGraphqlSocket<SocketPeer>({
    server: options.server,
    path: graphqlPath,
    log: options.log,
    joinWithinMs: options.joinWithinMs,
    allows: ({ headers }) => comesFromOwnPage(headers, options.allowedOrigins),
    connect: async (parameters, request) => {
      const given = parameters['authorization'] ?? parameters['Authorization'];
      const { authorization, cookie } = request.headers;
      const viewer = await identifyRequest(
        options.viewers,
        typeof given === 'string' ? given : authorization,
        cookie,
      );
      const origin = {
        address: request.socket.remoteAddress ?? null,
        userAgent: request.headers['user-agent'] ?? null,
      };
      options.connections.hold(viewer, origin.address, request.socket);
      return { viewer, origin, trace: traceOf(parameters) ?? traceParentOf(request.headers) };
    },
    onceEnded: ({ viewer }, ended) => options.viewers.onceEnded(viewer, ended),
    mostPerSocket: limits.operationsPerSocket,
    // An operation is a request of its own, whose errors and log lines are found by its id.
    read: (request, { viewer, trace }) => {
      const requestId = crypto.randomUUID();
      const read = withRequestId(requestId, () => options.reader.open(request, viewer));
      if (options.spans && !('document' in read)) tellRefusal(options.spans, trace, requestId, read);
      return read;
    },
    operate: (operation) => {
      const requestId = crypto.randomUUID();
      const span = options.spans?.begin(operation.peer.trace, requestId);
      const run = (): Promise<OperationAnswer> => operate(options, operation, requestId, span);
      if (!span) return withRequestId(requestId, run);
      return withRequestId(requestId, () => withinSpan(span, run)).finally(() => span.end());
    },
  });
}

async function operate(
  { deadlines, engine, apollo, counts, spans }: GatewaySocketOptions,
  { document, source, operationName, variables, peer: { viewer, origin } }: SocketOperation<SocketPeer>,
  requestId: string,
  span: TraceSpan | undefined,
): Promise<OperationAnswer> {
  const definition = getOperationAST(document, operationName);
  const kind = definition?.operation ?? 'none';
  const tell = (outcome: string): void => {
    if (span) spans?.tell(span, { transport: 'websocket', kind, name: definition?.name?.value, outcome });
  };
  if (kind === 'subscription') {
    const context = new RequestContext(viewer, requestId, undefined, origin, span);
    const opened = await engine.subscribe({ document, source, operationName, variables, context });
    const opening = 'take' in opened ? 'ok' : outcomeOf(opened.errors);
    counts.operation('websocket', kind, opening);
    tell(opening);
    return opened;
  }
  const startedAt = performance.now();
  const deadline = deadlines.begin();
  const contextValue = new RequestContext(viewer, requestId, deadline.end, origin, span);
  const { body } = await apollo
    .executeOperation({ query: source, operationName, variables: { ...variables } }, { contextValue })
    .finally(() => deadline.settle());
  const { errors } = body.kind === 'single' ? body.singleResult : body.initialResult;
  const outcome = outcomeOf(errors);
  counts.operation('websocket', kind, outcome, performance.now() - startedAt);
  tell(outcome);
  return body.kind === 'single' ? withJson(body.singleResult) : { data: null };
}

/** An operation that may not be executed has a span all the same, which tells why. */
function tellRefusal(
  spans: OperationSpans,
  trace: TraceParent | undefined,
  requestId: string,
  errors: readonly GraphQLError[],
): void {
  const span = spans.begin(trace, requestId);
  spans.tell(span, { transport: 'websocket', kind: 'none', name: undefined, outcome: outcomeOf(errors) });
  span.end();
}

/** Browsers cannot set headers of a socket, so its parameters may say whose span it belongs to. */
function traceOf({ traceparent, tracestate }: Readonly<Record<string, unknown>>): TraceParent | undefined {
  if (typeof traceparent !== 'string') return undefined;
  return { traceparent, tracestate: typeof tracestate === 'string' ? tracestate : undefined };
}

/** A result whose errors are formatted already, as graphql-ws sends results: it asks each error for its JSON. */
function withJson({ data, errors, extensions }: GraphQLSingleResult): ExecutionResult {
  const shown = errors?.map((error) => ({ toJSON: () => error }) as GraphQLError);
  return {
    ...(data === undefined ? {} : { data: data as Record<string, unknown> | null }),
    ...(shown && { errors: shown }),
    ...(extensions && { extensions }),
  };
}

type GraphQLSingleResult = Extract<
  Awaited<ReturnType<ApolloServer['executeOperation']>>['body'],
  { kind: 'single' }
>['singleResult'];
