import type { MetricFamily } from './family.js';
import type { SpanAttributes, SpanRole, TraceParent, TraceSpan } from './trace-span.js';

/** How a span begins that has none above it in this process. */
export interface SpanBeginning {
  readonly role: SpanRole;
  /** The span above it, in another process. What is not well formed counts as none. */
  readonly parent?: TraceParent | undefined;
  /** A span that led to this one, without waiting for it. */
  readonly cause?: string | undefined;
  readonly attributes?: SpanAttributes;
}

/** Makes the spans of a process that traces. */
export interface Tracing {
  begin(name: string, beginning: SpanBeginning): TraceSpan;
  /** Spans that were sent and dropped until now. */
  readonly spans: MetricFamily;
  /** Sends what waits, for two seconds at most. */
  stop(): Promise<void>;
}

/** The metric of spans, which a process that does not trace has as well, without a value. */
export function spanFamily(tracing: Tracing | undefined): MetricFamily {
  return {
    name: 'infragraph_trace_spans_total',
    help: 'Spans of traces, by what became of them: sent or dropped. None while nothing is traced.',
    type: 'counter',
    aggregator: 'sum',
    samples: () => tracing?.spans.samples() ?? [],
  };
}
