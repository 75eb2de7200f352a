import type { DayOfWeek, DayOfWeekOccurrence, Month } from '../entities/schedule-words.js';
import { days, months as monthNames } from '../entities/schedule-words.js';

const dayMs = 86_400_000;
/** Every calendar has a day in each year; the farthest two are a leap year and a month apart. */
const farthestDays = 800;

/** When a schedule fires: on which days, and at which times of such a day. All of it in UTC, in milliseconds. */
export interface Calendar {
  readonly days: DayRule;
  readonly times: Times;
}

/** Which days match; an empty list restricts nothing. */
export interface DayRule {
  readonly daysOfWeek: readonly DayOfWeek[];
  readonly months: readonly Month[];
  readonly occurrences: readonly DayOfWeekOccurrence[];
}

/**
 * The times of a day: `first`, then each `step` up to and including `last`, counted from its midnight. `last` may
 * lie on the next day, always before that day's `first`.
 */
export interface Times {
  readonly first: number;
  readonly step: number;
  readonly last: number;
}

/** Once, at a time of day. */
export function timesAt(hour: number): Times {
  return { first: hour, step: dayMs, last: hour };
}

/** At `start`, each `frequency` after it, up to and including `end`; an earlier `end` is that of the next day. */
export function timesBetween(start: number, end: number, frequency: number): Times {
  return { first: start, step: frequency, last: end < start ? end + dayMs : end };
}

/** A time of day within 24 hours, as a whole number, whatever it was counted from (vprotect.md 3.5). */
export function timeOfDay(ms: number): number {
  return ((Math.round(ms) % dayMs) + dayMs) % dayMs;
}

/** The first instant after `after`; undefined where the calendar of the platform ends. */
export function nextFiring(calendar: Calendar, after: number): number | undefined {
  const { first, step, last } = calendar.times;
  const matches = dayMatcher(calendar.days);
  const from = Math.floor(after / dayMs) - 1;
  for (let day = from; day < from + farthestDays; day++) {
    const midnight = day * dayMs;
    if (midnight + last <= after || !matches(day)) continue;
    const passed = midnight + first > after ? 0 : Math.floor((after - midnight - first) / step) + 1;
    const offset = first + passed * step;
    if (offset <= last) return midnight + offset;
  }
  return undefined;
}

/** The last instant up to and including `until`; undefined where the calendar of the platform begins. */
export function previousFiring(calendar: Calendar, until: number): number | undefined {
  const { first, step, last } = calendar.times;
  const matches = dayMatcher(calendar.days);
  const from = Math.floor(until / dayMs);
  for (let day = from; day > from - farthestDays; day--) {
    const midnight = day * dayMs;
    if (midnight + first > until || !matches(day)) continue;
    const reach = Math.min(last, until - midnight);
    return midnight + first + Math.floor((reach - first) / step) * step;
  }
  return undefined;
}

/** The instants after `after`, up to and including `until`, in order. */
export function* firings(calendar: Calendar, after: number, until = Infinity): Generator<number> {
  let instant = nextFiring(calendar, after);
  while (instant !== undefined && instant <= until) {
    yield instant;
    instant = nextFiring(calendar, instant);
  }
}

/** Tells of a day, counted from 1970-01-01, whether it matches. */
function dayMatcher({ daysOfWeek, months, occurrences }: DayRule): (day: number) => boolean {
  const weekdays = new Set(daysOfWeek.map((name) => days.indexOf(name)));
  const wanted = new Set(months.map((name) => monthNames.indexOf(name)));
  const weeks = new Set(occurrences);
  return (day) => {
    // 1970-01-01 was a Thursday, which is 3 from Monday.
    if (weekdays.size > 0 && !weekdays.has((((day + 3) % 7) + 7) % 7)) return false;
    if (wanted.size === 0 && weeks.size === 0) return true;
    const date = new Date(day * dayMs);
    if (wanted.size > 0 && !wanted.has(date.getUTCMonth())) return false;
    return weeks.size === 0 || isInWeek(weeks, date);
  };
}

const ordinals = ['FIRST_IN_MONTH', 'SECOND_IN_MONTH', 'THIRD_IN_MONTH', 'FOURTH_IN_MONTH'] as const;

function isInWeek(weeks: ReadonlySet<DayOfWeekOccurrence>, date: Date): boolean {
  const dayOfMonth = date.getUTCDate();
  const ordinal = ordinals[Math.floor((dayOfMonth - 1) / 7)];
  if (ordinal && weeks.has(ordinal)) return true;
  const lengthOfMonth = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return weeks.has('LAST_IN_MONTH') && dayOfMonth > lengthOfMonth - 7;
}
