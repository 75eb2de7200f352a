import type { FastifyInstance } from 'fastify';
import { GraphQLError, parse, type ExecutionResult } from 'graphql';
import { isErrorCode } from '../errors/error-table.js';
import type { Log } from '../log/log.js';
import { SubgraphExecutor, type SubgraphRequest, type SubgraphResponse } from '../subgraph/executor.js';
import { mapped } from '../subgraph/iterators.js';
import { RequestContext } from '../subgraph/request-context.js';
import { RequestEnd } from '../subgraph/request-end.js';
import type { Subgraph } from '../subgraph/subgraph.js';
import type { ClientOrigin } from '../identity/client-origin.js';
import type { Viewer } from '../identity/viewer.js';
import { withRequestId } from '../log/log.js';
import { withinAnySpan, type TraceParent, type TraceSpan } from '../telemetry/trace-span.js';
import type { Tracing } from '../telemetry/tracing.js';
import { serveGraphqlSocket } from './graphql-socket.js';
import { createHttpServer } from './http-server.js';
import { spanOf, traceRequests } from './trace-requests.js';

/** Header that carries the signed hop; sockets carry it as the parameter `hop`. */
export const hopHeader = 'x-infragraph-hop';

/** Who the gateway says is asking. */
export interface HopPeer {
  readonly viewer: Viewer;
  readonly requestId: string;
  readonly origin: ClientOrigin;
}

/** Who is behind a socket of the gateway, and the span it is opened for. */
interface SocketPeer extends HopPeer {
  readonly trace: TraceParent | undefined;
}

/** What a subgraph's own server needs. */
export interface SubgraphServerOptions {
  readonly subgraph: Subgraph;
  readonly log: Log;
  /** Absent where nothing is traced. */
  readonly tracing?: Tracing | undefined;
  readonly ready: () => Promise<void>;
  /** Reads a signed hop; throws when it is missing, forged, expired or meant for another subgraph. */
  readonly verifyHop: (hop: string | undefined) => HopPeer;
}

/** A running subgraph server. */
export interface SubgraphServer {
  readonly app: FastifyInstance;
  close(): Promise<void>;
}

/** Serves one subgraph over HTTP and WebSocket to the gateway alone: every request needs a signed hop. */
export function createSubgraphServer(options: SubgraphServerOptions): SubgraphServer {
  const { subgraph, log, ready, verifyHop, tracing } = options;
  const executor = new SubgraphExecutor(subgraph.name, subgraph.graph, log);
  const app = createHttpServer({ log, ready });
  if (tracing) traceRequests(app, tracing, (path) => path === '/graphql');
  app.post('/graphql', async (request, reply) => {
    const peer = peerOf(() => verifyHop(text(request.headers[hopHeader])));
    if (!peer)
      return reply.code(401).send(refusal('UNAUTHENTICATED', 'A signed hop of the gateway is needed.'));
    const fetch = readFetch(request.body);
    if (!fetch) return reply.code(400).send(refusal('BAD_USER_INPUT', 'The body must be a GraphQL request.'));
    const gone = new RequestEnd();
    reply.raw.on('close', () => gone.end());
    const span = spanOf(request.raw);
    const context = new RequestContext(peer.viewer, peer.requestId, gone, peer.origin);
    const answer = await withRequestId(peer.requestId, () => executor.execute(fetch, context));
    if (span) tellAnswer(span, subgraph.name, answer);
    return answer;
  });
  const closeSocket = serveGraphqlSocket<SocketPeer>({
    server: app.server,
    path: '/graphql',
    log,
    allows: (request) => request.headers.origin === undefined,
    connect: ({ hop, traceparent, tracestate }) => {
      const peer = verifyHop(text(hop));
      const above = text(traceparent);
      const trace = above === undefined ? undefined : { traceparent: above, tracestate: text(tracestate) };
      return Promise.resolve({ ...peer, trace });
    },
    read: ({ query }) => {
      try {
        return { document: parse(query), source: query };
      } catch (error) {
        return [error instanceof GraphQLError ? error : new GraphQLError('The fetch could not be read.')];
      }
    },
    operate: async ({ source, variables, operationName, peer }) => {
      const context = (): RequestContext =>
        new RequestContext(peer.viewer, peer.requestId, undefined, peer.origin);
      const request = { query: source, variables, operationName };
      const span = tracing?.begin('subscribe', {
        role: 'server',
        parent: peer.trace,
        attributes: { 'infragraph.request_id': peer.requestId },
      });
      const opened = withinAnySpan(span, () => executor.subscribe(request, context));
      const answer = await opened.finally(() => span?.end());
      return Symbol.asyncIterator in answer ? mapped(answer, asResult) : asResult(answer);
    },
  });
  const close = async (): Promise<void> => {
    await closeSocket();
    await app.close();
  };
  return { app, close };
}

/** The library that speaks the protocol takes errors as objects of graphql-js alone. */
function asResult({ data, errors }: SubgraphResponse): ExecutionResult {
  const own = errors?.map(
    ({ message, path, extensions }) =>
      new GraphQLError(message, { path: path ?? null, extensions: extensions ?? {} }),
  );
  return { ...(data === undefined ? {} : { data }), ...(own ? { errors: own } : {}) };
}

function peerOf(verify: () => HopPeer): HopPeer | undefined {
  try {
    return verify();
  } catch {
    return undefined;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function tellAnswer(span: TraceSpan, subgraph: string, { errors = [] }: SubgraphResponse): void {
  span.set({ 'infragraph.subgraph': subgraph });
  const code = errors[0]?.extensions?.['code'];
  if (isErrorCode(code)) span.fail(code);
}

function readFetch(body: unknown): SubgraphRequest | undefined {
  if (typeof body !== 'object' || body === null || !('query' in body) || typeof body.query !== 'string')
    return undefined;
  const variables =
    'variables' in body && typeof body.variables === 'object' && body.variables !== null
      ? body.variables
      : {};
  const operationName =
    'operationName' in body && typeof body.operationName === 'string' ? body.operationName : undefined;
  return { query: body.query, variables: variables as Record<string, unknown>, operationName };
}

function refusal(code: string, message: string): SubgraphResponse {
  return { errors: [{ message, extensions: { code } }] };
}
