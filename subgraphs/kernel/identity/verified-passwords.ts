import { createHmac, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** How long a password need not be verified again, in ms. */
const rememberMs = 60_000;
const mostRemembered = 1000;

/**
 * Passwords that were right a moment ago, so that clients which log in before every call do not cost a
 * hash each time (vprotect.md 2.2). Kept as a digest under a key of this process, together with the
 * stored hash: a changed password is not among them. Wrong ones are never kept.
 */
export class VerifiedPasswords {
  private readonly key = randomBytes(32);
  private readonly known = new LRUCache<string, true>({ max: mostRemembered, ttl: rememberMs });

  /** Whether this password was right for this stored hash within the last minute. */
  has(storedHash: string, password: string): boolean {
    return this.known.get(this.digest(storedHash, password)) === true;
  }

  /** Remembers a password that was right. */
  add(storedHash: string, password: string): void {
    this.known.set(this.digest(storedHash, password), true);
  }

  private digest(storedHash: string, password: string): string {
    return createHmac('sha256', this.key)
      .update(storedHash)
      .update('\0')
      .update(password)
      .digest('base64url');
  }
}
