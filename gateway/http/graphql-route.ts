import { fastifyApolloHandler } from '@as-integrations/fastify';
import { HeaderMap, type ApolloServer } from '@apollo/server';
import type { FastifyInstance } from 'fastify';
import { Fault, faultOf } from '../../subgraphs/kernel/errors/fault.js';
import { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { LimitValues } from '../limits/config.js';
import { requestDeadline } from '../limits/request-deadline.js';
import { identifyRequest, type ViewerSource } from '../auth/bearer.js';
import type { EventStreams } from './event-stream-route.js';
import { cannotBeForged } from './preflight.js';

/** Path of GraphQL over HTTP and WebSocket. */
export const graphqlPath = '/graphql';

/** What GraphQL over HTTP is served with. */
export interface GraphqlRouteOptions {
  readonly apollo: ApolloServer<RequestContext>;
  readonly viewers: ViewerSource;
  readonly streams: EventStreams;
  readonly limits: LimitValues;
  /** Origins of pages that may send requests from elsewhere. */
  readonly allowedOrigins: readonly string[];
}

/** Serves GraphQL over HTTP, and over SSE to whom takes events. */
export async function registerGraphql(app: FastifyInstance, options: GraphqlRouteOptions): Promise<void> {
  const { apollo, viewers, streams, limits } = options;
  await app.register(async (scope) => {
    scope.setErrorHandler((error, request, reply) => {
      const { status, message } = httpFault(error);
      void reply
        .code(status)
        .send({ errors: [{ message, extensions: { code: 'BAD_USER_INPUT', requestId: request.id } }] });
    });
    const handler = fastifyApolloHandler(apollo, {
      context: async (request, reply) => {
        const { authorization, cookie } = request.headers;
        const viewer = await identifyRequest(viewers, authorization, cookie).catch(identityFault);
        const deadline = requestDeadline(limits.requestTimeout);
        reply.raw.on('close', () => {
          // Every answer closes in the end, and the error an abort makes is dear.
          if (reply.raw.writableFinished) deadline.settle();
          else deadline.abort();
        });
        const origin = { address: request.ip, userAgent: request.headers['user-agent'] ?? null };
        return new RequestContext(viewer, request.id, deadline.signal, origin);
      },
    });
    scope.route({
      method: ['GET', 'POST'],
      url: graphqlPath,
      handler: async function (request, reply) {
        if (await streams.answer(request, reply)) return reply;
        // Ahead of every way of answering but a stream, whose origin is checked in another way.
        if (!cannotBeForged(request.headers, options.allowedOrigins)) throw forgeable();
        return handler.call(this, request, reply);
      },
    });
    scope.route({
      method: ['PUT', 'PATCH', 'DELETE'],
      url: graphqlPath,
      handler: (_request, reply) => reply.code(405).header('allow', 'GET, POST').send(),
    });
  });
}

/** Why it cannot be told who asks: a token that is nobody's, or the database is away. Apollo Server alone would say 500. */
function identityFault(error: unknown): never {
  const fault = faultOf(error);
  if (!fault) throw error;
  const retry =
    fault.code === 'SUBGRAPH_UNAVAILABLE' ? { headers: new HeaderMap([['retry-after', '1']]) } : {};
  throw new Fault(fault.code, fault.message, {
    details: { http: { status: fault.status, ...retry } },
    cause: error,
  });
}

function forgeable(): Fault {
  return new Fault(
    'BAD_USER_INPUT',
    'A page of another origin could have sent this. Send application/json, or the header "graphql-require-preflight: 1".',
  );
}

/** A fault of the transport, before GraphQL was reached. */
function httpFault(error: unknown): { readonly status: number; readonly message: string } {
  if (error instanceof Fault) return { status: error.status, message: error.message };
  const status =
    error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
      ? error.statusCode
      : 500;
  const sentences: Readonly<Record<number, string>> = {
    400: 'The body is not valid JSON.',
    413: 'The body is larger than 1 MiB.',
    415: 'Send application/json.',
  };
  return { status, message: sentences[status] ?? 'The request could not be read.' };
}
