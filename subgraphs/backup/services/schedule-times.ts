import type { Schedule } from '../entities/schedule.js';
import { nextFiring, previousFiring, timesAt, timesBetween, type Calendar } from './calendar.js';

const hourMs = 3_600_000;

/** How long after an instant tasks may start where a schedule says nothing, in milliseconds. */
export const usualWindowMs = 6 * hourMs;

/** What says when a schedule fires. */
export type ScheduleCalendar = Pick<
  Schedule,
  | 'executionType'
  | 'hour'
  | 'startHour'
  | 'endHour'
  | 'frequency'
  | 'startWindowLength'
  | 'daysOfWeek'
  | 'months'
  | 'dayOfWeekOccurrences'
>;

/** The calendar of a schedule. */
export function calendarOf(schedule: ScheduleCalendar): Calendar {
  const { executionType, hour, startHour, endHour, frequency } = schedule;
  const { daysOfWeek, months, dayOfWeekOccurrences: occurrences } = schedule;
  return {
    days: { daysOfWeek, months, occurrences },
    times:
      executionType === 'TIME'
        ? timesAt(hour ?? 0)
        : timesBetween(startHour ?? 0, endHour ?? 0, Number(frequency ?? hourMs)),
  };
}

/** How long after an instant its tasks may start, in milliseconds. */
export function windowOf({ executionType, startWindowLength, frequency }: ScheduleCalendar): number {
  const given = Number(startWindowLength);
  if (given > 0) return given;
  return executionType === 'INTERVAL' ? Number(frequency ?? usualWindowMs) : usualWindowMs;
}

/** Where a schedule stands, in milliseconds since 1970. */
export interface ScheduleState {
  readonly active: boolean;
  readonly firedUntil: number;
  readonly calendarSince: number;
  readonly closedRun: number | null;
}

/** What is to come of it. */
export interface ScheduleOutlook {
  readonly nextRun: number | null;
  readonly closedRun: number | null;
  readonly nextClose: number | null;
}

/** What is to come of a schedule: its next instant, the last one whose window is over, and when the next window is. */
export function outlookOf(schedule: ScheduleCalendar, state: ScheduleState, now: number): ScheduleOutlook {
  const { active, firedUntil, calendarSince, closedRun } = state;
  if (!active) return { nextRun: null, closedRun, nextClose: null };
  const calendar = calendarOf(schedule);
  const window = windowOf(schedule);
  const over = previousFiring(calendar, now - window);
  const counts = over !== undefined && over > calendarSince && over > (closedRun ?? -Infinity);
  const open = nextFiring(calendar, Math.max(calendarSince, now - window));
  return {
    nextRun: nextFiring(calendar, firedUntil) ?? null,
    closedRun: counts ? over : closedRun,
    nextClose: open === undefined ? null : open + window,
  };
}
