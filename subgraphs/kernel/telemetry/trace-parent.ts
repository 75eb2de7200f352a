import { createTraceState, isSpanContextValid, type SpanContext } from '@opentelemetry/api';
import type { TraceParent } from './trace-span.js';

const form = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;
/** Longer ones may be left away (W3C Trace Context, 3.3.1.5), and are not worth sending on. */
const longestState = 512;

/**
 * Reads what somebody else says of their span (W3C Trace Context, level 1). Undefined where it is not well formed: a
 * trace then begins here.
 */
export function readTraceParent({ traceparent, tracestate }: TraceParent): SpanContext | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] = form.exec(traceparent.trim()) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  if (!isSpanContextValid(context)) return undefined;
  const hasState = tracestate !== undefined && tracestate !== '' && tracestate.length <= longestState;
  return hasState ? { ...context, traceState: createTraceState(tracestate) } : context;
}

/** Writes it down for others. */
export function writeTraceParent({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceParent {
  const traceparent = `00-${traceId}-${spanId}-${(traceFlags & 1).toString(16).padStart(2, '0')}`;
  const tracestate = traceState?.serialize();
  return tracestate ? { traceparent, tracestate } : { traceparent };
}
