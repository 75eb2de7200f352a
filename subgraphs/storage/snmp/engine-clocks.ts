import { LRUCache } from 'lru-cache';
import type { UsmHead } from './message-head.js';

/** How far a message may lie behind its engine's clock, in seconds (RFC 3414, 2.2.3). */
export const timeWindowSeconds = 150;
const mostBoots = 2 ** 31 - 1;

interface Clock {
  readonly boots: number;
  readonly time: number;
  /** When that was heard, in milliseconds of `now`. */
  readonly heardAt: number;
}

/**
 * The clocks of the engines that traps come from, as far as authentic messages have told them: what was
 * recorded and is sent again later is old by its engine's own clock (RFC 3414, 3.2, 7b).
 */
export class EngineClocks {
  private readonly clocks = new LRUCache<string, Clock>({ max: 10_000 });

  /** `now` tells milliseconds that only grow. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Whether an authentic message of a source is in time; what it tells of its clock is kept. */
  isTimely(
    sourceId: string,
    { engineId, boots, time }: Pick<UsmHead, 'engineId' | 'boots' | 'time'>,
  ): boolean {
    if (boots === mostBoots) return false;
    const key = `${sourceId} ${engineId.toString('hex')}`;
    const clock = this.clocks.get(key);
    const heardAt = this.now();
    if (!clock || boots > clock.boots || (boots === clock.boots && time > clock.time)) {
      this.clocks.set(key, { boots, time, heardAt });
      return true;
    }
    const present = clock.time + (heardAt - clock.heardAt) / 1000;
    return boots === clock.boots && time >= present - timeWindowSeconds;
  }
}
