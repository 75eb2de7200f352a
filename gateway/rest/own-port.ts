import type { FastifyInstance } from 'fastify';
import { createHttpServer, type HttpServerOptions } from '../../subgraphs/kernel/server/http-server.js';
import { answerObstacle, answerUnknown, registerDialect, type FacadeOptions } from './facade.js';
import { answerBeforeBody } from './unknown-path.js';

/** What a dialect's own listener needs. */
export interface OwnPortOptions extends FacadeOptions {
  readonly onForeignPacket?: HttpServerOptions['onForeignPacket'];
}

/** A listener that serves one dialect alone: it owns every path, as its original did. */
export async function createOwnPort(options: OwnPortOptions): Promise<FastifyInstance> {
  const app = createHttpServer({
    log: options.log,
    ...(options.onForeignPacket ? { onForeignPacket: options.onForeignPacket } : {}),
    onBadUrl: (request, reply) => {
      answerObstacle(options, { kind: 'bad-url' }, request, reply);
      return true;
    },
  });
  await registerDialect(app, options);
  answerBeforeBody(app, (request, reply) => answerUnknown(options, request, reply));
  return app;
}
