import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../../kernel/log/log.js';
import { kafkaRecords } from './kafka-records.js';
import type { CollectedSeries, PerformanceExporter } from './performance-exporter.js';

/** Sends one record; rejects when the brokers did not take it. */
export interface RecordSender {
  send(record: string): Promise<void>;
  close(): Promise<void>;
}

/** How samples are sent to Kafka. */
export interface KafkaExporterOptions {
  readonly sender: RecordSender;
  readonly recordBytes: number;
  readonly log: Log;
  /** Rests before the second and each further try of a record, in milliseconds. */
  readonly restsMs?: readonly number[];
  /** Samples that wait at most; what comes beyond is dropped, so that a broker that is down costs no memory. */
  readonly mostWaiting?: number;
  /** How long a stop goes on sending, in milliseconds. */
  readonly stopMs?: number;
}

const usualRests = [500, 2000, 8000, 30_000];

/**
 * Sends collected samples to Kafka, in their order, one record after the other. A record the brokers do not
 * take is tried again, then dropped; everything dropped is counted and logged.
 */
export class KafkaExporter implements PerformanceExporter {
  private readonly waiting: CollectedSeries[] = [];
  private readonly stopping = new AbortController();
  private samples = 0;
  private sending: Promise<void> | undefined;
  private dropped = 0;

  constructor(private readonly options: KafkaExporterOptions) {}

  /** Samples dropped since the start. */
  get droppedSamples(): number {
    return this.dropped;
  }

  take(batch: CollectedSeries): void {
    const { mostWaiting = 4_000_000 } = this.options;
    const count = samplesOf(batch);
    if (this.stopping.signal.aborted || this.samples + count > mostWaiting) {
      this.drop(count, 'too many wait');
      return;
    }
    this.waiting.push(batch);
    this.samples += count;
    this.sending ??= this.sendAll().finally(() => (this.sending = undefined));
  }

  async stop(): Promise<void> {
    const { stopMs = 5000, sender, log } = this.options;
    const deadline = new AbortController();
    const late = delay(stopMs, undefined, { signal: deadline.signal }).catch(() => undefined);
    await Promise.race([this.sending, late]);
    deadline.abort();
    this.stopping.abort();
    if (this.samples > 0) this.drop(this.samples, 'the process stops');
    this.waiting.length = 0;
    await sender.close().catch((err: unknown) => log.debug({ err }, 'The Kafka producer was gone already'));
  }

  private async sendAll(): Promise<void> {
    for (let batch = this.waiting[0]; batch; batch = this.waiting[0]) {
      await this.sendBatch(batch);
      if (this.stopping.signal.aborted) return;
      this.waiting.shift();
      this.samples -= samplesOf(batch);
    }
  }

  private async sendBatch(batch: CollectedSeries): Promise<void> {
    let left = samplesOf(batch);
    for (const { text, samples } of kafkaRecords(batch, this.options.recordBytes)) {
      try {
        await this.sendRecord(text);
      } catch (err) {
        if (this.stopping.signal.aborted) return;
        this.drop(left, 'the brokers did not take a record', err);
        return;
      }
      left -= samples;
    }
    if (left > 0) this.drop(left, 'their labels alone are longer than a record may be');
  }

  private async sendRecord(record: string): Promise<void> {
    const rests = this.options.restsMs ?? usualRests;
    for (let tries = 0; ; tries++) {
      try {
        await this.options.sender.send(record);
        return;
      } catch (error) {
        const rest = rests[tries];
        if (rest === undefined) throw error;
        await delay(rest, undefined, { signal: this.stopping.signal });
      }
    }
  }

  private drop(samples: number, why: string, err?: unknown): void {
    this.dropped += samples;
    this.options.log.warn({ err, samples, dropped: this.dropped }, `Samples were not sent to Kafka: ${why}`);
  }
}

function samplesOf({ series }: CollectedSeries): number {
  return series.reduce((sum, { samples }) => sum + samples.length, 0);
}
