import type { Hints } from '../database/hints.js';
import type { Store, Tx } from '../database/store.js';
import { Fault } from '../errors/fault.js';
import type { Log } from '../log/log.js';
import { parseCursor } from './cursor.js';
import type { LoggedEvent, NewEvent } from './event.js';
import { EventFeed } from './event-feed.js';
import { EventLog } from './event-log.js';
import { EventStream } from './event-stream.js';

const pruneEveryMs = 10 * 60_000;

/** Live data of the process: writes the log, follows it, hands out streams, forgets what is too old. */
export class Events {
  readonly log: EventLog;
  private readonly feeds = new Map<string, EventFeed>();
  private pruning: NodeJS.Timeout | undefined;

  constructor(
    store: Store,
    private readonly hints: Hints,
    private readonly output: Log,
    private readonly retentionMs: number,
  ) {
    this.log = new EventLog(store, hints);
  }

  start(): void {
    this.pruning = setInterval(() => {
      this.log
        .prune(this.retentionMs)
        .catch((err: unknown) => this.output.warn({ err }, 'Old events could not be removed'));
    }, pruneEveryMs);
    this.pruning.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.pruning);
    await Promise.all([...this.feeds.values()].map((feed) => feed.stop()));
  }

  /** Adds an event to the transaction that makes the change. */
  emit(tx: Tx, event: NewEvent): void {
    this.log.emit(tx, event);
  }

  /** Streams now open, over all subgraphs. */
  get readerCount(): number {
    return [...this.feeds.values()].reduce((sum, feed) => sum + feed.readerCount, 0);
  }

  /** The newest event this process has handed on, by log it follows. */
  get positions(): ReadonlyMap<string, number> {
    return new Map(
      [...this.feeds].flatMap(([subgraph, { at }]) => (at === undefined ? [] : [[subgraph, at] as const])),
    );
  }

  /** The place of a cursor from outside; BAD_USER_INPUT with a reason when it is foreign, unknown or too old. */
  async place(subgraph: string, cursor: string): Promise<number> {
    const seq = parseCursor(subgraph, cursor);
    const { floor, head } = await this.log.range(subgraph);
    if (seq > head) throw refusal('The cursor is of an event that this log never held.', 'CURSOR_UNKNOWN');
    if (seq < floor) throw refusal('The cursor is older than the retained event log.', 'CURSOR_EXPIRED');
    return seq;
  }

  /**
   * Opens a stream of the events after `seq`, which the caller has from `place` or from a snapshot's head; a finite one
   * ends with what the log holds now.
   */
  async stream(
    subgraph: string,
    seq: number,
    matches: (event: LoggedEvent) => boolean,
    isFinite = false,
  ): Promise<EventStream> {
    const feed = this.feeds.get(subgraph) ?? new EventFeed(subgraph, this.log, this.hints, this.output);
    this.feeds.set(subgraph, feed);
    await feed.start();
    return new EventStream(feed, seq, matches, isFinite);
  }
}

function refusal(sentence: string, reason: string): Fault {
  return new Fault(
    'BAD_USER_INPUT',
    `${sentence} Subscribe without "after" to start with the present state.`,
    { details: { reason } },
  );
}
