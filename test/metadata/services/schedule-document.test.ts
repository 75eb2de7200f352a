import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { scheduleOf, timetableOf } from '../../../subgraphs/metadata/services/schedule-document.js';

const right: readonly (readonly [key: string, value: unknown])[] = [
  ['schedule_date', '2026-01-31T08:00:00'],
  ['schedule_start_date', '2026-01-31T08:00:00.5Z'],
  ['schedule_end_date', '2026-01-31T08:00:00+02:00'],
  ['schedule_interval', 'continuous'],
  ['schedule_interval', '36 hours'],
  ['schedule_year', '2026'],
  ['schedule_day_of_week', 'mon-fri'],
  ['schedule_second', ''],
  ['time_started', -1],
  ['current_pid', 4711],
  ['event', 'remove'],
  ['status', 'aborting'],
  ['result', ''],
];
const wrong: readonly (readonly [key: string, value: unknown])[] = [
  ['schedule_date', 'tomorrow'],
  ['schedule_date', '2026-13-01T00:00:00'],
  ['schedule_date', '2026-01-31 08:00:00'],
  ['schedule_end_date', 1_700_000_000],
  ['schedule_interval', '1.5 days'],
  ['schedule_interval', 'days'],
  ['schedule_year', '26'],
  ['schedule_month', 5],
  ['time_ended', 1.5],
  ['time_ended', -2],
  ['event', 'START'],
  ['status', 'failed'],
  ['result', true],
  ['constructor', ''],
  ['__proto__', ''],
];

describe('a schedule', () => {
  for (const [key, value] of right)
    test(`may say ${key} ${JSON.stringify(value)}`, () => {
      assert.deepEqual(scheduleOf('job_schedule', { [key]: value }), { [key]: value });
    });

  for (const [key, value] of wrong)
    test(`is refused with ${key} ${JSON.stringify(value)}, by name`, () => {
      const document = JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(value)}}`) as unknown;

      assert.throws(() => scheduleOf('job_schedule', document), {
        code: 'BAD_USER_INPUT',
        message: new RegExp(`^"job_schedule\\.${key}" `),
      });
    });

  test('leaves out what is null, and hands on when it runs but not how it went', () => {
    const schedule = scheduleOf('schedule', {
      schedule_hour: '3',
      schedule_day: null,
      status: 'running',
      time_started: 5,
    });

    assert.deepEqual(timetableOf(schedule), { schedule_hour: '3' });
  });
});
