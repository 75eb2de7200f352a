import { Fault } from '../errors/fault.js';

const longestQueue = 100;

/**
 * One after another per key, so that attempts sent in parallel are counted like attempts in a row.
 * RATE_LIMITED when too many wait already.
 */
export class Turns {
  private readonly lines = new Map<string, { length: number; last: Promise<void> }>();

  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const line = this.lines.get(key) ?? { length: 0, last: Promise.resolve() };
    if (line.length >= longestQueue)
      throw new Fault('RATE_LIMITED', 'Too many logins at once; try again in a moment.', {
        details: { retryAfter: 1 },
      });
    this.lines.set(key, line);
    line.length++;
    const before = line.last;
    const { promise, resolve } = Promise.withResolvers<void>();
    line.last = promise;
    try {
      await before;
      return await work();
    } finally {
      resolve();
      if (--line.length === 0) this.lines.delete(key);
    }
  }
}
