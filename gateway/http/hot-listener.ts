import type { FastifyInstance } from 'fastify';
import type { ExecutionResult } from 'graphql';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { withRequestId, type Log } from '../../subgraphs/kernel/log/log.js';
import { requestIdOf } from '../../subgraphs/kernel/server/http-server.js';
import { beginRequest, endRequest } from '../../subgraphs/kernel/server/trace-requests.js';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import { withinSpan, type TraceSpan } from '../../subgraphs/kernel/telemetry/trace-span.js';
import type { AnswerText } from '../federation/federation.js';
import type { HotOutcome, HotPath } from './hot-path.js';
import type { OperationRequest } from './operation-request.js';
import type { OperationSpans } from './operation-spans.js';
import type { PriorOutcomes } from './prior-outcomes.js';
import type { RequestCounts } from './request-counts.js';
import type { Caller, RequestContexts } from './request-contexts.js';

/** Larger bodies are left to Fastify. */
const mostBytes = 64 * 1024;
/** Names that Fastify's reader of JSON refuses. */
const refusedNames = /"(?:__proto__|constructor)"|\\u/;

/** What the listener works with. */
export interface HotListenerOptions {
  readonly path: string;
  readonly hotPath: HotPath;
  readonly contexts: RequestContexts;
  /** Where Apollo Server's executor finds what was executed here. */
  readonly outcomes: PriorOutcomes;
  readonly counts: RequestCounts;
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
      if (this.mayTake(request)) this.read(request, response, goOn);
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
      headers['content-type'] === 'application/json' &&
      length > 0 &&
      length <= mostBytes &&
      headers.expect === undefined &&
      this.options.hotPath.headersFor(headers) !== undefined &&
      // What is answered here has no line of its own in the log.
      !this.options.log.isLevelEnabled('debug')
    );
  }

  private read(request: IncomingMessage, response: ServerResponse, goOn: () => void): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [first, ...more] = chunks;
      const body = first && more.length === 0 ? first : Buffer.concat(chunks);
      const operation = this.operationOf(body);
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
          (isAnswered) => {
            if (isAnswered) return;
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

  private operationOf(body: Buffer): OperationRequest | undefined {
    const text = body.toString();
    if (refusedNames.test(text)) return undefined;
    try {
      return this.options.hotPath.operationOf(JSON.parse(text));
    } catch {
      // Fastify tells what is wrong with it.
      return undefined;
    }
  }

  private async answer(
    operation: OperationRequest,
    caller: Caller,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<boolean> {
    const { contexts, outcomes, hotPath, counts } = this.options;
    const startedAt = performance.now();
    const { headers, id, span } = caller;
    const opening = contexts.open(caller, response);
    const context = await opening.catch(() => undefined);
    const executed = context && (await this.execute(operation, context));
    const head = hotPath.headersFor(headers);
    if (executed && 'outcome' in executed && 'text' in executed.outcome && head) {
      hotPath.answered++;
      write(response, executed.outcome, id, head);
      counts.hot(executed.kind, performance.now() - startedAt);
      if (span) this.tell(span, executed, request);
      return true;
    }
    contexts.keep(request, opening);
    if (context && executed) outcomes.keep(context, resultOf(executed));
    return false;
  }

  private tell(span: TraceSpan, { kind, name }: HotOutcome, request: IncomingMessage): void {
    const { spans, path } = this.options;
    spans?.tell(span, { transport: 'http', kind, name, outcome: 'ok' });
    span.set({ 'http.route': path, 'infragraph.hot_path': true });
    endRequest(request, 200);
  }

  private async execute(
    operation: OperationRequest,
    context: RequestContext,
  ): Promise<HotOutcome | { readonly failure: unknown } | undefined> {
    try {
      return await this.options.hotPath.execute(operation, context);
    } catch (failure) {
      return { failure };
    }
  }
}

/** The outcome as an executor has it. */
async function resultOf(executed: HotOutcome | { readonly failure: unknown }): Promise<ExecutionResult> {
  if ('failure' in executed) throw executed.failure;
  const { outcome } = executed;
  return 'text' in outcome ? (JSON.parse(outcome.text) as ExecutionResult) : outcome;
}

function write(response: ServerResponse, { text, isAscii }: AnswerText, id: string, head: object): void {
  // Apollo Server ends its answers with a newline.
  const body = `${text}\n`;
  const length = isAscii ? body.length : Buffer.byteLength(body);
  response.writeHead(200, { 'x-request-id': id, ...head, 'content-length': length });
  // ASCII is the same in both, and copied at once in the one.
  response.end(body, length === body.length ? 'latin1' : 'utf8');
}
