import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { withRequestId, type Log } from '../../subgraphs/kernel/log/log.js';
import { requestIdOf } from '../../subgraphs/kernel/server/http-server.js';
import { beginRequest, endRequest } from '../../subgraphs/kernel/server/trace-requests.js';
import { withinSpan, type TraceSpan } from '../../subgraphs/kernel/telemetry/trace-span.js';
import { mostHotBytes, type DoneBefore, type HotAnswer, type HotAnswers } from './hot-answers.js';
import type { HandedOver, HotConnections } from './hot-connections.js';
import type { OperationRequest } from './operation-request.js';
import type { OperationSpans } from './operation-spans.js';
import { endOf, type Caller } from './request-contexts.js';

/** What the listener works with. */
export interface HotListenerOptions {
  readonly path: string;
  readonly answers: HotAnswers;
  /** Absent where no connection is read before Node reads it. */
  readonly connections?: HotConnections | undefined;
  /** Absent where nothing is traced. */
  readonly spans?: OperationSpans | undefined;
  readonly log: Log;
}

/**
 * Takes requests of GraphQL before Fastify does, where the hot path can answer them. All others, and those for which it
 * turns out that it cannot, go on to Fastify with what is known by then: the body that was read, the context, and the
 * outcome of what was executed. So each has one answer, from whichever side, and nothing is done twice.
 */
export class HotListener {
  private readonly bodies = new WeakMap<IncomingMessage, Buffer>();

  constructor(
    private readonly app: FastifyInstance,
    private readonly options: HotListenerOptions,
  ) {
    const [fastifys] = app.server.listeners('request') as RequestListener[];
    if (!fastifys) throw new Error('Fastify listens to no requests.');
    app.server.removeAllListeners('request');
    app.server.on('request', (request, response) => {
      const goOn = (): void => fastifys(request, response);
      const handed = this.options.connections?.takeHanded(request.socket);
      if (handed) takeOver(handed, request, response);
      if (!handed && this.mayTake(request)) this.read(request, response, goOn);
      else goOn();
    });
    app.addHook('preParsing', (request, _reply, payload, done) => {
      const body = this.bodies.get(request.raw);
      done(null, body ? Readable.from([body], { objectMode: false }) : payload);
    });
  }

  private mayTake({ method, url, headers }: IncomingMessage): boolean {
    if (method !== 'POST' || url !== this.options.path || !this.app.server.listening) return false;
    const length = Number(headers['content-length'] ?? 'none');
    return (
      length > 0 &&
      length <= mostHotBytes &&
      headers.expect === undefined &&
      this.options.answers.mayTake(headers)
    );
  }

  private read(request: IncomingMessage, response: ServerResponse, goOn: () => void): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [first, ...more] = chunks;
      const body = first && more.length === 0 ? first : Buffer.concat(chunks);
      const operation = this.options.answers.operationOf(body.toString());
      if (!operation) {
        this.bodies.set(request, body);
        return goOn();
      }
      const id = requestIdOf(request);
      const { spans } = this.options;
      const span = spans && beginRequest(spans.tracing, request, id);
      const { headers, socket } = request;
      const caller = { headers, id, ip: socket.remoteAddress ?? '', span };
      const begin = (): void => {
        this.answer(operation, caller, request, response).then(
          (done) => {
            if (done === undefined) return;
            done.keepFor(request);
            this.bodies.set(request, body);
            request.headers['x-request-id'] = id;
            goOn();
          },
          (err: unknown) => {
            this.options.log.error({ err }, 'An answer could not be written');
            response.destroy();
            endRequest(request, undefined);
          },
        );
      };
      withRequestId(id, span ? () => withinSpan(span, begin) : begin);
    });
  }

  /** Writes the answer; gives what was done for it where there is none to write. */
  private async answer(
    operation: OperationRequest,
    caller: Caller,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<DoneBefore | undefined> {
    const done = await this.options.answers.execute(operation, caller, endOf(response));
    if (!done.answer) return done;
    write(response, done, caller.id);
    if (caller.span) this.tell(caller.span, done, request);
    return undefined;
  }

  private tell(span: TraceSpan, { executed: { kind, name } }: HotAnswer, request: IncomingMessage): void {
    const { spans, path } = this.options;
    spans?.tell(span, { transport: 'http', kind, name, outcome: 'ok' });
    span.set({ 'http.route': path, 'infragraph.hot_path': true });
    endRequest(request, 200);
  }
}

/** Goes on with a request whose operation was executed before Node read it. */
function takeOver(
  { done, id, connection }: HandedOver,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  endOf(response).onEnd((isWritten) => connection.end(isWritten));
  done.keepFor(request);
  request.headers['x-request-id'] = id;
}

function write(response: ServerResponse, { answer: { text, isAscii }, head }: HotAnswer, id: string): void {
  // Apollo Server ends its answers with a newline.
  const body = `${text}\n`;
  const length = isAscii ? body.length : Buffer.byteLength(body);
  response.writeHead(200, { 'x-request-id': id, ...head, 'content-length': length });
  // ASCII is the same in both, and copied at once in the one.
  response.end(body, length === body.length ? 'latin1' : 'utf8');
}
