import { SeededRandom } from './seeded-random.js';

/** Pools are so many times as large as volumes. */
const poolWeight = 8;

/** How much room a thing has, and how much of it is taken, in bytes. */
export interface FakeSize {
  readonly totalCapacity: number;
  readonly usedCapacity: number;
  readonly freeCapacity: number;
}

/**
 * Draws sizes. Without a unit they are those of the original, a few bytes and others at each listing (section 9 of
 * the Delfin contract). With one they are as large as those of real arrays and stay, but for a little that is
 * written and freed between two listings.
 */
export class FakeSizes {
  constructor(
    private readonly unit: number | undefined,
    private readonly seed: string,
  ) {}

  /** What other sizes of the storage are multiplied by. */
  get factor(): number {
    return this.unit ?? 1;
  }

  /** The size of the whole of a storage: where there is a unit, what its pools have together. */
  whole(pools: number, random: SeededRandom): FakeSize {
    if (this.unit === undefined) return this.of('storage', 1, random);
    const sizes = Array.from({ length: pools }, (_, i) => this.of(`pool ${i}`, poolWeight, random));
    const sum = (name: keyof FakeSize): number => sizes.reduce((all, size) => all + size[name], 0);
    return {
      totalCapacity: sum('totalCapacity'),
      usedCapacity: sum('usedCapacity'),
      freeCapacity: sum('freeCapacity'),
    };
  }

  /** The size of a pool. */
  pool(i: number, random: SeededRandom): FakeSize {
    return this.of(`pool ${i}`, poolWeight, random);
  }

  /** The size of a thing; `weight` tells how much larger it is than the smallest, where there is a unit. */
  of(thing: string, weight: number, random: SeededRandom): FakeSize {
    const known = this.unit === undefined ? random : new SeededRandom(`${this.seed} size of ${thing}`);
    const drawn = known.between(1000, 2000);
    const totalCapacity = this.unit === undefined ? drawn : drawn * weight * this.unit;
    const percent =
      this.unit === undefined ? random.between(0, 100) : known.between(34, 95) + random.fraction() * 2;
    const usedCapacity = Math.floor((totalCapacity * percent) / 100);
    return { totalCapacity, usedCapacity, freeCapacity: totalCapacity - usedCapacity };
  }
}
