import { GraphQLError, type ExecutionResult } from 'graphql';
import type { PushedResults, ResultsEnd } from '../../subgraphs/kernel/server/pushed-results.js';
import type { Count } from '../../subgraphs/kernel/telemetry/counters.js';
import { Delivery } from './delivery.js';
import type { EventView } from './event-view.js';
import type { LiveSource, SourceReader } from './live-source.js';
import type { SharedSubscription } from './shared-subscription.js';

/** What a reader reads: whose events, and how it sees them. */
export interface Reading {
  readonly shared: SharedSubscription;
  readonly viewKey: string;
  readonly makeView: () => EventView;
}

/**
 * One subscriber. Results are taken when it has room for them, each once, in order; when there is none it is told by
 * `onReady` that there may be one now. Behind by more than its source keeps, it ends with a code and its cursor.
 */
export class LiveReader implements PushedResults, SourceReader {
  end: ResultsEnd | undefined;
  place: number;
  private source: LiveSource;
  private currentView: EventView;
  private cursor: unknown;
  private last: Delivery | undefined;
  private listener: (() => void) | undefined;

  constructor(
    private reading: Reading,
    after: unknown,
    private readonly left: () => void,
    private readonly delivered: Count,
  ) {
    this.cursor = after;
    this.currentView = reading.shared.takeView(reading.viewKey, reading.makeView);
    ({ source: this.source, place: this.place } = reading.shared.sourceBehind(after));
    this.source.add(this);
  }

  get view(): EventView {
    return this.currentView;
  }

  take(): Delivery | undefined {
    while (!this.end) {
      if (this.last) return this.finish(this.last, 'complete');
      if (this.source.ring.hasLostAfter(this.place))
        return this.finish(tooSlow(this.cursor), 'try again later');
      const entry = this.source.ring.after(this.place);
      if (entry) {
        const { source, view } = this;
        const delivery = view.show(entry, () => source.wake(view));
        source.want(this.place);
        if (!delivery) return undefined;
        this.place = entry.place;
        this.cursor = entry.cursor ?? this.cursor;
        this.delivered.value++;
        return delivery;
      }
      if (this.source.isLive) {
        this.source.want(this.place);
        return undefined;
      }
      if (!this.source.continuation) return this.finish(undefined, 'complete');
      this.goOn(this.source.continuation);
    }
    return undefined;
  }

  onReady(listener: () => void): void {
    this.listener = listener;
  }

  wake(): void {
    this.listener?.();
  }

  close(): void {
    this.finish(undefined, 'complete');
  }

  /**
   * Reads the same events another way, or those of another fetch behind the last one it has taken. False when that
   * cannot be: the other fetch `resumes` nowhere.
   */
  change(reading: Reading, resumes: boolean): boolean {
    const { shared, viewKey } = this.reading;
    const isElsewhere = reading.shared !== shared;
    if (!isElsewhere && reading.viewKey === viewKey) return true;
    if (isElsewhere && !resumes) return false;
    const { source, currentView: former } = this;
    this.currentView = reading.shared.takeView(reading.viewKey, reading.makeView);
    // The new place is taken before the old one is left: a source without readers ends.
    if (isElsewhere) this.moveTo(reading.shared.sourceBehind(this.cursor));
    else source.add(this);
    source.remove(this, former);
    shared.leaveView(viewKey);
    this.reading = reading;
    this.wake();
    return true;
  }

  /** Ends with a result of its own. */
  endWith(result: ExecutionResult): void {
    this.last = new Delivery(result, undefined);
    this.wake();
  }

  private goOn({ source, place }: { readonly source: LiveSource; readonly place: number }): void {
    const { source: former } = this;
    // A source whose own readers have left meanwhile has ended without having told everything.
    const isThere = (source.isLive || source.continuation) && !source.ring.hasLostAfter(place);
    this.moveTo(isThere ? { source, place } : this.reading.shared.sourceBehind(this.cursor));
    former.remove(this);
  }

  private moveTo({ source, place }: { readonly source: LiveSource; readonly place: number }): void {
    this.source = source;
    this.place = place;
    source.add(this);
  }

  private finish(delivery: Delivery | undefined, end: ResultsEnd): Delivery | undefined {
    if (this.end) return undefined;
    this.end = end;
    this.source.remove(this);
    this.reading.shared.leaveView(this.reading.viewKey);
    this.left();
    return delivery;
  }
}

/** What a reader that has lost events is told. */
function tooSlow(cursor: unknown): Delivery {
  const error = new GraphQLError(
    'Events came faster than they were taken. Try again later, behind the last one.',
    {
      extensions: {
        code: 'RATE_LIMITED',
        reason: 'TOO_SLOW',
        ...(typeof cursor === 'string' ? { cursor } : {}),
      },
    },
  );
  return new Delivery({ errors: [error] }, undefined);
}
