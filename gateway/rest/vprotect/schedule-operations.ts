import { operation } from '../route.js';
import { named } from './operations.js';
import { listOperation } from './list-operation.js';
import type { WireNamed } from './virtual-machine-operations.js';
import type { GraphLong, GraphTime, Named } from './wire-values.js';

/** A schedule; times of day and lengths in ms. */
export interface ScheduleData extends WireNamed {
  readonly type: string;
  readonly backupType: string;
  readonly executionType: string;
  readonly hour: number | null;
  readonly startWindowLength: GraphLong;
  readonly interval: {
    readonly startHour: number;
    readonly endHour: number;
    readonly frequency: GraphLong;
  } | null;
  readonly daysOfWeek: readonly string[];
  readonly months: readonly string[];
  readonly dayOfWeekOccurrences: readonly string[];
  readonly active: boolean;
  readonly rules: readonly Named[];
  readonly policies: readonly WireNamed[];
  readonly lastRun: GraphTime;
  readonly nextRun: GraphTime;
}

const scheduleFields = `guid name nameScoped tenantId type backupType executionType hour startWindowLength
    interval { startHour endHour frequency } daysOfWeek months dayOfWeekOccurrences active lastRun nextRun
    rules ${named} policies { guid name nameScoped tenantId }`;

export const listSchedules = listOperation(
  'VprotectSchedules',
  'schedules',
  { filter: 'ScheduleFilter', order: 'ScheduleOrder' },
  scheduleFields,
);

export const showSchedule = operation(`query VprotectSchedule($guid: ID!) {
  item: schedule(guid: $guid) { ${scheduleFields} }
}`);

export const createSchedule = operation(`mutation VprotectCreateSchedule($input: CreateScheduleInput!) {
  changed: createSchedule(input: $input) { schedule { ${scheduleFields} } }
}`);

export const updateSchedule = operation(`mutation VprotectUpdateSchedule($input: UpdateScheduleInput!) {
  changed: updateSchedule(input: $input) { schedule { ${scheduleFields} } }
}`);

export const deleteSchedule = operation(`mutation VprotectDeleteSchedule($input: DeleteScheduleInput!) {
  deleteSchedule(input: $input) { guid }
}`);
