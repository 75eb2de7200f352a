import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { ApolloServer } from '@apollo/server';
import type { FastifyInstance } from 'fastify';
import { Fault } from '../../subgraphs/kernel/errors/fault.js';
import { spanOf } from '../../subgraphs/kernel/server/trace-requests.js';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { EventStreams } from './event-stream-route.js';
import type { HotPath } from './hot-path.js';
import { cannotBeForged } from './preflight.js';
import type { RequestContexts } from './request-contexts.js';

/** Path of GraphQL over HTTP and WebSocket. */
export const graphqlPath = '/graphql';

/** What GraphQL over HTTP is served with. */
export interface GraphqlRouteOptions {
  readonly apollo: ApolloServer<RequestContext>;
  readonly contexts: RequestContexts;
  readonly streams: EventStreams;
  readonly hotPath: HotPath;
  /** Origins of pages that may send requests from elsewhere. */
  readonly allowedOrigins: readonly string[];
}

/** Serves GraphQL over HTTP, and over SSE to whom takes events. */
export async function registerGraphql(app: FastifyInstance, options: GraphqlRouteOptions): Promise<void> {
  const { apollo, contexts, streams, hotPath } = options;
  await app.register(async (scope) => {
    scope.setErrorHandler((error, request, reply) => {
      const { status, message } = httpFault(error);
      spanOf(request.raw)?.fail('BAD_USER_INPUT');
      void reply
        .code(status)
        .send({ errors: [{ message, extensions: { code: 'BAD_USER_INPUT', requestId: request.id } }] });
    });
    const handler = fastifyApolloHandler(apollo, {
      context: (request, reply) => contexts.of(request, reply),
    });
    scope.route({
      method: ['GET', 'POST'],
      url: graphqlPath,
      handler: async function (request, reply) {
        if (await streams.answer(request, reply)) return reply;
        // Ahead of every way of answering but a stream, whose origin is checked in another way.
        if (!cannotBeForged(request.headers, options.allowedOrigins)) throw forgeable();
        const answer: unknown = await handler.call(this, request, reply);
        hotPath.learn(request, reply, answer);
        return answer;
      },
    });
    scope.route({
      method: ['PUT', 'PATCH', 'DELETE'],
      url: graphqlPath,
      handler: (_request, reply) => reply.code(405).header('allow', 'GET, POST').send(),
    });
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
