import { setTimeout as delay } from 'node:timers/promises';
import type { BenchRequest } from './messages.js';

/**
 * Sends requests at a steady rate for so many milliseconds, whether or not earlier ones have been answered,
 * as many users do; answers how long each took, in milliseconds. Throws unless every answer was 200.
 */
export async function pacedRequests(
  url: string,
  requests: readonly BenchRequest[],
  perSecond: number,
  ms: number,
): Promise<readonly number[]> {
  const startedAt = performance.now();
  const answers: Promise<number>[] = [];
  const total = Math.max(1, Math.round((ms * perSecond) / 1000));
  for (let i = 0; i < total; i++) {
    await delay(Math.max(0, startedAt + (i * 1000) / perSecond - performance.now()));
    const request = requests[i % requests.length];
    if (request) answers.push(timed(url, request));
  }
  return Promise.all(answers);
}

/** The value that this part of the others does not exceed. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

async function timed(base: string, { method, path, headers, body }: BenchRequest): Promise<number> {
  const startedAt = performance.now();
  const answer = await fetch(base + path, {
    method,
    headers: { ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.text();
  if (answer.status !== 200)
    throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 300)}`);
  return performance.now() - startedAt;
}
