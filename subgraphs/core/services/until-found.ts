import { setTimeout as delay } from 'node:timers/promises';

const lookEveryMs = 50;

/** Looks until there is something; undefined when there is nothing after so many ms. */
export async function untilFound<T>(
  longestMs: number,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const until = performance.now() + longestMs;
  for (;;) {
    const found = await look();
    if (found !== undefined || performance.now() >= until) return found;
    await delay(lookEveryMs);
  }
}
