import cors from '@fastify/cors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Log } from '../subgraphs/kernel/log/log.js';
import { createHttpServer, type HttpServerOptions } from '../subgraphs/kernel/server/http-server.js';
import { traceRequests } from '../subgraphs/kernel/server/trace-requests.js';
import type { MetricFamily } from '../subgraphs/kernel/telemetry/family.js';
import type { Tracing } from '../subgraphs/kernel/telemetry/tracing.js';
import type { ViewerSource } from './auth/bearer.js';
import type { LiveFederation } from './federation/live-federation.js';
import type { SubgraphLink } from './federation/subgraph-link.js';
import { createApollo, operationExecutor } from './http/apollo.js';
import { EventStreams } from './http/event-stream-route.js';
import { graphqlPath, registerGraphql } from './http/graphql-route.js';
import { serveGatewaySocket } from './http/graphql-socket.js';
import { HotAnswers } from './http/hot-answers.js';
import { HotConnections } from './http/hot-connections.js';
import { HotListener } from './http/hot-listener.js';
import { HotPath } from './http/hot-path.js';
import { gatewayFamilies } from './http/gateway-families.js';
import { OperationSpans } from './http/operation-spans.js';
import { PriorOutcomes } from './http/prior-outcomes.js';
import { PublicErrors } from './http/public-errors.js';
import { OperationReader } from './http/read-operation.js';
import { RequestCounts } from './http/request-counts.js';
import { RequestContexts } from './http/request-contexts.js';
import type { LimitValues } from './limits/config.js';
import { readCostDirectives, type CostDirectives } from './limits/cost-directives.js';
import { PersistedQueries } from './limits/documents/persisted-queries.js';
import { RequestedDocuments } from './limits/documents/requested-documents.js';
import { ConnectionCount } from './limits/connection-count.js';
import type { SchemaReaders } from './limits/introspection.js';
import { OperationLimits } from './limits/operation-limits.js';
import { RequestDeadlines } from './limits/request-deadline.js';
import { crossOriginOf } from './rest/cross-origin.js';
import { RowExecutor } from './rest/execute-row.js';
import { answerObstacle, answerUnknown, registerDialect } from './rest/facade.js';
import type { Dialect } from './rest/route.js';
import { answerBeforeBody } from './rest/unknown-path.js';
import { operationSubscriber } from './subscriptions/operation-subscriber.js';
import { SubscriptionEngine } from './subscriptions/subscription-engine.js';

/** What a gateway is made of. */
export interface GatewayOptions {
  readonly federation: LiveFederation;
  readonly viewers: ViewerSource;
  readonly log: Log;
  /** Absent where nothing is traced. */
  readonly tracing?: Tracing | undefined;
  /** Who may read the schema: everybody, nobody, or who has a role. */
  readonly introspection: SchemaReaders;
  /** What one operation may be; the defaults unless given. */
  readonly limits?: Partial<LimitValues>;
  /** The documents requests may name; those clients send with their hashes unless given. */
  readonly documents?: RequestedDocuments;
  readonly allowedOrigins: readonly string[];
  /** In the order in which they are asked whether they own an unknown path. */
  readonly dialects: readonly Dialect[];
  readonly ready: () => Promise<void>;
  /** Number of the process among those behind one listener, shown by its health. */
  readonly worker?: number | undefined;
  /** How long an event may wait for another of its socket, in ms; none unless given. */
  readonly joinWithinMs?: number;
  readonly onForeignPacket?: (app: () => FastifyInstance) => HttpServerOptions['onForeignPacket'];
  /** Adds pages for people. */
  readonly pages?: (app: FastifyInstance, federation: LiveFederation) => void;
}

/** A gateway before it listens. */
export interface Gateway {
  readonly app: FastifyInstance;
  readonly federation: LiveFederation;
  readonly rows: RowExecutor;
  readonly hotPath: HotPath;
  readonly subscriptions: SubscriptionEngine;
  /** Reads operations by the rules of sockets and event streams. */
  readonly reader: OperationReader;
  /** What was asked of it, over this listener and those that count here too. */
  readonly counts: RequestCounts;
  /** Its metrics. */
  readonly families: readonly MetricFamily[];
  close(): Promise<void>;
}

/** Builds the gateway: GraphQL over HTTP, SSE and WebSocket, the REST dialects, health and pages on one listener. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { log, federation, viewers, dialects, tracing } = options;
  const errors = new PublicErrors(log);
  const costs = costsOf(federation);
  const limits = new OperationLimits({
    values: options.limits ?? {},
    schemaReaders: options.introspection,
    costs,
  });
  const { values } = limits;
  const documents =
    options.documents ?? new RequestedDocuments('off', new PersistedQueries(values.persistedQueries));
  const outcomes = new PriorOutcomes();
  const counts = new RequestCounts();
  const spans = tracing && new OperationSpans(tracing);
  const apollo = createApollo({ federation, errors, log, limits, documents, outcomes, counts, spans });
  await apollo.start();
  const ready = async (): Promise<Readonly<Record<string, unknown>>> => {
    await options.ready();
    const { worker } = options;
    return {
      ...(worker !== undefined && { worker }),
      subgraphs: await states([...federation.current.links.values()]),
    };
  };
  const ownerOf = (url: string): Dialect | undefined =>
    dialects.find((dialect) => dialect.owns(url.split('?')[0] ?? '/'));
  const onBadUrl = (request: FastifyRequest, reply: FastifyReply): boolean => {
    const dialect = ownerOf(request.url);
    if (dialect) answerObstacle({ dialect, executor: rows, log }, { kind: 'bad-url' }, request, reply);
    return dialect !== undefined;
  };
  const app: FastifyInstance = createHttpServer({ log, ready, onBadUrl, ...foreign(options, () => app) });
  counts.watch(app, (path) => (path === graphqlPath ? 'graphql' : (ownerOf(path)?.name ?? 'other')));
  if (tracing) traceRequests(app, tracing, (path) => path === graphqlPath || ownerOf(path) !== undefined);
  const reader = new OperationReader({ apiSchema: () => federation.current.apiSchema, limits, documents });
  const engine = new SubscriptionEngine(federation, errors, reader, log);
  const rows = new RowExecutor(
    operationExecutor(apollo, federation, errors),
    operationSubscriber(engine, viewers),
  );
  if (options.allowedOrigins.length > 0)
    await app.register(cors, {
      delegator: (request, decide) =>
        decide(
          null,
          crossOriginOf(ownerOf(request.url), options.allowedOrigins, { exposedHeaders: ['x-request-id'] }),
        ),
    });
  const { allowedOrigins } = options;
  const connections = new ConnectionCount(values.socketsPerUser);
  const deadlines = new RequestDeadlines(values.requestTimeout);
  const within = { limits: values, deadlines, connections };
  const asked = { viewers, reader, engine, apollo, allowedOrigins, counts, spans, ...within };
  const streams = new EventStreams(asked);
  const contexts = new RequestContexts(viewers, deadlines);
  const hotPath = new HotPath({ live: federation, reader });
  const answers = new HotAnswers({ hotPath, contexts, outcomes, counts, log });
  // The span of a request is that of Node's own object for it.
  const early = spans ? undefined : new HotConnections(app, { path: graphqlPath, answers, log });
  new HotListener(app, { path: graphqlPath, answers, connections: early, spans, log });
  await registerGraphql(app, { apollo, contexts, streams, hotPath, allowedOrigins });
  for (const dialect of dialects)
    await registerDialect(app, { dialect: withOwnRows(dialect), executor: rows, log });
  options.pages?.(app, federation);
  answerBeforeBody(app, (request, reply) => {
    const dialect = ownerOf(request.url);
    if (dialect) return answerUnknown({ dialect, executor: rows, log }, request, reply);
    return reply
      .code(404)
      .send({ error: 'Not found', path: '/graphql, /health/ready and the REST dialects are served here.' });
  });
  const joinWithinMs = options.joinWithinMs ?? 0;
  const closeSocket = serveGatewaySocket({ ...asked, server: app.server, log, joinWithinMs });
  const close = async (): Promise<void> => {
    streams.close();
    await closeSocket();
    engine.close();
    await app.close();
    await apollo.stop();
    await Promise.all([federation.close(), ...dialects.map((dialect) => dialect.close?.())]);
  };
  const families = gatewayFamilies({ counts, federation, hotPath, engine });
  return { app, federation, rows, hotPath, subscriptions: engine, reader, counts, families, close };
}

/** What supergraphs say of costs, read once for each. */
function costsOf(live: LiveFederation): (schema: GraphQLSchema) => CostDirectives {
  const known = new WeakMap<GraphQLSchema, CostDirectives>();
  return (schema) => {
    const before = known.get(schema);
    if (before) return before;
    const { federation, release } = live.take(schema);
    release();
    const directives = readCostDirectives(federation.supergraph.document);
    known.set(schema, directives);
    return directives;
  };
}

/** Here all dialects live together, so a row outside a dialect's own paths, such as `/`, is left to its own port. */
function withOwnRows(dialect: Dialect): Dialect {
  return { ...dialect, rows: dialect.rows.filter(({ path }) => dialect.owns(path)) };
}

/** A subgraph that is down costs its own part of the answers, so the gateway stays ready and says which it is. */
async function states(links: readonly SubgraphLink[]): Promise<Record<string, 'up' | 'down'>> {
  const all = links.map(
    async (link) =>
      [
        link.name,
        await link.check().then(
          () => 'up' as const,
          () => 'down' as const,
        ),
      ] as const,
  );
  return Object.fromEntries(await Promise.all(all));
}

function foreign(
  options: GatewayOptions,
  app: () => FastifyInstance,
): { onForeignPacket?: NonNullable<HttpServerOptions['onForeignPacket']> } {
  const handler = options.onForeignPacket?.(app);
  return handler ? { onForeignPacket: handler } : {};
}
