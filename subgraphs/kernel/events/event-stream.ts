import { Fault } from '../errors/fault.js';
import { isProgress, type LoggedEvent } from './event.js';
import type { EventFeed, FeedReader } from './event-feed.js';

const longestQueue = 256;

/**
 * The events of one subscriber, from just after a place on, in order, none lost and none twice.
 *
 * It is pulled. While behind it reads pages of the log; once level it is attached to the feed. A
 * subscriber too slow for its queue is put back to reading pages, so its memory is bounded and it
 * still loses nothing but superseded progress. `return()` ends a pending `next()` at once, which an
 * async generator cannot.
 */
export class EventStream implements AsyncIterableIterator<LoggedEvent>, FeedReader {
  private queue: LoggedEvent[] = [];
  private level = false;
  private ended = false;
  private wake: (() => void) | undefined;

  /**
   * `position` is the last event the subscriber has seen; `matches` picks what it wants to see. With `isFinite` the
   * stream ends with what the log holds now.
   */
  constructor(
    private readonly feed: EventFeed,
    private position: number,
    private readonly matches: (event: LoggedEvent) => boolean,
    private readonly isFinite = false,
  ) {}

  deliver(events: readonly LoggedEvent[]): void {
    for (const event of events) {
      if (event.seq <= this.position) continue;
      if (this.matches(event)) this.queue.push(event);
    }
    if (this.queue.length > longestQueue) this.queue = coalesce(this.queue);
    if (this.queue.length > longestQueue) {
      this.feed.detach(this);
      this.level = false;
      this.queue.length = longestQueue;
    }
    this.wake?.();
  }

  async next(): Promise<IteratorResult<LoggedEvent, undefined>> {
    while (!this.ended) {
      const event = this.queue.shift();
      if (event) {
        this.position = event.seq;
        return { done: false, value: event };
      }
      if (this.level) await this.news();
      else await this.catchUp();
    }
    return { done: true, value: undefined };
  }

  return(): Promise<IteratorResult<LoggedEvent, undefined>> {
    this.ended = true;
    this.queue = [];
    this.feed.detach(this);
    this.wake?.();
    return Promise.resolve({ done: true, value: undefined });
  }

  throw(error: unknown): Promise<IteratorResult<LoggedEvent, undefined>> {
    void this.return();
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private news(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = () => {
        this.wake = undefined;
        resolve();
      };
    });
  }

  private async catchUp(): Promise<void> {
    if (!this.isFinite && this.feed.attach(this, this.position)) {
      this.level = true;
      return;
    }
    const page = await this.feed.page(this.position);
    await this.refuseGap();
    const last = page.at(-1);
    if (!last && this.isFinite) this.ended = true;
    if (!last || this.ended) return;
    const wanted = coalesce(page.filter((event) => this.matches(event)));
    if (wanted.length === 0) this.position = last.seq;
    this.queue = wanted;
  }

  private async refuseGap(): Promise<void> {
    const { floor } = await this.feed.range();
    if (this.position >= floor) return;
    void this.return();
    throw new Fault(
      'BAD_USER_INPUT',
      'The cursor is older than the retained event log. Subscribe without "after" to start with the present state.',
      {
        details: { reason: 'CURSOR_EXPIRED' },
      },
    );
  }
}

/** Leaves out progress that a later progress of the same subject supersedes; everything else stays, in order. */
function coalesce(events: readonly LoggedEvent[]): LoggedEvent[] {
  const newest = new Map<string, number>();
  for (const event of events) if (isProgress(event)) newest.set(event.subject, event.seq);
  return events.filter((event) => !isProgress(event) || newest.get(event.subject) === event.seq);
}
