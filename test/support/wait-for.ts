import { setTimeout as delay } from 'node:timers/promises';

/** How long to go on asking, and how often. Both in milliseconds. */
export interface WaitLimits {
  /** Give up after this long; 10 000 unless told. */
  readonly withinMs?: number;
  /** Pause between two askings; 20 unless told. */
  readonly everyMs?: number;
}

/**
 * Asks `condition` until it answers something truthy and returns that answer.
 *
 * A condition that throws counts as "not yet". Fails once the time is over, also while the
 * condition hangs, with a message that names `what` and the last error as its cause.
 */
export async function waitFor<T>(
  what: string,
  condition: () => T | Promise<T>,
  limits: WaitLimits = {},
): Promise<NonNullable<T>> {
  const { withinMs = 10_000, everyMs = 20 } = limits;
  const deadline = performance.now() + withinMs;
  let lastError: unknown;

  for (;;) {
    const left = deadline - performance.now();
    if (left <= 0) throw timedOut(what, withinMs, lastError);

    try {
      const answer = await answerWithin(condition, left);
      if (answer) return answer;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    await delay(Math.min(everyMs, Math.max(0, deadline - performance.now())));
  }
}

async function answerWithin<T>(condition: () => T | Promise<T>, ms: number): Promise<T> {
  const stop = new AbortController();
  const late = delay(ms, undefined, { signal: stop.signal }).then(() => {
    throw new Error('the condition itself did not answer');
  });
  late.catch(() => {});

  try {
    return await Promise.race([condition(), late]);
  } finally {
    stop.abort();
  }
}

function timedOut(what: string, withinMs: number, lastError: unknown): Error {
  const reason = lastError instanceof Error ? ` (last error: ${lastError.message})` : '';
  return new Error(`waited ${withinMs} ms in vain for ${what}${reason}`, { cause: lastError });
}
