import type { Hints } from '../database/hints.js';
import type { Log } from '../log/log.js';
import type { LoggedEvent } from './event.js';
import { eventTopic, type EventLog, type LogRange } from './event-log.js';

const pollMs = 1000;
const pageSize = 500;

/** A reader that has caught up and wants each new batch; it must take it at once and not throw. */
export interface FeedReader {
  deliver(events: readonly LoggedEvent[]): void;
}

/**
 * One reader of a subgraph's log for the whole process. It looks when hinted, and every second in any
 * case, and hands each new batch to the readers that are at its position.
 */
export class EventFeed {
  private readonly readers = new Set<FeedReader>();
  private position = 0;
  private timer: NodeJS.Timeout | undefined;
  private offHints: (() => void) | undefined;
  private reading: Promise<void> | undefined;
  private again = false;
  private started: Promise<void> | undefined;

  constructor(
    readonly subgraph: string,
    private readonly events: EventLog,
    private readonly hints: Hints,
    private readonly log: Log,
  ) {}

  /** Starts following at the present head; further calls change nothing, but for one behind a failure. */
  start(): Promise<void> {
    this.started ??= this.open().catch((error: unknown) => {
      this.started = undefined;
      throw error;
    });
    return this.started;
  }

  async stop(): Promise<void> {
    this.offHints?.();
    clearInterval(this.timer);
    this.readers.clear();
    await this.reading;
  }

  /** Readers attached now; for tests and metrics. */
  get readerCount(): number {
    return this.readers.size;
  }

  /** Number of the newest event that was handed on; undefined until it has begun. */
  get at(): number | undefined {
    return this.timer && this.position;
  }

  /** Attaches a reader whose own position is `seq`; false when that is behind and it must read the log first. */
  attach(reader: FeedReader, seq: number): boolean {
    if (seq < this.position) return false;
    this.readers.add(reader);
    return true;
  }

  detach(reader: FeedReader): void {
    this.readers.delete(reader);
  }

  /** A page of the log itself, for readers that are behind. */
  page(after: number): Promise<LoggedEvent[]> {
    return this.events.read(this.subgraph, after, pageSize);
  }

  range(): Promise<LogRange> {
    return this.events.range(this.subgraph);
  }

  private async open(): Promise<void> {
    this.position = (await this.events.range(this.subgraph)).head;
    this.offHints = this.hints.on(eventTopic(this.subgraph), () => this.look());
    this.timer = setInterval(() => this.look(), pollMs);
    this.timer.unref();
  }

  private look(): void {
    if (this.reading) {
      this.again = true;
      return;
    }
    this.reading = this.readOn()
      .catch((err: unknown) =>
        this.log.warn({ err, subgraph: this.subgraph }, 'The event log could not be read; trying again'),
      )
      .finally(() => {
        this.reading = undefined;
        if (this.again) {
          this.again = false;
          this.look();
        }
      });
  }

  private async readOn(): Promise<void> {
    for (;;) {
      const page = await this.page(this.position);
      const last = page.at(-1);
      if (!last) return;
      this.position = last.seq;
      for (const reader of this.readers) reader.deliver(page);
      if (page.length < pageSize) return;
    }
  }
}
