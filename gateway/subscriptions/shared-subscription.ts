import type { Log } from '../../subgraphs/kernel/log/log.js';
import type { SubgraphResponse } from '../../subgraphs/kernel/subgraph/executor.js';
import type { RingEntry } from './event-ring.js';
import { EventView } from './event-view.js';
import { cursorOfEvent, keyOfEvent, type LiveFetch } from './live-fetch.js';
import { LiveSource, type SourceOwner } from './live-source.js';
import { Upstream, type OpenSource } from './upstream.js';

/** How old a present state may be that is shown to somebody who has just come, in ms. */
const longestFreshMs = 1000;

/** What one fetch is subscribed to with. */
export interface SharedOptions {
  readonly fetch: LiveFetch;
  readonly open: OpenSource;
  readonly log: Log;
  /** Told when the last source has ended. */
  readonly emptied: () => void;
}

/**
 * All who subscribe to the same fetch, with the same variables and identity, wherever in its events they are. There is
 * one source for those at the same place; one that catches up with another becomes one with it.
 */
export class SharedSubscription implements SourceOwner {
  private readonly sources = new Set<LiveSource>();
  private readonly views = new Map<string, { readonly view: EventView; readers: number }>();

  constructor(private readonly options: SharedOptions) {}

  /** Takes the view of this key until it is left. */
  takeView(key: string, make: () => EventView): EventView {
    const taken = this.views.get(key) ?? { view: make(), readers: 0 };
    taken.readers++;
    this.views.set(key, taken);
    return taken.view;
  }

  leaveView(key: string): void {
    const taken = this.views.get(key);
    if (taken && --taken.readers === 0) this.views.delete(key);
  }

  /** A source that goes on behind the cursor, and the place in it; without one the present state comes first. */
  sourceBehind(after: unknown): { readonly source: LiveSource; readonly place: number } {
    for (const source of this.sources) {
      const place = this.placeIn(source, after);
      if (place !== undefined && !source.ring.hasLostAfter(place)) return { source, place };
    }
    const { fetch, open, log } = this.options;
    const resumes = fetch.resume !== undefined;
    const upstream = new Upstream(open, after, { resumes, subgraph: fetch.subgraph, log });
    const keyOf = (event: SubgraphResponse): string | undefined => keyOfEvent(fetch, event);
    const source = new LiveSource(upstream, after, keyOf, cursorOfEvent, this);
    this.sources.add(source);
    return { source, place: 0 };
  }

  appended(source: LiveSource, { cursor }: RingEntry): void {
    if (cursor === undefined) return;
    for (const other of this.sources) {
      const same = other === source ? undefined : other.ring.placeOf(cursor);
      if (same === undefined) continue;
      source.continueIn(other, same);
      return;
    }
  }

  ended(source: LiveSource): void {
    this.sources.delete(source);
    if (this.sources.size === 0) this.options.emptied();
  }

  private placeIn(source: LiveSource, after: unknown): number | undefined {
    if (after != null) {
      const place = typeof after === 'string' ? source.ring.placeOf(after) : undefined;
      return place ?? (source.openedAfter === after ? 0 : undefined);
    }
    if (source.openedAfter != null) return undefined;
    const { firstAt } = source;
    if (firstAt === undefined) return 0;
    const isFresh = performance.now() - firstAt < longestFreshMs;
    return this.options.fetch.resume && isFresh ? 0 : undefined;
  }
}
