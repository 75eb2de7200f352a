import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import { withRequestId, type Log } from '../log/log.js';

/** Largest GraphQL body in bytes. */
export const bodyLimit = 1024 * 1024;

/** Settings of one listener. */
export interface HttpServerOptions {
  readonly log: Log;
  /** Throws the reason while the process cannot serve; what it gives is shown beside "ready". Without it there are no health routes. */
  readonly ready?: () => Promise<Readonly<Record<string, unknown>> | void>;
  /** Takes a packet that is no HTTP; true when it has answered. */
  readonly onForeignPacket?: (packet: ForeignPacket, socket: Socket) => boolean;
  /** Answers a request whose path cannot be decoded; true when it has. */
  readonly onBadUrl?: (request: FastifyRequest, reply: FastifyReply) => boolean;
}

/** What Node reports of bytes its HTTP parser refused. */
export interface ForeignPacket {
  /** Such as `HPE_INVALID_METHOD`. */
  readonly code: string | undefined;
  readonly bytes: Buffer;
}

/** A Fastify instance with what every listener shares: request ids, safe headers, health, clear errors. */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const { log } = options;
  const app = fastify({
    bodyLimit,
    requestIdHeader: false,
    genReqId: (request) => acceptedId(request.headers['x-request-id']) ?? crypto.randomUUID(),
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { maxParamLength: 2000 },
    frameworkErrors: (error, request, rawReply) => {
      // Fastify types this reply after routes that do not exist yet.
      const reply = rawReply as unknown as FastifyReply;
      if (error.code === 'FST_ERR_BAD_URL' && options.onBadUrl?.(request, reply)) return;
      void reply.code(400).send({ error: 'The path cannot be decoded.' });
    },
    clientErrorHandler: (error, socket) => {
      const bytes = Buffer.isBuffer(error.rawPacket) ? error.rawPacket : Buffer.alloc(0);
      if (options.onForeignPacket?.({ code: error.code, bytes }, socket)) return;
      const status =
        error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
      if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      else socket.destroy();
    },
  });
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    withRequestId(request.id, done);
  });
  app.addHook('onResponse', (request, reply, done) => {
    log.debug(
      {
        method: request.method,
        path: request.url.split('?')[0],
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'Answered',
    );
    done();
  });
  if (options.ready) addHealth(app, log, options.ready);
  return app;
}

function addHealth(app: FastifyInstance, log: Log, ready: NonNullable<HttpServerOptions['ready']>): void {
  app.get('/health/live', () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    try {
      return { status: 'ready', ...(await ready()) };
    } catch (err) {
      log.warn({ err }, 'Not ready');
      return reply.code(503).header('retry-after', '1').send({ status: 'not ready' });
    }
  });
}

function acceptedId(given: string | string[] | undefined): string | undefined {
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : undefined;
}
