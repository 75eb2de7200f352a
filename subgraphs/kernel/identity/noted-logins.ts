import { LRUCache } from 'lru-cache';
import type { Account } from './account.js';
import type { ClientOrigin } from './client-origin.js';

/** For how long a login like one that was noted says nothing new, in ms. */
const notedForMs = 3_600_000;
const mostNoted = 10_000;

/**
 * Logins that stand in the audit trail already. Nothing is ever removed from the trail, and some clients log in before
 * every call (vprotect.md 2.2): of equal logins one an hour is noted, in each process. Equal are those to one account
 * with the same password, from one address, by one program.
 */
export class NotedLogins {
  private readonly noted = new LRUCache<string, Date>({ max: mostNoted });

  constructor(private readonly now: () => Date) {}

  /** Whether one like it was noted within the last hour. */
  has(account: Account, origin: ClientOrigin): boolean {
    const at = this.noted.get(keyOf(account, origin));
    return at !== undefined && this.now().getTime() - at.getTime() < notedForMs;
  }

  /** Remembers one that was noted. */
  add(account: Account, origin: ClientOrigin): void {
    this.noted.set(keyOf(account, origin), this.now());
  }
}

function keyOf({ uuid, passwordHash }: Account, { address, userAgent }: ClientOrigin): string {
  return JSON.stringify([uuid, passwordHash, address, userAgent?.slice(0, 200) ?? null]);
}
