import type { Capabilities, MetricRequest } from '../drivers/metrics.js';

/** A range of time in milliseconds since 1970, whole seconds, the start included and the end not. */
export interface CollectRange {
  readonly start: number;
  readonly end: number;
}

/** How often a range that could not be collected is tried again (section 10.2 of the Delfin contract). */
export const mostRetries = 5;

const overlapMs = 60_000;
const longestGapMs = 1_800_000;
const longestRetryWindowS = 7200;
const usualRetryS = 900;
const longestRetryS = 86_400;

/** The present instant in whole seconds. */
export function wholeSeconds(now = Date.now()): number {
  return Math.floor(now / 1000) * 1000;
}

/**
 * What a regular run asks for: the last interval, or what has passed since the last run, at most 1800 s when
 * the interval is shorter; and 60 s more in front, because arrays publish late.
 */
export function regularRange(now: number, intervalMs: number, collectedTo: number | undefined): CollectRange {
  const furthest = now - Math.max(intervalMs, longestGapMs);
  const start = collectedTo === undefined ? now - intervalMs : Math.max(furthest, Math.min(collectedTo, now));
  return { start: wholeSeconds(start) - overlapMs, end: now };
}

/** Milliseconds between two tries of a range that could not be collected. */
export function retryPeriodMs(capabilities: Capabilities): number {
  const { performance_metric_retention_window: window, failed_job_collect_interval: own } = capabilities;
  if (window !== undefined && window > 0) return (Math.min(window, longestRetryWindowS) / 5) * 1000;
  return (own !== undefined && own > 0 ? Math.min(own, longestRetryS) : usualRetryS) * 1000;
}

/** The request for a range; undefined when the driver measures nothing. */
export function requestOf(
  { resource_metrics: metrics }: Capabilities,
  range: CollectRange,
): MetricRequest | undefined {
  if (!metrics || Object.keys(metrics).length === 0) return undefined;
  return { ...range, metrics };
}
