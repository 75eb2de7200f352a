import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { once } from 'node:events';
import type { IncomingMessage, ServerOptions } from 'node:http';
import { Server, type Socket } from 'node:net';
import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import { StartFailure } from '../errors/start-failure.js';
import { withRequestId, type Log } from '../log/log.js';

/** Largest GraphQL body in bytes. */
export const bodyLimit = 1024 * 1024;

/** How long a stop waits for idle connections before it closes them. */
const longestFarewellMs = 1000;

/** How long a request may take to come in, in ms; a slower one is told so and cut off. */
const readWithinMs = 15_000;

/** A certificate, with those that lead to its root, and its private key, in PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** Settings of one listener. */
export interface HttpServerOptions {
  readonly log: Log;
  /** Makes it speak TLS. */
  readonly tls?: KeyPair;
  /** Throws the reason while the process cannot serve; what it gives is shown beside "ready". Without it there are no health routes. */
  readonly ready?: () => Promise<Readonly<Record<string, unknown>> | void>;
  /** How long a request may take to come in, in ms. */
  readonly readWithinMs?: number;
  /** Takes a packet that is no HTTP; true when it has answered. */
  readonly onForeignPacket?: (packet: ForeignPacket, socket: Socket) => boolean;
  /** Answers a request whose path cannot be decoded, or has a part too long; true when it has. */
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
  const { log, readWithinMs: within = readWithinMs } = options;
  const app = fastify({
    bodyLimit,
    requestTimeout: within,
    ...transportOf(options.tls, within),
    requestIdHeader: false,
    genReqId: requestIdOf,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 2000 },
    frameworkErrors: (_error, request, rawReply) => {
      // Fastify types this reply after routes that do not exist yet.
      const reply = rawReply as unknown as FastifyReply;
      identify(request, reply);
      if (options.onBadUrl?.(request, reply)) return;
      void reply.code(400).send({ error: 'The path cannot be decoded.' });
    },
    clientErrorHandler: (error, socket) => {
      const bytes = Buffer.isBuffer(error.rawPacket) ? error.rawPacket : Buffer.alloc(0);
      if (options.onForeignPacket?.({ code: error.code, bytes }, socket)) return;
      if (socket.writable) socket.end(lastWord(error.code));
      else socket.destroy();
    },
  });
  app.addHook('onRequest', (request, reply, done) => {
    identify(request, reply);
    withRequestId(request.id, done);
  });
  app.addHook('preClose', () => letGo(app.server));
  app.addHook('onResponse', (request, reply, done) => {
    if (!log.isLevelEnabled('debug')) return done();
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

/** Plain HTTP or TLS. Node exchanges the two limits of time when that of the headers is the longer one. */
function transportOf(tls: KeyPair | undefined, within: number): { readonly http: ServerOptions } {
  const limits = { connectionsCheckingInterval: 1000, headersTimeout: within };
  // Fastify types a server of TLS apart; all that is used of it here is the same.
  return tls ? ({ https: { ...limits, ...tls, minVersion: 'TLSv1.2' } } as never) : { http: limits };
}

/**
 * Stops accepting and lets the open connections end by themselves: answers say "Connection: close" by
 * now, so a client that is about to ask again is answered once more instead of being reset.
 */
async function letGo(server: Server): Promise<void> {
  if (!server.listening) return;
  // Connections the system has accepted already reach us in the turn before this one ends.
  await setImmediate();
  const ended = once(server, 'close');
  Server.prototype.close.call(server);
  const late = new AbortController();
  await Promise.race([
    ended,
    delay(longestFarewellMs, undefined, { signal: late.signal }).catch(() => undefined),
  ]);
  late.abort();
}

/** Where a listener listens, and the option by which people choose another port. */
export interface ListenPlace {
  readonly host: string;
  readonly port: number;
  /** `port` unless given. */
  readonly option?: string;
}

/** Listens and returns the address. A StartFailure when the place is taken, not this machine's or forbidden. */
export async function listen(
  app: FastifyInstance,
  { host, port, option = 'port' }: ListenPlace,
): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    const remedies: Readonly<Record<string, string>> = {
      EADDRINUSE: `Port ${port} of ${host} is in use. Stop the process that has it, or choose another port with --${option}.`,
      EACCES: `Port ${port} of ${host} may not be taken by this user. Choose a port above 1023 with --${option}.`,
      EADDRNOTAVAIL: `${host} is not an address of this machine. Choose one that is with --host.`,
      ENOTFOUND: `The host name ${host} is not known. Choose an address of this machine with --host.`,
    };
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const remedy = remedies[code];
    throw remedy === undefined ? error : new StartFailure(remedy, { cause: error });
  }
}

/** Headers of every answer. */
function identify(request: FastifyRequest, reply: FastifyReply): void {
  void reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
}

/** What is said to who sends no request, by Node's code for that, before the connection is closed. */
export function lastWord(code: string | undefined): string {
  return `HTTP/1.1 ${statusOf(code)}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
}

function statusOf(code: string | undefined): string {
  if (code === 'HPE_HEADER_OVERFLOW') return '431 Request Header Fields Too Large';
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request';
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

/** The id of a request: its own if it has one that is fit, else a new one. */
export function requestIdOf({ headers }: { readonly headers: Readonly<IncomingMessage['headers']> }): string {
  return acceptedId(headers['x-request-id']) ?? crypto.randomUUID();
}

function acceptedId(given: string | string[] | undefined): string | undefined {
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : undefined;
}
