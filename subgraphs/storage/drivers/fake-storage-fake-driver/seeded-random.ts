import { createHash } from 'node:crypto';

/** Draws that come again in the same order for the same seed. */
export class SeededRandom {
  private state: number;

  constructor(seed: string) {
    this.state = createHash('sha256').update(seed).digest().readUInt32LE(0);
  }

  /** A whole number, both bounds included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  /** One of a list. */
  of<T>(list: readonly T[]): T {
    return list[this.between(0, list.length - 1)] as T;
  }

  coin(): boolean {
    return this.fraction() < 0.5;
  }

  /** So many distinct members of a list, in its order. */
  some<T>(list: readonly T[], count: number): readonly T[] {
    const picked = new Set<number>();
    while (picked.size < Math.min(count, list.length)) picked.add(this.between(0, list.length - 1));
    return list.filter((_, i) => picked.has(i));
  }

  /** From 0 to below 1: the counter is walked by an odd constant and its bits are mixed. */
  fraction(): number {
    this.state = (this.state + 0x9e3779b9) >>> 0;
    let bits = this.state;
    bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
  }
}

/** A UUID that depends on nothing but its seed. */
export function seededUuid(seed: string): string {
  const digits = createHash('sha256').update(seed).digest('hex');
  const variant = ((Number.parseInt(digits.charAt(16), 16) & 3) | 8).toString(16);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}
