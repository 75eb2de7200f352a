import { Fault } from '../../kernel/errors/fault.js';
import type { MetricAggregation } from '../entities/metric-enums.js';

/** A range of time cut into steps; the times in milliseconds since 1970, the start included and the end not. */
export interface MetricWindow {
  readonly from: number;
  readonly to: number;
  /** Width of a step in seconds; steps begin at whole multiples of it since 1970. */
  readonly stepS: number;
  readonly aggregation: MetricAggregation;
}

/** What a caller says of it; an hour up to now, in at most 200 steps, unless told. */
export interface MetricWindowWish {
  readonly from?: Date | null | undefined;
  readonly to?: Date | null | undefined;
  readonly stepSeconds?: number | null | undefined;
  readonly aggregation?: MetricAggregation | null | undefined;
}

/** Most steps of one window. */
export const mostSteps = 2000;

const usualRangeMs = 3_600_000;
const usualSteps = 200;
const roundSteps = [60, 300, 900, 3600, 10_800, 21_600, 86_400];
const dayS = 86_400;

/** The window of a wish. BAD_USER_INPUT when it is empty or has more than 2000 steps. */
export function metricWindow(wish: MetricWindowWish, now = Date.now()): MetricWindow {
  const to = wish.to?.getTime() ?? now;
  const from = wish.from?.getTime() ?? to - usualRangeMs;
  if (!(from < to)) throw new Fault('BAD_USER_INPUT', '"from" must be before "to".');
  const stepS = wish.stepSeconds ?? usualStep(to - from);
  if (stepS < 1 || stepS > 366 * dayS)
    throw new Fault('BAD_USER_INPUT', '"stepSeconds" must be from 1 second to a year.');
  const window = { from, to, stepS, aggregation: wish.aggregation ?? 'AVERAGE' };
  if (stepsOf(window) > mostSteps)
    throw new Fault(
      'BAD_USER_INPUT',
      `The range has more than ${mostSteps} steps; ask for a shorter one or for wider steps.`,
    );
  return window;
}

/** How many steps a window touches. */
export function stepsOf({ from, to, stepS }: MetricWindow): number {
  return Math.floor((to - 1) / (stepS * 1000)) - Math.floor(from / (stepS * 1000)) + 1;
}

function usualStep(rangeMs: number): number {
  const least = rangeMs / 1000 / usualSteps;
  return roundSteps.find((step) => step >= least) ?? Math.ceil(least / dayS) * dayS;
}
