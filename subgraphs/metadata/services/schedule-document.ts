import { integerOf, objectOf, textOf, withoutNulls, wordOf, wrongValue } from './checked-values.js';
import type { Doc } from './work-row.js';

/** The words of a schedule; the empty one stands for none. */
export const scheduleWords = {
  event: ['', 'stop', 'start', 'abort', 'remove'],
  status: ['', 'completed', 'stop', 'scheduled', 'running', 'aborting', 'removed'],
  result: ['', 'success', 'fail', 'aborted'],
} as const;

const integers = ['time_created', 'time_started', 'time_ended', 'current_pid'];
const dates = ['schedule_date', 'schedule_start_date', 'schedule_end_date'];
const parts = ['month', 'day', 'week', 'day_of_week', 'hour', 'minute', 'second'].map((p) => `schedule_${p}`);
const date = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(Z|[+-]\d{2}:\d{2})?$/;
const interval = /^(?:continuous|\d{1,9} (?:weeks|days|hours|minutes|seconds))$/;

/** A schedule as it may be stored; `name` is its key. Throws BAD_USER_INPUT that names the wrong member (freezer.md §7). */
export function scheduleOf(name: string, value: unknown): Doc {
  const schedule = withoutNulls(objectOf(name, value));
  for (const [key, member] of Object.entries(schedule)) check(`${name}.${key}`, key, member);
  return schedule;
}

/** What a session's schedule gives to its jobs: when to run, not how it went. */
export function timetableOf(schedule: Doc): Doc {
  return Object.fromEntries(Object.entries(schedule).filter(([key]) => key.startsWith('schedule_')));
}

function check(name: string, key: string, value: unknown): void {
  if (Object.hasOwn(scheduleWords, key))
    wordOf(name, value, scheduleWords[key as keyof typeof scheduleWords], '');
  else if (integers.includes(key)) integerOf(name, value, 0, -1);
  else if (dates.includes(key)) checkDate(name, textOf(name, value, ''));
  else if (key === 'schedule_interval') {
    if (!interval.test(textOf(name, value, '')))
      throw wrongValue(name, 'must be "continuous" or a number and weeks, days, hours, minutes or seconds');
  } else if (key === 'schedule_year') {
    if (!/^\d{4}$/.test(textOf(name, value, ''))) throw wrongValue(name, 'must be a text of four digits');
  } else if (parts.includes(key)) textOf(name, value, '');
  else throw wrongValue(name, 'is no member of a schedule');
}

function checkDate(name: string, text: string): void {
  const zone = date.exec(text);
  if (!zone || Number.isNaN(Date.parse(zone[1] === undefined ? `${text}Z` : text)))
    throw wrongValue(name, 'must be a date and time such as "2026-01-31T08:00:00Z"');
}
