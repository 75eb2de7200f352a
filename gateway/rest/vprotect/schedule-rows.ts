import { z } from 'zod';
import type { IdentifiedRequest, Row } from '../route.js';
import {
  count,
  enumValues,
  flag,
  given,
  guids,
  optionalEnum,
  optionalName,
  optionalText,
  timeOfDay,
  wholeNumber,
} from './body-values.js';
import { enumObject } from './enum-catalogue.js';
import { invalid } from './faults.js';
import { changeRow, itemRow, pathGuid } from './item-row.js';
import { listRow } from './list-row.js';
import { readBody } from './read-body.js';
import * as graph from './schedule-operations.js';
import { plainName, scopeOf } from './tenant-scope.js';
import { wireReference } from './virtual-machine-shapes.js';
import { millisOf, references, sizeOf } from './wire-values.js';

const what = 'schedule';
const dayMs = 86_400_000;
const frequency = wholeNumber(60_000, 366 * dayMs, 'must be 60000 or more').nullish();

/** Body of a schedule (vprotect.md 3.5). Old clients send an interval with every one, also empty. */
export const scheduleBody = z.object({
  name: optionalName,
  type: optionalEnum('ScheduleType'),
  backupType: optionalEnum('BackupType'),
  executionType: optionalEnum('ExecutionType'),
  hour: timeOfDay,
  startWindowLength: count,
  interval: z.object({ startHour: timeOfDay, endHour: timeOfDay, frequency }).nullish(),
  daysOfWeek: enumValues('DayOfWeek'),
  months: enumValues('Month'),
  dayOfWeekOccurrences: enumValues('DayOfWeekOccurrence'),
  active: flag,
  rules: guids,
  tenantId: optionalText,
});

type Body = z.output<typeof scheduleBody>;

interface Changed {
  readonly changed: { readonly schedule: graph.ScheduleData };
}

/** Schedules (vprotect.md 3.5). */
export const scheduleRows: readonly Row[] = [
  listRow<graph.ScheduleData>({
    path: '/schedules',
    summary: 'Schedules.',
    operation: graph.listSchedules,
    shape: scheduleShape,
    filters: [
      {
        names: ['type'],
        kind: { of: 'ScheduleType', served: ['VM_BACKUP', 'VM_SNAPSHOT'] },
        member: 'type',
        many: false,
        meaning: 'Its type.',
      },
      {
        names: ['protected-entity', 'protectedEntity'],
        kind: 'guid',
        member: 'vmGuids',
        many: true,
        meaning: 'A machine it reaches through its policy.',
      },
      { names: ['rules'], kind: 'guid', member: 'ruleGuids', many: true, meaning: 'A rule it belongs to.' },
    ],
    tenant: 'tenantId',
  }),
  changeRow<Changed>({
    method: 'POST',
    path: '/schedules',
    status: 201,
    summary: 'Makes a schedule.',
    body: scheduleBody,
    operation: graph.createSchedule,
    variables: (request) => ({ input: newSchedule(request) }),
    shape: ({ changed }) => scheduleShape(changed.schedule),
  }),
  itemRow('/schedules/:guid', what, graph.showSchedule, scheduleShape),
  changeRow<Changed>({
    method: 'PUT',
    path: '/schedules/:guid',
    status: 200,
    summary: 'Changes a schedule; what is not sent stays.',
    body: scheduleBody,
    operation: graph.updateSchedule,
    variables: (request) => ({ input: changedSchedule(request) }),
    shape: ({ changed }) => scheduleShape(changed.schedule),
  }),
  changeRow({
    method: 'DELETE',
    path: '/schedules/:guid',
    summary: 'Removes a schedule; rules that used it go on without.',
    operation: graph.deleteSchedule,
    variables: (request) => ({ input: { guid: pathGuid(request, what) } }),
  }),
];

/** A schedule as the API shows it; `interval` is there for INTERVAL alone, whose editor clients choose by it. */
export function scheduleShape(schedule: graph.ScheduleData): Readonly<Record<string, unknown>> {
  const { interval, rules } = schedule;
  return {
    ...wireReference(schedule),
    type: enumObject('ScheduleType', schedule.type),
    backupType: enumObject('BackupType', schedule.backupType),
    executionType: enumObject('ExecutionType', schedule.executionType),
    hour: schedule.hour ?? undefined,
    startWindowLength: sizeOf(schedule.startWindowLength),
    interval: interval
      ? { startHour: interval.startHour, endHour: interval.endHour, frequency: sizeOf(interval.frequency) }
      : undefined,
    daysOfWeek: schedule.daysOfWeek.map((day) => enumObject('DayOfWeek', day)),
    months: schedule.months.map((month) => enumObject('Month', month)),
    dayOfWeekOccurrences: schedule.dayOfWeekOccurrences.map((one) => enumObject('DayOfWeekOccurrence', one)),
    active: schedule.active,
    rules: references(rules),
    policies: schedule.policies.map(wireReference),
    lastRun: millisOf(schedule.lastRun),
    nextRun: millisOf(schedule.nextRun),
    tenantId: schedule.tenantId ?? undefined,
  };
}

/** What the graph makes a schedule of. The call of a project gives it that project, and a name unique there. */
function newSchedule(request: IdentifiedRequest): object {
  const body = given(readBody(scheduleBody, request));
  const scope = scopeOf(request);
  const { name, interval, hour } = body;
  if (name === undefined) throw required('name');
  const executionType = body.executionType ?? (interval != null && hour === undefined ? 'INTERVAL' : 'TIME');
  if (executionType === 'TIME' && hour === undefined) throw required('hour');
  if (executionType === 'INTERVAL' && interval?.frequency == null) throw required('interval');
  const tenantId = body.tenantId ?? scope;
  return given({
    name: plainName(name, scope),
    nameScoped: scope === undefined ? undefined : tenantId === scope,
    tenantId,
    type: body.type ?? 'VM_BACKUP',
    backupType: body.backupType ?? 'FULL',
    executionType,
    ...timing(body, executionType),
    startWindowLength: body.startWindowLength,
    ...calendar(body),
    active: body.active,
    ruleGuids: body.rules,
  });
}

function changedSchedule(request: IdentifiedRequest): object {
  const body = readBody(scheduleBody, request);
  return {
    guid: pathGuid(request, what),
    name: body.name == null ? undefined : plainName(body.name, scopeOf(request) ?? body.tenantId),
    tenantId: body.tenantId,
    type: body.type ?? undefined,
    backupType: body.backupType ?? undefined,
    executionType: body.executionType ?? undefined,
    ...timing(body, body.executionType ?? undefined),
    startWindowLength: body.startWindowLength ?? undefined,
    ...calendar(body),
    active: body.active ?? undefined,
    ruleGuids: body.rules ?? undefined,
  };
}

/** The times of a schedule. An interval sent along with TIME is not looked at (3.5). */
function timing(
  { hour, interval }: Pick<Body, 'hour' | 'interval'>,
  executionType: string | undefined,
): object {
  return {
    hour,
    ...(interval == null || executionType === 'TIME' ? {} : { interval: given(interval) }),
  };
}

function calendar(body: Pick<Body, 'daysOfWeek' | 'months' | 'dayOfWeekOccurrences'>): object {
  return {
    daysOfWeek: body.daysOfWeek ?? undefined,
    months: body.months ?? undefined,
    dayOfWeekOccurrences: body.dayOfWeekOccurrences ?? undefined,
  };
}

function required(field: string) {
  return invalid(`${field} is required`, [{ field, message: 'is required' }]);
}
