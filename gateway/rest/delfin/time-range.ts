import type { LegacyRequest } from '../route.js';
import { alertIntervalRule } from './body-rules.js';
import { invalidInput } from './faults.js';
import { memberOf, type JsonRecord, type JsonValue } from './json-value.js';
import { integerOf, last } from './list-query.js';
import { readBody } from './request-body.js';

/** An interval as the graph takes it: epoch milliseconds as text; an open end is absent. */
export interface TimeRange {
  readonly beginTime?: string;
  readonly endTime?: string;
}

const notIntegers = 'begin_time and end_time should be integer values in milliseconds.';
const wrongOrder = 'end_time should be greater than begin_time.';

/** The interval in the query of `GET …/alerts` (delfin.md §7.7). Throws a Refusal. */
export function queriedRange({ query }: LegacyRequest): TimeRange {
  return timeRange(timeText(last(query, 'begin_time')), timeText(last(query, 'end_time')));
}

/** The interval in the body of `POST …/alerts`: integers, or digits as text (delfin.md §2.1). Throws a Refusal. */
export function postedRange(request: LegacyRequest): TimeRange {
  return rangeOf(readBody(request, alertIntervalRule));
}

/** The interval of a body that was checked. Throws a Refusal. */
export function rangeOf(body: JsonRecord): TimeRange {
  return timeRange(timeValue(memberOf(body, 'begin_time')), timeValue(memberOf(body, 'end_time')));
}

/** 0 is as good as absent. */
function timeRange(begin: bigint, end: bigint): TimeRange {
  if (begin !== 0n && end !== 0n && end <= begin) throw invalidInput(wrongOrder);
  return {
    ...(begin === 0n ? {} : { beginTime: begin.toString() }),
    ...(end === 0n ? {} : { endTime: end.toString() }),
  };
}

function timeText(text: string | undefined): bigint {
  if (text === undefined || text === '') return 0n;
  const time = integerOf(text);
  if (time === undefined) throw invalidInput(notIntegers);
  return time;
}

function timeValue(value: JsonValue | undefined): bigint {
  if (typeof value === 'number' || typeof value === 'bigint') return BigInt(value);
  if (value === undefined || value === null) return 0n;
  if (typeof value === 'string') return timeText(value);
  throw invalidInput(notIntegers);
}
