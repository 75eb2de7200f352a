import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import {
  days,
  DayOfWeekOccurrenceEnum,
  months,
  type DayOfWeekOccurrence,
} from '../../subgraphs/backup/entities/schedule-words.js';
import {
  firings,
  nextFiring,
  previousFiring,
  timeOfDay,
  timesAt,
  timesBetween,
  type Calendar,
  type DayRule,
} from '../../subgraphs/backup/services/calendar.js';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const everyDay: DayRule = { daysOfWeek: [], months: [], occurrences: [] };
const occurrences = Object.keys(DayOfWeekOccurrenceEnum) as DayOfWeekOccurrence[];

suite('a calendar', () => {
  test('fires at a time of day in milliseconds of UTC', () => {
    const calendar = { days: everyDay, times: timesAt(3600) };

    assert.deepEqual(shown(calendar, '2026-03-28T12:00:00Z', 3), [
      '2026-03-29T00:00:03.600Z',
      '2026-03-30T00:00:03.600Z',
      '2026-03-31T00:00:03.600Z',
    ]);
  });

  test('fires in an interval up to and including its end', () => {
    const calendar = { days: everyDay, times: timesBetween(10 * hourMs, 11 * hourMs, hourMs / 2) };

    assert.deepEqual(shown(calendar, '2026-01-01T10:00:00Z', 3), [
      '2026-01-01T10:30:00.000Z',
      '2026-01-01T11:00:00.000Z',
      '2026-01-02T10:00:00.000Z',
    ]);
  });

  test('counts an interval over midnight to the day it began', () => {
    const calendar = {
      days: { ...everyDay, daysOfWeek: ['FRIDAY' as const] },
      times: timesBetween(22 * hourMs, 2 * hourMs, 2 * hourMs),
    };

    assert.deepEqual(shown(calendar, '2026-01-01T00:00:00Z', 4), [
      '2026-01-02T22:00:00.000Z',
      '2026-01-03T00:00:00.000Z',
      '2026-01-03T02:00:00.000Z',
      '2026-01-09T22:00:00.000Z',
    ]);
  });

  test('finds a date that is both the fourth and the last of its name', () => {
    const fourth = { days: dayRule('SATURDAY', 'FOURTH_IN_MONTH', 'FEBRUARY'), times: timesAt(0) };
    const last = { days: dayRule('SATURDAY', 'LAST_IN_MONTH', 'FEBRUARY'), times: timesAt(0) };

    assert.deepEqual(shown(fourth, '2026-01-01T00:00:00Z', 1), ['2026-02-28T00:00:00.000Z']);
    assert.deepEqual(shown(last, '2026-01-01T00:00:00Z', 1), ['2026-02-28T00:00:00.000Z']);
  });

  test('finds the last seven days of a leap February', () => {
    const calendar = { days: dayRule('TUESDAY', 'LAST_IN_MONTH', 'FEBRUARY'), times: timesAt(0) };

    assert.deepEqual(shown(calendar, '2028-01-01T00:00:00Z', 1), ['2028-02-29T00:00:00.000Z']);
  });

  test('takes a time of day from whatever midnight it was counted', () => {
    assert.deepEqual([-hourMs, 25 * hourMs, 3.6, 0, -dayMs, dayMs - 0.4].map(timeOfDay), [
      23 * hourMs,
      hourMs,
      4,
      0,
      0,
      0,
    ]);
  });

  test('agrees with a slow and obvious one on any calendar', () => {
    fc.assert(
      fc.property(anyCalendar, fc.integer({ min: 0, max: 400 * dayMs }), (drawn, shift) => {
        const origin = Date.UTC(2027, 10, 20);
        const at = origin + shift;
        const { times, ...rule } = drawn;
        const calendar: Calendar = { days: rule, times };
        const all = everyFiring(calendar, origin - 3 * dayMs, origin + 800 * dayMs);

        const next = nextFiring(calendar, at);
        const previous = previousFiring(calendar, at);
        const window = [...firings(calendar, at, at + 3 * dayMs)];

        assert.equal(
          next,
          all.find((instant) => instant > at),
        );
        assert.deepEqual(
          window,
          all.filter((instant) => instant > at && instant <= at + 3 * dayMs),
        );
        const expected = all.findLast((instant) => instant <= at);
        if (expected !== undefined) assert.equal(previous, expected);
        else assert.ok(previous === undefined || previous < origin - 2 * dayMs);
      }),
      { numRuns: 300 },
    );
  });
});

const time = fc.oneof(
  fc.integer({ min: 0, max: dayMs - 1 }),
  fc.integer({ min: 0, max: 23 }).map((hour) => hour * hourMs),
);

const anyCalendar = fc.record({
  daysOfWeek: fc.subarray([...days]),
  months: fc.oneof(fc.constant([]), fc.subarray([...months])),
  occurrences: fc.oneof(fc.constant([]), fc.subarray(occurrences)),
  times: fc.oneof(
    time.map(timesAt),
    fc
      .tuple(time, time, fc.integer({ min: hourMs / 4, max: 30 * hourMs }))
      .map(([start, end, frequency]) => timesBetween(start, end, frequency)),
  ),
});

/** All firings of the days of a range, found by looking at every day and every time of it. */
function everyFiring({ days: rule, times }: Calendar, from: number, to: number): number[] {
  const found: number[] = [];
  for (let midnight = from - (from % dayMs); midnight < to; midnight += dayMs) {
    if (!isWanted(rule, new Date(midnight))) continue;
    for (let time = times.first; time <= times.last; time += times.step) found.push(midnight + time);
  }
  return found;
}

const names = new Map<number, readonly string[]>();
const weekday = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' });
const monthName = new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' });

/** Day of the week and month of a date, as the platform names them. */
function namesOf(date: Date): readonly string[] {
  const known = names.get(date.getTime());
  const found = known ?? [weekday, monthName].map((format) => format.format(date).toUpperCase());
  names.set(date.getTime(), found);
  return found;
}

function isWanted({ daysOfWeek, months: inMonths, occurrences: weeks }: DayRule, date: Date): boolean {
  const [name = '', month = ''] = namesOf(date);
  if (daysOfWeek.length > 0 && !daysOfWeek.some((day) => day === name)) return false;
  if (inMonths.length > 0 && !inMonths.some((one) => one === month)) return false;
  if (weeks.length === 0) return true;
  const isInMonth = (weeksAway: number): boolean =>
    new Date(date.getTime() + weeksAway * 7 * dayMs).getUTCMonth() === date.getUTCMonth();
  const before = [-1, -2, -3, -4].filter(isInMonth).length;
  return weeks.some((week) =>
    week === 'LAST_IN_MONTH' ? !isInMonth(1) : occurrences.indexOf(week) === before,
  );
}

function dayRule(
  day: DayRule['daysOfWeek'][number],
  occurrence: DayOfWeekOccurrence,
  month: DayRule['months'][number],
): DayRule {
  return { daysOfWeek: [day], occurrences: [occurrence], months: [month] };
}

function shown(calendar: Calendar, after: string, most: number): string[] {
  const found: string[] = [];
  for (const instant of firings(calendar, Date.parse(after))) {
    if (found.length === most) break;
    found.push(new Date(instant).toISOString());
  }
  return found;
}
