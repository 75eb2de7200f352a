import type { FastifyInstance } from 'fastify';
import { isErrorCode } from '../../subgraphs/kernel/errors/error-table.js';
import { Counters, type Count } from '../../subgraphs/kernel/telemetry/counters.js';
import { Timings, type Timing } from '../../subgraphs/kernel/telemetry/timings.js';

/** How an operation came in. */
export type Transport = 'http' | 'websocket' | 'sse';

const refusals = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
]);

/** Where an operation on the hot path is counted. */
interface HotCells {
  readonly operations: Count;
  readonly operationTime: Timing;
  readonly requests: Count;
  readonly requestTime: Timing;
}

/** What was asked of a gateway and what came of it. No text of a client becomes a label. */
export class RequestCounts {
  readonly requests = new Counters(
    'infragraph_http_requests_total',
    'HTTP requests, by what they were for (graphql, a REST dialect, other), method and status.',
    ['surface', 'method', 'status'],
  );
  readonly requestSeconds = new Timings(
    'infragraph_http_request_seconds',
    'Time of HTTP requests, streams of events left out.',
    ['surface'],
  );
  readonly operations = new Counters(
    'infragraph_operations_total',
    'GraphQL operations of clients, by transport (http, websocket, sse), kind and outcome: ok, or the code of the first error. A subscription counts when it is opened.',
    ['transport', 'kind', 'outcome'],
  );
  readonly operationSeconds = new Timings(
    'infragraph_operation_seconds',
    'Time of queries and mutations of clients.',
    ['transport', 'kind'],
  );

  private readonly hotCells = new Map<string, HotCells>();

  /** Counts an operation that was answered on the hot path, and its request. */
  hot(kind: string, ms: number): void {
    let cells = this.hotCells.get(kind);
    if (!cells) {
      cells = {
        operations: this.operations.of('http', kind, 'ok'),
        operationTime: this.operationSeconds.of('http', kind),
        requests: this.requests.of('graphql', 'POST', '200'),
        requestTime: this.requestSeconds.of('graphql'),
      };
      this.hotCells.set(kind, cells);
    }
    cells.operations.value++;
    cells.operationTime.add(ms);
    cells.requests.value++;
    cells.requestTime.add(ms);
  }

  /** Counts an operation; without a duration it is one that goes on. */
  operation(transport: Transport, kind: string, outcome: string, ms?: number): void {
    this.operations.of(transport, kind, outcome).value++;
    if (ms !== undefined) this.operationSeconds.of(transport, kind).add(ms);
  }

  private request(surface: string, method: string, status: number, ms?: number): void {
    this.requests.of(surface, method, String(status)).value++;
    if (ms !== undefined) this.requestSeconds.of(surface).add(ms);
  }

  /** Counts what a listener answers; `surfaceOf` says what a path is for. */
  watch(app: FastifyInstance, surfaceOf: (path: string) => string): void {
    app.addHook('onResponse', (request, { raw, elapsedTime }, done) => {
      const type = raw.getHeader('content-type');
      const isStream = typeof type === 'string' && type.startsWith('text/event-stream');
      const surface = surfaceOf(request.url.split('?')[0] ?? '/');
      this.request(surface, request.method, raw.statusCode, isStream ? undefined : elapsedTime);
      done();
    });
  }
}

/** The outcome of these errors, one of few words: a subgraph of somebody else may give any code. */
export function outcomeOf(
  errors: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[] | undefined,
): string {
  const [first] = errors ?? [];
  if (!first) return 'ok';
  const code = first.extensions?.['code'];
  return typeof code === 'string' && (isErrorCode(code) || refusals.has(code)) ? code : 'OTHER';
}
