import { invalid } from './backup-fault.js';
import { usualWindowMs } from './request-export.js';

/** When and how urgently something is to run, as a request says it. */
export interface TimingWish {
  readonly windowStart?: Date | null | undefined;
  readonly windowEnd?: Date | null | undefined;
  readonly priority?: number | null | undefined;
}

/** The same, checked and complete but for the priority. */
export interface Timing {
  readonly windowStart: Date;
  readonly windowEnd: Date;
  readonly priority: number | undefined;
}

/** From now for five hours unless told (vprotect.md 3.2). VALIDATION for a window that ends before it begins and a priority beyond 0 to 100. */
export function readTiming({ windowStart, windowEnd, priority }: TimingWish): Timing {
  const start = windowStart ?? new Date();
  const end = windowEnd ?? new Date(start.getTime() + usualWindowMs);
  if (end <= start) throw invalid('windowEnd', 'after windowStart');
  if (priority != null && (!Number.isInteger(priority) || priority < 0 || priority > 100))
    throw invalid('priority', 'a whole number from 0 to 100');
  return { windowStart: start, windowEnd: end, priority: priority ?? undefined };
}
