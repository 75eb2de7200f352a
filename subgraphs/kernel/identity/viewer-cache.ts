import { LRUCache } from 'lru-cache';
import type { Viewer } from './viewer.js';

/** A revocation takes effect within a second even when its hint is lost. */
const freshMs = 900;
const mostEntries = 10_000;

interface Entry {
  readonly viewer: Promise<Viewer | undefined>;
  readonly until: number;
}

/**
 * Viewers by the hash of their token, for under a second. Requests that come together share one look
 * into the database; what was being looked up when the cache was cleared is not kept.
 */
export class ViewerCache {
  private readonly entries = new LRUCache<string, Entry>({ max: mostEntries });

  /** The viewer of a hash, read by `load` when it is not known. Failures and unknown hashes are not kept. */
  get(hash: string, load: () => Promise<Viewer | undefined>): Promise<Viewer | undefined> {
    const known = this.entries.get(hash);
    if (known && known.until > performance.now()) return known.viewer;
    const entry: Entry = { viewer: load(), until: performance.now() + freshMs };
    this.entries.set(hash, entry);
    const forget = (): void => {
      if (this.entries.peek(hash) === entry) this.entries.delete(hash);
    };
    entry.viewer.then((viewer) => viewer ?? forget(), forget);
    return entry.viewer;
  }

  /** Forgets everything, because something changed. */
  clear(): void {
    this.entries.clear();
  }
}
