import { LRUCache } from 'lru-cache';
import type { KeystoneToken } from './keystone-token.js';
import { KeystoneUnavailable } from './keystone-wire.js';

const mostTokens = 10_000;
const mostRefusals = 10_000;
const mostFlights = 256;
const refusedForMs = 5_000;

interface Known {
  readonly token: KeystoneToken;
  readonly until: number;
}

/**
 * What Keystone has said of tokens, by their digest. Those it knows are remembered for a while, never
 * past their end, those it refuses for seconds, each within bounds of its own, so that a flood of bad
 * tokens pushes out no good one. Whoever asks about a token that is being asked about waits for that
 * answer.
 */
export class TokenMemory {
  private readonly known = new LRUCache<string, Known>({ max: mostTokens });
  private readonly refused = new LRUCache<string, number>({ max: mostRefusals });
  private readonly flights = new Map<string, Promise<KeystoneToken | undefined>>();

  /** `rememberMs`: how long a known token is not asked about again. */
  constructor(
    private readonly rememberMs: number,
    private readonly now: () => number,
  ) {}

  /**
   * The token of a digest, asked about by `ask` when nothing is remembered; undefined for a refused or
   * ended one. Throws what `ask` throws, which is not remembered, and KeystoneUnavailable when too much
   * is being asked already.
   */
  async get(
    digest: string,
    ask: () => Promise<KeystoneToken | undefined>,
  ): Promise<KeystoneToken | undefined> {
    const known = this.known.get(digest);
    if (known && known.until > this.now()) return known.token;
    if ((this.refused.get(digest) ?? 0) > this.now()) return undefined;
    const token = await (this.flights.get(digest) ?? this.flight(digest, ask));
    return token && token.expiresAt.getTime() > this.now() ? token : undefined;
  }

  private flight(
    digest: string,
    ask: () => Promise<KeystoneToken | undefined>,
  ): Promise<KeystoneToken | undefined> {
    if (this.flights.size >= mostFlights)
      throw new KeystoneUnavailable(`${mostFlights} tokens are being asked about already`);
    const flight = ask()
      .then((token) => {
        this.remember(digest, token);
        return token;
      })
      .finally(() => this.flights.delete(digest));
    this.flights.set(digest, flight);
    return flight;
  }

  private remember(digest: string, token: KeystoneToken | undefined): void {
    this.known.delete(digest);
    if (!token) return void this.refused.set(digest, this.now() + refusedForMs);
    const until = Math.min(this.now() + this.rememberMs, token.expiresAt.getTime());
    if (until > this.now()) this.known.set(digest, { token, until });
  }
}
