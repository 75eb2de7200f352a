import type { SubgraphResponse } from '../../subgraphs/kernel/subgraph/executor.js';
import type { Delivery } from './delivery.js';
import type { EventView } from './event-view.js';

/** Events a reader may be behind before it loses one. */
export const ringSize = 256;

/** An event that readers may still want. */
export interface RingEntry {
  /** Its place, growing by one. */
  readonly place: number;
  readonly event: SubgraphResponse;
  readonly cursor: string | undefined;
  /** What a later event of the same key replaces; undefined when it must not be left out. */
  readonly key: string | undefined;
  /** What it looks like in each view that was asked for; null while that is being worked out. */
  readonly deliveries: Map<EventView, Delivery | null>;
}

/**
 * The latest events of a source, in order. It is the queue of all its readers at once: each knows the place of the last
 * event it has taken. When it is full, events that later ones replace go first, then the oldest.
 */
export class EventRing {
  private entries: RingEntry[] = [];
  private last = 0;
  private lastLost = 0;
  private readonly places = new Map<string, number>();

  /** Place of the newest event; 0 before the first. */
  get head(): number {
    return this.last;
  }

  append(event: SubgraphResponse, cursor: string | undefined, key: string | undefined): RingEntry {
    const entry = { place: ++this.last, event, cursor, key, deliveries: new Map() };
    this.entries.push(entry);
    if (cursor !== undefined) this.places.set(cursor, entry.place);
    if (this.entries.length > ringSize) this.makeRoom();
    return entry;
  }

  /** The first event behind a place that is still there. */
  after(place: number): RingEntry | undefined {
    if (place >= this.last) return undefined;
    if (place === this.last - 1) return this.entries.at(-1);
    return this.entries[this.firstBehind(place)];
  }

  /** Whether an event behind this place is gone that nothing replaces. */
  hasLostAfter(place: number): boolean {
    return place < this.lastLost;
  }

  /** The place of an event that is still there. */
  placeOf(cursor: string): number | undefined {
    return this.places.get(cursor);
  }

  private makeRoom(): void {
    const newest = new Map<string, number>();
    for (const { key, place } of this.entries) if (key !== undefined) newest.set(key, place);
    const kept: RingEntry[] = [];
    for (const entry of this.entries) {
      if (entry.key === undefined || newest.get(entry.key) === entry.place) kept.push(entry);
      else this.forget(entry);
    }
    while (kept.length > ringSize) {
      const oldest = kept.shift();
      if (!oldest) break;
      this.lastLost = oldest.place;
      this.forget(oldest);
    }
    this.entries = kept;
  }

  private forget({ cursor, place }: RingEntry): void {
    if (cursor !== undefined && this.places.get(cursor) === place) this.places.delete(cursor);
  }

  private firstBehind(place: number): number {
    let [low, high] = [0, this.entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.entries[middle]?.place ?? 0) > place) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
