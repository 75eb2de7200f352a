import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

const mostCharacters = 16 * 1024 * 1024;

/**
 * Operations clients have sent with their hash, to be asked for by it (automatic persisted queries). Bounded in number
 * and size: the one that was not asked for the longest goes first, and its client sends it again.
 */
export class PersistedQueries {
  private readonly kept: LRUCache<string, string> | undefined;

  /** Keeps at most so many; none when 0. */
  constructor(most: number) {
    this.kept =
      most > 0
        ? new LRUCache({ max: most, maxSize: mostCharacters, sizeCalculation: ({ length }) => length + 64 })
        : undefined;
  }

  /** Whether any are kept at all. */
  get isOn(): boolean {
    return this.kept !== undefined;
  }

  /** How many are kept. */
  get size(): number {
    return this.kept?.size ?? 0;
  }

  get(hash: string): string | undefined {
    return this.kept?.get(hash.toLowerCase());
  }

  /** Keeps a text; false when the hash is not its own. */
  put(hash: string, text: string): boolean {
    if (createHash('sha256').update(text).digest('hex') !== hash.toLowerCase()) return false;
    this.kept?.set(hash.toLowerCase(), text);
    return true;
  }
}
