import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Span,
  type SpanContext,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type Sampler,
} from '@opentelemetry/sdk-trace';
import type { Log } from '../log/log.js';
import { SpanQueue } from './span-queue.js';
import { readTraceParent, writeTraceParent } from './trace-parent.js';
import {
  isOurFailure,
  type SpanAttributes,
  type SpanRole,
  type TraceParent,
  type TraceSpan,
} from './trace-span.js';
import type { SpanBeginning, Tracing } from './tracing.js';
import type { Sampling, TracingSettings } from './tracing-settings.js';

const flushWithinMs = 2000;
const exportWithinMs = 10_000;
/** What is noted below one span: an attempt at a task may run for hours and send statements all the time. */
const mostNotes = 100;

const kinds: Readonly<Record<SpanRole, SpanKind>> = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  internal: SpanKind.INTERNAL,
  consumer: SpanKind.CONSUMER,
};

/** The process that traces, as a collector shows it. */
export interface TracedProcess {
  readonly serviceName: string;
  readonly version: string;
  /** Number of the process among those behind one listener. */
  readonly worker: number | undefined;
}

/**
 * Traces by the SDK of OpenTelemetry, sent as JSON over HTTP. Loaded only where traces are wanted. Nothing of it is
 * registered for the whole process: libraries that would trace by themselves stay silent, so that only what is named
 * here is told.
 */
export class OtlpTracing implements Tracing {
  private readonly queue: SpanQueue;
  private readonly tracer: Tracer;

  constructor(settings: TracingSettings, process: TracedProcess, log: Log) {
    const { url, headers, sampling } = settings;
    const exporter = new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis: exportWithinMs });
    this.queue = new SpanQueue(exporter, log);
    const provider = new TracerProvider({
      resource: defaultResource().merge(
        resourceFromAttributes({
          'service.name': process.serviceName,
          'service.version': process.version,
          'service.instance.id': crypto.randomUUID(),
          ...(process.worker !== undefined && { 'infragraph.worker': process.worker }),
        }),
      ),
      sampler: samplerOf(sampling),
      spanProcessors: [this.queue],
    });
    this.tracer = provider.getTracer('infragraph', process.version);
  }

  get spans(): SpanQueue['counts'] {
    return this.queue.counts;
  }

  begin(name: string, { role, parent, cause, attributes = {} }: SpanBeginning): TraceSpan {
    const above = parent && readTraceParent(parent);
    const led = cause === undefined ? undefined : readTraceParent({ traceparent: cause });
    const context = above ? trace.setSpanContext(ROOT_CONTEXT, above) : ROOT_CONTEXT;
    const options = { kind: kinds[role], attributes: told(attributes), links: led ? [{ context: led }] : [] };
    return new OtlpSpan(this.tracer, this.tracer.startSpan(name, options, context));
  }

  async stop(): Promise<void> {
    await this.queue.close(flushWithinMs);
  }
}

class OtlpSpan implements TraceSpan {
  private readonly context: SpanContext;
  private written: TraceParent | undefined;
  private hasFailed = false;
  private notes = 0;

  constructor(
    private readonly tracer: Tracer,
    private readonly span: Span,
  ) {
    this.context = span.spanContext();
  }

  get traceId(): string {
    return this.context.traceId;
  }

  get spanId(): string {
    return this.context.spanId;
  }

  get parent(): TraceParent {
    return (this.written ??= writeTraceParent(this.context));
  }

  child(name: string, role: SpanRole, attributes: SpanAttributes = {}): TraceSpan {
    if (!this.isRecorded) return this;
    return new OtlpSpan(this.tracer, this.begin(name, role, attributes));
  }

  note(name: string, role: SpanRole, attributes: SpanAttributes, ms: number): void {
    if (!this.isRecorded || this.notes >= mostNotes) return;
    this.notes++;
    this.begin(name, role, attributes, Date.now() - ms).end();
  }

  rename(name: string): void {
    if (this.span.isRecording()) this.span.updateName(name);
  }

  set(attributes: SpanAttributes): void {
    if (this.span.isRecording()) this.span.setAttributes(told(attributes));
  }

  fail(code: string, isOurs = isOurFailure(code)): void {
    if (this.hasFailed || !this.span.isRecording()) return;
    this.hasFailed = true;
    this.span.setAttribute('error.type', code);
    if (isOurs) this.span.setStatus({ code: SpanStatusCode.ERROR });
  }

  end(): void {
    if (this.span.isRecording()) this.span.end();
  }

  /** What is not recorded has no spans below it either; its place is told others all the same. */
  private get isRecorded(): boolean {
    return (this.context.traceFlags & TraceFlags.SAMPLED) !== 0;
  }

  private begin(name: string, role: SpanRole, attributes: SpanAttributes, startTime?: number): Span {
    const options = {
      kind: kinds[role],
      attributes: told(attributes),
      ...(startTime !== undefined && { startTime }),
    };
    return this.tracer.startSpan(name, options, trace.setSpan(ROOT_CONTEXT, this.span));
  }
}

function samplerOf({ ratio, heedsCaller }: Sampling): Sampler {
  const root = new TraceIdRatioBasedSampler(ratio);
  return heedsCaller ? new ParentBasedSampler({ root }) : root;
}

function told(attributes: SpanAttributes): Attributes {
  return attributes as Attributes;
}
