import { TraceFlags } from '@opentelemetry/api';
import {
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import type { Log } from '../log/log.js';
import { Counters } from './counters.js';

type ExportResult = Parameters<Parameters<SpanExporter['export']>[1]>[0];

/** Spans that may wait; later ones are dropped, because nobody waits for a collector. */
const mostWaiting = 4096;
const batch = 512;
/** How long a span waits for others, in ms. */
const joinWithinMs = 1000;
const silenceMs = 60_000;

/** Spans on their way to a collector: never more than so many, each counted as sent or dropped in the end. */
export class SpanQueue implements SpanProcessor {
  readonly counts = new Counters('infragraph_trace_spans_total', 'Spans of traces.', ['outcome']);
  private readonly sent = this.counts.of('sent');
  private readonly dropped = this.counts.of('dropped');
  private readonly batches: BatchSpanProcessor;
  private waiting = 0;
  private underWay = 0;
  private isClosed = false;
  /** Whether all that was left has been counted as dropped. */
  private isGivenUp = false;
  private warnedAt = -Infinity;

  constructor(
    private readonly exporter: SpanExporter,
    private readonly log: Log,
  ) {
    this.batches = new BatchSpanProcessor({
      exporter: {
        export: (spans, done) => this.export(spans, done),
        shutdown: () => exporter.shutdown(),
      },
      maxQueueSize: mostWaiting,
      maxExportBatchSize: batch,
      scheduledDelayMillis: joinWithinMs,
    });
  }

  onStart(): void {
    // Nothing is told of a span before its end.
  }

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    if (this.isClosed || this.waiting >= mostWaiting) return this.drop(1, undefined);
    this.waiting++;
    this.batches.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.batches.forceFlush();
  }

  /** Sends what waits. What is not sent after `withinMs` counts as dropped; its failure is told in the log, not thrown. */
  async close(withinMs: number): Promise<void> {
    this.isClosed = true;
    let late: NodeJS.Timeout | undefined;
    const over = new Promise<void>((resolve) => (late = setTimeout(resolve, withinMs)));
    // A batch that fails is told of by itself, and others may be under way still.
    const sent = this.batches.shutdown().catch(() => this.exporter.shutdown());
    await Promise.race([sent, over]);
    clearTimeout(late);
    const left = this.waiting + this.underWay;
    this.isGivenUp = true;
    if (left > 0) this.drop(left, new Error(`The collector did not answer within ${withinMs} ms.`));
  }

  async shutdown(): Promise<void> {
    await this.close(0);
  }

  private export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.waiting -= spans.length;
    this.underWay += spans.length;
    this.exporter.export(spans, (result) => {
      this.underWay -= spans.length;
      if (this.isGivenUp) return done(result);
      if (result.code === 0) this.sent.value += spans.length;
      else this.drop(spans.length, result.error);
      done(result);
    });
  }

  private drop(count: number, err: Error | undefined): void {
    this.dropped.value += count;
    const now = performance.now();
    if (now - this.warnedAt < silenceMs) return;
    this.warnedAt = now;
    this.log.warn(
      { err, dropped: this.dropped.value },
      'Spans of traces are dropped, because the collector takes none or too few',
    );
  }
}
