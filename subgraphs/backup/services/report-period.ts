import { Fault } from '../../kernel/errors/fault.js';

const dayMs = 86_400_000;

/** The first instant a DateTime can name. */
const earliest = Date.parse('0001-01-01T00:00:00Z');

/** A stretch of time; both ends belong to it. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
}

/** The period asked for; one day up to now unless told. BAD_USER_INPUT when it ends before it begins. */
export function periodOf(from: Date | null | undefined, to: Date | null | undefined, now: Date): Period {
  const end = to ?? now;
  const begin = from ?? new Date(Math.max(earliest, end.getTime() - dayMs));
  if (begin > end) throw new Fault('BAD_USER_INPUT', '"from" must not be after "to".');
  return { from: begin, to: end };
}

/** The period asked for, from the midnight of the first of so many days up to now unless told. BAD_USER_INPUT when it ends before it begins, and when the days reach back behind the year 1. */
export function daysBefore(
  days: number,
  from: Date | null | undefined,
  to: Date | null | undefined,
  now: Date,
): Period {
  const [first = now] = lastDays(days, to ?? now);
  if (first.getTime() < earliest)
    throw new Fault('BAD_USER_INPUT', '"to" lies too far back for so many days.');
  return periodOf(from ?? first, to, now);
}

/** The midnights of the last days up to one, the oldest first. */
export function lastDays(days: number, now: Date): Date[] {
  const today = Math.floor(now.getTime() / dayMs) * dayMs;
  return Array.from({ length: days }, (_, i) => new Date(today - (days - 1 - i) * dayMs));
}
