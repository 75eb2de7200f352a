import { timeWindowSeconds } from './engine-clocks.js';
import type { UsmHead } from './message-head.js';

/** Second of 1970 that boots are counted from: they grow with every start though nothing is kept, and fit 31 bits. */
const bootsEpoch = 1_700_000_000;

/** Our own engine of version 3, which informs are protected for (RFC 3414, 2.2). */
export class OwnEngine {
  readonly id: Buffer;
  private bootCount = 0;
  private bootedAt = 0;

  /** `engineId` in hexadecimal. */
  constructor(engineId: string) {
    this.id = Buffer.from(engineId, 'hex');
    this.boot();
  }

  /** Begins anew, as whoever takes the port over must. */
  boot(): void {
    this.bootCount = Math.max(Math.floor(Date.now() / 1000) - bootsEpoch, this.bootCount + 1);
    this.bootedAt = performance.now();
  }

  get boots(): number {
    return this.bootCount;
  }

  /** Seconds since it began. */
  get time(): number {
    return Math.floor((performance.now() - this.bootedAt) / 1000);
  }

  /** Whether a message is protected for this engine. */
  isMeantBy({ engineId }: Pick<UsmHead, 'engineId'>): boolean {
    return this.id.equals(engineId);
  }

  /** Whether an authentic message that is protected for it is in time (RFC 3414, 3.2, 7a). */
  isTimely({ boots, time }: Pick<UsmHead, 'boots' | 'time'>): boolean {
    return boots === this.boots && Math.abs(time - this.time) <= timeWindowSeconds;
  }
}
