import type { WebhookConfig } from './config.js';

/**
 * Ms until the next attempt after so many failed ones: doubled each time up to the longest, of which a random quarter is
 * taken off so that receivers that come back are not met by all at once. Never earlier than the receiver asked for.
 */
export function retryInMs(
  failures: number,
  { firstRetry, longestRetry }: Pick<WebhookConfig, 'firstRetry' | 'longestRetry'>,
  askedMs = 0,
  random: () => number = Math.random,
): number {
  const doubled = Math.min(firstRetry * 2 ** Math.min(failures - 1, 40), longestRetry);
  return Math.max(doubled * (1 - random() / 4), Math.min(askedMs, longestRetry));
}
