import { AsyncLocalStorage } from 'node:async_hooks';
import { errorTable, isErrorCode } from '../errors/error-table.js';

/** What a span tells of itself. No text of a client, no variable and no secret becomes a value, but for the names it gave. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** On which side of a call a span stands, after OpenTelemetry; `internal` where there is no other process. */
export type SpanRole = 'server' | 'client' | 'internal' | 'consumer';

/** The place of a span in its trace, as W3C Trace Context writes it down. */
export interface TraceParent {
  readonly traceparent: string;
  readonly tracestate?: string | undefined;
}

/** Something that takes time and is told to a collector. After its end nothing can be added. */
export interface TraceSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** What another process is told, so that its spans stand below this one. */
  readonly parent: TraceParent;
  /** Begins a span below this one. */
  child(name: string, role: SpanRole, attributes?: SpanAttributes): TraceSpan;
  /** Tells below this one what took so many ms and has just ended; of very many only the first. */
  note(name: string, role: SpanRole, attributes: SpanAttributes, ms: number): void;
  rename(name: string): void;
  set(attributes: SpanAttributes): void;
  /** Says what it failed with, a code of few words; the first one counts. It is marked as an error where that is not the caller's mistake. */
  fail(code: string, isOurs?: boolean): void;
  end(): void;
}

const current = new AsyncLocalStorage<TraceSpan>();

/** Runs `work` within a span, which every log line written inside it names. */
export function withinSpan<T>(span: TraceSpan, work: () => T): T {
  return current.run(span, work);
}

/** The same where there may be no span, because nobody traces. */
export function withinAnySpan<T>(span: TraceSpan | undefined, work: () => T): T {
  return span ? current.run(span, work) : work();
}

/** The span of what runs now, if it is traced. */
export function currentSpan(): TraceSpan | undefined {
  return current.getStore();
}

/** Whether a code tells of something that we have to mend, or a system behind us. */
export function isOurFailure(code: string): boolean {
  return isErrorCode(code) && errorTable[code].level !== 'info';
}
