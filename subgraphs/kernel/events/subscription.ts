import { cursorOf } from './cursor.js';
import type { LoggedEvent } from './event.js';
import type { EventStream } from './event-stream.js';
import type { Events } from './events.js';

/** The present state of what a subscription asks for. */
export interface Snapshot<T> {
  /** Head of the log that the state was read at, in the same transaction. */
  readonly seq: number;
  readonly event: (cursor: string) => T;
}

/** How a subscription field turns the log into its events. */
export interface LiveEventsOptions<T> {
  readonly events: Events;
  readonly subgraph: string;
  /** Cursor to continue behind; without it the present state comes first. */
  readonly after?: string | null | undefined;
  /** Picks the viewer's events; it holds the tenant wall. */
  readonly matches: (event: LoggedEvent) => boolean;
  readonly snapshot: () => Promise<Snapshot<T>>;
  readonly toEvent: (event: LoggedEvent, cursor: string) => T;
  /** Ends the stream after an event for which it is true. */
  readonly isLast?: (event: T) => boolean;
  /** Whether nothing can happen any more to what is asked for; a continuation then ends with what the log holds. */
  readonly isOver?: () => Promise<boolean>;
}

/** The source of a subscription field: present state or continuation, then every change in order. */
export async function liveEvents<T>(options: LiveEventsOptions<T>): Promise<AsyncIterableIterator<T>> {
  const { events, subgraph, after, matches } = options;
  if (after != null) {
    const seq = await events.place(subgraph, after);
    const isOver = (await options.isOver?.()) ?? false;
    return new LiveIterator(options, await events.stream(subgraph, seq, matches, isOver));
  }
  const snapshot = await options.snapshot();
  const stream = await events.stream(subgraph, snapshot.seq, matches);
  return new LiveIterator(options, stream, snapshot.event(cursorOf(subgraph, snapshot.seq)));
}

/** Written by hand because an async generator cannot be ended while it waits. */
class LiveIterator<T> implements AsyncIterableIterator<T> {
  private ended = false;

  constructor(
    private readonly options: LiveEventsOptions<T>,
    private readonly stream: EventStream,
    private first?: T,
  ) {}

  async next(): Promise<IteratorResult<T, undefined>> {
    if (this.ended) return { done: true, value: undefined };
    if (this.first !== undefined) {
      const value = this.first;
      this.first = undefined;
      return this.give(value);
    }
    const { done, value } = await this.stream.next();
    if (done) return { done: true, value: undefined };
    return this.give(this.options.toEvent(value, cursorOf(value.subgraph, value.seq)));
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.ended = true;
    await this.stream.return();
    return { done: true, value: undefined };
  }

  throw(error: unknown): Promise<IteratorResult<T, undefined>> {
    this.ended = true;
    return this.stream.throw(error) as Promise<IteratorResult<T, undefined>>;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private async give(value: T): Promise<IteratorResult<T, undefined>> {
    if (this.options.isLast?.(value)) await this.return();
    return { done: false, value };
  }
}
