import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import {
  createHttpServer,
  type HttpServerOptions,
  type KeyPair,
} from '../../subgraphs/kernel/server/http-server.js';
import { traceRequests } from '../../subgraphs/kernel/server/trace-requests.js';
import type { Tracing } from '../../subgraphs/kernel/telemetry/tracing.js';
import { crossOriginOf } from './cross-origin.js';
import { answerObstacle, answerUnknown, registerDialect, type FacadeOptions } from './facade.js';
import { answerBeforeBody } from './unknown-path.js';

/** What a dialect's own listener needs. */
export interface OwnPortOptions extends FacadeOptions {
  /** Absent where nothing is traced. */
  readonly tracing?: Tracing | undefined;
  /** Origins of web pages that may use it from elsewhere (CORS). */
  readonly allowedOrigins?: readonly string[];
  readonly onForeignPacket?: HttpServerOptions['onForeignPacket'];
  /** Certificate and key; plain HTTP without. */
  readonly tls?: KeyPair;
}

/** A listener that serves one dialect alone: it owns every path, as its original did. */
export async function createOwnPort(options: OwnPortOptions): Promise<FastifyInstance> {
  const app = createHttpServer({
    log: options.log,
    ...(options.tls ? { tls: options.tls } : {}),
    ...(options.onForeignPacket ? { onForeignPacket: options.onForeignPacket } : {}),
    onBadUrl: (request, reply) => {
      answerObstacle(options, { kind: 'bad-url' }, request, reply);
      return true;
    },
  });
  const { allowedOrigins = [], tracing } = options;
  if (tracing) traceRequests(app, tracing, () => true);
  if (allowedOrigins.length > 0)
    await app.register(
      cors,
      crossOriginOf(options.dialect, allowedOrigins, {
        methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
        strictPreflight: false,
        optionsSuccessStatus: 200,
      }),
    );
  await registerDialect(app, options);
  answerBeforeBody(app, (request, reply) => answerUnknown(options, request, reply));
  return app;
}
