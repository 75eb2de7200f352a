import { GraphQLError, type DocumentNode, type ExecutionArgs, type ExecutionResult } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { ErrorCode } from '../errors/error-table.js';
import { codeOf } from '../errors/fault.js';
import type { Log } from '../log/log.js';
import { FrameWriter, WriteJoiner } from './frame-writer.js';
import { pushResults } from './push-results.js';
import type { PushedResults } from './pushed-results.js';

const largestFrame = 64 * 1024;
const initWaitMs = 3000;
const keepAliveMs = 12_000;
/** Operations a socket carries at once unless its owner says otherwise. */
const usualPerSocket = 100;

/** "Service restart" of the WebSocket close code registry: the client should connect again. */
const serviceRestart = 1012;

/** "Forbidden" of graphql-transport-ws: clients do not retry it with the same credential. */
const credentialEnded = 4403;

/** "Try again later": clients connect again, and continue where they have come to. */
const tryAgainLater = 1013;

/** Refusals that say nothing of the credential, and the reason their clients are told. */
const passing: ReadonlyMap<ErrorCode, string> = new Map([
  ['RATE_LIMITED', 'This user has too many sockets'],
  ['SUBGRAPH_UNAVAILABLE', 'Try again later'],
  ['SUBGRAPH_TIMEOUT', 'Try again later'],
  ['INTERNAL_SERVER_ERROR', 'Try again later'],
]);

/** An operation that came over a socket, read and validated. */
export interface SocketOperation<P> {
  readonly document: DocumentNode;
  /** Text of the document, for plan caches. */
  readonly source: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly peer: P;
}

/** An operation as the client sent it; the protocol has checked `query` alone, which may be empty. */
export interface SocketRequest {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
  /** Id of a document to be executed instead of a text. */
  readonly documentId: string | undefined;
}

/** A document that may be executed, with its text. */
export interface ReadDocument {
  readonly document: DocumentNode;
  readonly source: string;
}

/** What a GraphQL socket needs to know of its server. */
export interface GraphqlSocketOptions<P> {
  readonly server: Server;
  readonly path: string;
  readonly log: Log;
  /** Whether an upgrade may proceed, by its Origin; a request without one comes from no browser. */
  readonly allows: (request: IncomingMessage) => boolean;
  /** Operations of one socket at once; 100 unless given. */
  readonly mostPerSocket?: number;
  /** Identifies the peer when it connects; a throw refuses it with 4403, and with 1013 where its cause passes. */
  readonly connect: (parameters: Readonly<Record<string, unknown>>, request: IncomingMessage) => Promise<P>;
  /** Calls `ended` when the peer may no longer be served; returns the way to stop watching. */
  readonly onceEnded?: (peer: P, ended: () => void) => () => void;
  /** Reads and validates an operation; the errors are what the client sees. */
  readonly read: (request: SocketRequest, peer: P) => ReadDocument | readonly GraphQLError[];
  /** Runs it: a stream or pushed results for a subscription, one result for anything else. Must not throw. */
  readonly operate: (operation: SocketOperation<P>) => Promise<OperationAnswer>;
  /** How long a pushed result may wait for another of its socket, in ms; 0, which holds unless given, joins none. */
  readonly joinWithinMs?: number;
}

/** What an operation is answered with. */
export type OperationAnswer = AsyncIterableIterator<ExecutionResult> | PushedResults | ExecutionResult;

/** An operation and the way its results go. */
interface SocketCall<P> {
  readonly operation: SocketOperation<P>;
  readonly id: string;
  readonly writer: FrameWriter;
  readonly tryAgain: () => void;
}

/** Serves graphql-transport-ws on an HTTP server. Returns the way to close it, which tells every client to connect again. */
export function serveGraphqlSocket<P>(options: GraphqlSocketOptions<P>): () => Promise<void> {
  const { mostPerSocket = usualPerSocket } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestFrame, perMessageDeflate: false });
  const peers = new WeakMap<object, P>();
  const joiner = new WriteJoiner(options.joinWithinMs ?? 0);
  const writers = new WeakMap<object, FrameWriter>();
  const run = async (
    args: ExecutionArgs,
  ): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> => {
    const { operation, id, writer, tryAgain } = args.contextValue as SocketCall<P>;
    const answer = await options.operate(operation);
    return 'take' in answer ? pushResults(answer, id, writer, tryAgain) : answer;
  };
  const served = useServer<Record<string, unknown>>(
    {
      connectionInitWaitTimeout: initWaitMs,
      onConnect: async ({ connectionParams, extra }) => {
        try {
          const peer = await options.connect(connectionParams ?? {}, extra.request);
          peers.set(extra.socket, peer);
          const unwatch = options.onceEnded?.(peer, () =>
            extra.socket.close(credentialEnded, 'The credential is no longer valid'),
          );
          if (unwatch) extra.socket.once('close', unwatch);
          return true;
        } catch (err) {
          options.log.info({ err }, 'A socket was refused');
          const reason = passing.get(codeOf(err));
          if (reason !== undefined) extra.socket.close(tryAgainLater, reason);
          return false;
        }
      },
      onSubscribe: ({ extra, subscriptions }, id, payload) => {
        if (Object.keys(subscriptions).length > mostPerSocket) return [tooMany(mostPerSocket)];
        const { socket } = extra;
        const peer = peers.get(socket) as P;
        const request = requestOf(payload);
        const read = options.read(request, peer);
        if (!('document' in read)) return read;
        const { operationName, variables } = request;
        const operation: SocketOperation<P> = { ...read, operationName, variables, peer };
        const call: SocketCall<P> = {
          operation,
          id,
          writer: writers.get(socket) as FrameWriter,
          tryAgain: () => socket.close(tryAgainLater, 'Try again later'),
        };
        // The owner of the socket plans and runs the operation itself, so the schema is never looked at.
        return {
          schema: undefined as never,
          document: read.document,
          operationName: operation.operationName ?? null,
          contextValue: call,
        };
      },
      execute: run as never,
      subscribe: run as never,
    },
    sockets,
    keepAliveMs,
  );
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (request.url?.split('?')[0] !== options.path) return refuse(socket, '404 Not Found');
    if (!options.allows(request)) return refuse(socket, '403 Forbidden');
    sockets.handleUpgrade(request, socket, head, (client) => {
      writers.set(client, new FrameWriter(socket, () => client.readyState === client.OPEN, joiner));
      sockets.emit('connection', client, request);
    });
  };
  options.server.on('upgrade', upgrade);
  let closed = false;
  return async () => {
    if (closed) return;
    closed = true;
    options.server.off('upgrade', upgrade);
    for (const client of sockets.clients) client.close(serviceRestart, 'Service restart');
    await served.dispose();
  };
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function requestOf(payload: SubscribePayload): SocketRequest {
  const documentId = 'documentId' in payload ? payload.documentId : undefined;
  return {
    query: payload.query,
    operationName: payload.operationName ?? undefined,
    variables: payload.variables ?? {},
    extensions: payload.extensions ?? undefined,
    documentId: typeof documentId === 'string' ? documentId : undefined,
  };
}

function tooMany(mostPerSocket: number): GraphQLError {
  return new GraphQLError(`A socket carries at most ${mostPerSocket} operations at once.`, {
    extensions: { code: 'RATE_LIMITED' },
  });
}
