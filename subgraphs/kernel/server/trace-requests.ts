import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { withinSpan, type TraceParent, type TraceSpan } from '../telemetry/trace-span.js';
import type { Tracing } from '../telemetry/tracing.js';

const spans = new WeakMap<IncomingMessage, TraceSpan>();

/** The span of a request; undefined where it is not traced. */
export function spanOf(request: IncomingMessage): TraceSpan | undefined {
  return spans.get(request);
}

/** Begins the span of a request, below that of its caller if it tells of one. */
export function beginRequest(tracing: Tracing, request: IncomingMessage, requestId: string): TraceSpan {
  const { method = 'GET', headers } = request;
  const span = tracing.begin(method, {
    role: 'server',
    parent: traceParentOf(headers),
    attributes: { 'http.request.method': method, 'infragraph.request_id': requestId },
  });
  spans.set(request, span);
  return span;
}

/**
 * Traces what a listener answers where `isTraced` says so of the path. Names are the method and the pattern of the route:
 * paths and queries may name things and hold secrets, so they are told nowhere. A stream of events ends its span when it
 * begins to flow, all else when the answer has gone out or its caller has.
 */
export function traceRequests(
  app: FastifyInstance,
  tracing: Tracing,
  isTraced: (path: string) => boolean,
): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (!isTraced(request.url.split('?')[0] ?? '/')) return done();
    const { raw } = request;
    const span = spanOf(raw) ?? beginRequest(tracing, raw, request.id);
    nameByRoute(request, span);
    reply.raw.once('close', () => endRequest(raw, reply.raw.headersSent ? reply.raw.statusCode : undefined));
    withinSpan(span, done);
  });
  app.addHook('onSend', (request, reply, _payload, done) => {
    const type = reply.getHeader('content-type');
    if (typeof type === 'string' && type.startsWith('text/event-stream'))
      endRequest(request.raw, reply.statusCode);
    done();
  });
}

function nameByRoute({ method, routeOptions }: FastifyRequest, span: TraceSpan): void {
  const { url: route } = routeOptions;
  if (route === undefined) return;
  span.rename(`${method} ${route}`);
  span.set({ 'http.route': route });
}

/** Ends the span of a request that was answered with this status, or not at all because its caller has gone. */
export function endRequest(request: IncomingMessage, status: number | undefined): void {
  const span = spans.get(request);
  if (!span) return;
  if (status === undefined) span.set({ 'infragraph.aborted': true });
  else span.set({ 'http.response.status_code': status });
  if (status !== undefined && status >= 400) span.fail(String(status), status >= 500);
  span.end();
}

/** Who calls, as W3C Trace Context says; undefined where nothing is said. */
export function traceParentOf(headers: IncomingHttpHeaders): TraceParent | undefined {
  const { traceparent, tracestate } = headers;
  if (typeof traceparent !== 'string') return undefined;
  return { traceparent, tracestate: Array.isArray(tracestate) ? tracestate.join() : tracestate };
}
