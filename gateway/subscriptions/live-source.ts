import { setTimeout as delay } from 'node:timers/promises';
import type { SubgraphResponse } from '../../subgraphs/kernel/subgraph/executor.js';
import { EventRing, ringSize, type RingEntry } from './event-ring.js';
import type { EventView } from './event-view.js';
import type { Upstream } from './upstream.js';

/** Events a source reads ahead of its fastest reader, so that what completes them is waited for together. */
const readAhead = 16;

/** How long a source waits for a reader that is about to lose events. */
const graceMs = 1000;
const graceEvery = 64;

/** Who takes events from a source. */
export interface SourceReader {
  readonly view: EventView;
  /** Place of the last event it has taken. */
  readonly place: number;
  /** Told when there may be something to take. */
  wake(): void;
}

/** What happens to a source. */
export interface SourceOwner {
  appended(source: LiveSource, entry: RingEntry): void;
  ended(source: LiveSource): void;
}

/**
 * One source and its readers. It goes on at the pace of the fastest of them that takes events at all, so that nothing
 * piles up where nobody reads; those that come after find the latest events in its ring.
 */
export class LiveSource {
  readonly ring = new EventRing();
  /** When the first event came, in ms of `performance.now()`. */
  firstAt: number | undefined;
  /** Where its readers go on when they have taken all it has. */
  continuation: { readonly source: LiveSource; readonly place: number } | undefined;
  private readonly readers = new Map<EventView, Set<SourceReader>>();
  private readonly lagging = new Map<SourceReader, number>();
  private isOpen = true;
  private frontier = -1;
  private proceed: (() => void) | undefined;

  constructor(
    private readonly upstream: Upstream,
    /** The cursor it was opened behind. */
    readonly openedAfter: unknown,
    private readonly keyOf: (event: SubgraphResponse) => string | undefined,
    private readonly cursorOf: (event: SubgraphResponse) => string | undefined,
    private readonly owner: SourceOwner,
  ) {
    void this.run();
  }

  /** Whether events may still come. */
  get isLive(): boolean {
    return this.isOpen;
  }

  add(reader: SourceReader): void {
    const same = this.readers.get(reader.view) ?? new Set();
    this.readers.set(reader.view, same.add(reader));
  }

  /** A source that nobody reads any more ends. */
  remove(reader: SourceReader, view: EventView = reader.view): void {
    this.lagging.delete(reader);
    const same = this.readers.get(view);
    same?.delete(reader);
    if (same?.size === 0) this.readers.delete(view);
    if (this.readers.size === 0 && this.isOpen) this.end();
  }

  /** Says that a reader at this place has room for more. */
  want(place: number): void {
    if (place <= this.frontier && !this.proceed) return;
    this.frontier = Math.max(this.frontier, place);
    this.proceed?.();
  }

  /** Wakes those who see events in this way. */
  wake(view: EventView): void {
    for (const reader of this.readers.get(view) ?? []) reader.wake();
  }

  /** Ends here and lets the readers go on elsewhere. */
  continueIn(source: LiveSource, place: number): void {
    this.continuation = { source, place };
    this.end();
  }

  private async run(): Promise<void> {
    while (this.isOpen) {
      if (this.frontier < 0 || this.ring.head - this.frontier >= readAhead) {
        await new Promise<void>((resolve) => (this.proceed = resolve));
        this.proceed = undefined;
        continue;
      }
      if (this.ring.head % graceEvery === 0) await this.waitForSlow();
      const event = await this.upstream.next();
      if (!this.isOpen) return;
      if (event === undefined) return this.end();
      this.append(event);
    }
  }

  private append(event: SubgraphResponse): void {
    const entry = this.ring.append(event, this.cursorOf(event), this.keyOf(event));
    this.firstAt ??= performance.now();
    for (const view of this.readers.keys()) view.show(entry, () => this.wake(view));
    this.owner.appended(this, entry);
  }

  private end(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.proceed?.();
    void this.upstream.close();
    this.owner.ended(this);
    for (const view of this.readers.keys()) this.wake(view);
  }

  /** A burst is held up for a moment where a reader would lose events by it; one that takes nothing is not waited for again. */
  private async waitForSlow(): Promise<void> {
    while (this.isOpen && this.someLag()) await delay(10);
  }

  private someLag(): boolean {
    const now = performance.now();
    let some = false;
    for (const same of this.readers.values())
      for (const reader of same) {
        if (this.ring.head - reader.place <= ringSize / 2) {
          if (this.lagging.size > 0) this.lagging.delete(reader);
          continue;
        }
        const since = this.lagging.get(reader) ?? now;
        this.lagging.set(reader, since);
        some ||= now - since < graceMs;
      }
    return some;
  }
}
