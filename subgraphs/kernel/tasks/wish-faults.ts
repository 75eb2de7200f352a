import { Fault } from '../errors/fault.js';
import type { NewTask } from './contract.js';
import { isGuid } from './guid.js';
import { isPlaceName } from './lanes.js';

/** Refuses a task that cannot be; BAD_USER_INPUT names the wrong property. */
export function refuseWrong(wish: NewTask): void {
  const { windowStart, windowEnd, priority = 0 } = wish;
  if (!Number.isInteger(priority) || priority < 0 || priority > 100)
    throw wrong(`"priority" must be a whole number from 0 to 100, not ${priority}.`);
  for (const [name, date] of [
    ['windowStart', windowStart],
    ['windowEnd', windowEnd],
  ] as const) {
    if (date && Number.isNaN(date.getTime())) throw wrong(`"${name}" is not an instant.`);
  }
  if (windowStart && windowEnd && windowEnd <= windowStart)
    throw wrong('"windowEnd" must be after "windowStart".');
  if (wish.parentGuid !== undefined && !isGuid(wish.parentGuid))
    throw wrong('"parentGuid" is not the guid of a task.');
  if (wish.place !== undefined && !isPlaceName(wish.place))
    throw wrong('"place" is not the name of a place.');
  for (const [name, value] of Object.entries(wish)) {
    if (typeof value === 'string' && value.includes('\0'))
      throw wrong(`"${name}" must not hold a NUL character.`);
  }
}

function wrong(sentence: string): Fault {
  return new Fault('BAD_USER_INPUT', sentence);
}
