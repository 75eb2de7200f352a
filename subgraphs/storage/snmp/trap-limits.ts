/** How many traps are read. */
export interface TrapRates {
  /** Per second and sender, on average. */
  readonly perSender: number;
  /** Per second from all senders, on average. */
  readonly total: number;
}

const burstSeconds = 10;

/**
 * Keeps a flood of traps from starving everything else: a sender, and all senders together, may send
 * what the rates allow in ten seconds at once, then only the rates. What is over is counted by the caller.
 */
export class TrapLimits {
  private readonly senders = new Map<string, Bucket>();
  private readonly all: Bucket;

  /** `now` tells milliseconds that only grow. */
  constructor(
    private readonly rates: TrapRates,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.all = new Bucket(rates.total, now());
  }

  /** Whether one more trap of this sender is read; it counts when it is. */
  allows(sender: string): boolean {
    const now = this.now();
    const known = this.senders.get(sender);
    const bucket = known ?? new Bucket(this.rates.perSender, now);
    if (!known) this.senders.set(sender, bucket);
    return bucket.has(now) && this.all.has(now) && bucket.take() && this.all.take();
  }

  /** Forgets senders that are none any more. */
  keepOnly(senders: ReadonlyMap<string, unknown>): void {
    for (const sender of this.senders.keys()) if (!senders.has(sender)) this.senders.delete(sender);
  }
}

class Bucket {
  private left: number;

  constructor(
    private readonly perSecond: number,
    private filledAt: number,
  ) {
    this.left = perSecond * burstSeconds;
  }

  has(now: number): boolean {
    const gained = ((now - this.filledAt) / 1000) * this.perSecond;
    this.left = Math.min(this.left + gained, this.perSecond * burstSeconds);
    this.filledAt = now;
    return this.left >= 1;
  }

  take(): true {
    this.left -= 1;
    return true;
  }
}
