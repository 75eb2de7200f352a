import { getOperationAST } from 'graphql';
import type { Server } from 'node:http';
import type { ApolloServer } from '@apollo/server';
import type { ClientOrigin } from '../../subgraphs/kernel/identity/client-origin.js';
import type { Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import type { Log } from '../../subgraphs/kernel/log/log.js';
import { serveGraphqlSocket } from '../../subgraphs/kernel/server/graphql-socket.js';
import { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import { identifyRequest, type ViewerSource } from '../auth/bearer.js';
import type { SubscriptionEngine } from '../subscriptions/subscription-engine.js';
import { graphqlPath } from './graphql-route.js';
import { comesFromOwnPage } from './origin.js';
import type { OperationReader } from './read-operation.js';

/** Who is behind a socket. */
interface SocketPeer {
  readonly viewer: Viewer;
  readonly origin: ClientOrigin;
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
  readonly joinWithinMs: number;
}

/**
 * graphql-transport-ws on the GraphQL path: subscriptions through the engine, queries and mutations
 * through the same pipeline as HTTP. The token travels as the connection parameter `authorization`
 * ("Bearer …"), in the upgrade's own header, or as its session cookie.
 */
export function serveGatewaySocket(options: GatewaySocketOptions): () => Promise<void> {
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
      return { viewer, origin };
    },
    onceEnded: ({ viewer }, ended) => options.viewers.onceEnded(viewer, ended),
    read: (source) => options.reader.read(source),
    operate: async ({ document, source, operationName, variables, peer }) => {
      const context = new RequestContext(peer.viewer, undefined, undefined, peer.origin);
      if (getOperationAST(document, operationName)?.operation === 'subscription') {
        return options.engine.subscribe({ document, source, operationName, variables, context });
      }
      const { body } = await options.apollo.executeOperation(
        { query: source, operationName, variables: { ...variables } },
        { contextValue: context },
      );
      return body.kind === 'single' ? (body.singleResult as never) : { data: null };
    },
  });
}
