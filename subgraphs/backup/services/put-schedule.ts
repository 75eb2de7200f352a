import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { Schedule } from '../entities/schedule.js';
import type {
  CreateScheduleInput,
  PreviewScheduleInput,
  UpdateScheduleInput,
} from '../resolvers/schedule.inputs.js';
import { invalid, notFound } from './backup-fault.js';
import { timeOfDay } from './calendar.js';
import { schedulesByGuid } from './find-schedules.js';
import { withUniqueName } from './name-taken.js';
import type { BackupParts } from './parts.js';
import { merged, readGuids, readName, readWhole } from './read-values.js';
import { setScheduleRules } from './rule-schedules.js';
import { outlookOf, usualWindowMs, type ScheduleCalendar } from './schedule-times.js';
import { readGuid } from './guid.js';
import { ownerOf } from './tenant-owner.js';

const shortestFrequency = 60_000;
/** No window and no rest between two instants is longer than this. */
const longest = 366 * 86_400_000;

/** Makes a schedule. VALIDATION, REFERENCE_NOT_FOUND for a rule, NAME_NOT_UNIQUE. It fires from its making on. */
export async function createSchedule(
  parts: BackupParts,
  input: CreateScheduleInput,
  viewer: Viewer,
): Promise<string> {
  const name = readName(input.name);
  const owner = ownerOf(viewer, input);
  const calendar = readCalendar(input, undefined);
  const type = input.type ?? 'VM_BACKUP';
  const guid = crypto.randomUUID();
  await withUniqueName('schedule', name, () =>
    parts.store.transaction(async (tx) => {
      const now = parts.clock();
      const values = {
        name,
        backupType: input.backupType ?? ('FULL' as const),
        active: input.active ?? true,
      };
      await sql`
        insert into backup.schedule (guid, name, name_scoped, tenant_id, type, backup_type, execution_type, window_ms, fired_until, calendar_since)
        values (${guid}, ${name}, ${owner.nameScoped}, ${owner.tenantId}, ${type}, 'FULL', 'TIME', 0, ${new Date(now)}, ${new Date(now)})`.execute(
        tx.sql,
      );
      await writeCalendar(tx, guid, { ...calendar, ...values }, { now, closedRun: null, restarts: true });
      if (input.ruleGuids) await setScheduleRules(tx, { guid, type }, readRules(input.ruleGuids), viewer);
    }),
  );
  return guid;
}

/** Changes a schedule (vprotect.md 1.2, 4.5). NOT_FOUND besides what `createSchedule` fails with. */
export async function updateSchedule(
  parts: BackupParts,
  input: UpdateScheduleInput,
  viewer: Viewer,
): Promise<string> {
  const name = input.name === undefined ? undefined : readName(input.name);
  await withUniqueName('schedule', name ?? '', () =>
    parts.store.transaction(async (tx) => {
      const stored = await lockedSchedule(tx, input.guid, viewer);
      if (input.type != null && input.type !== stored.type)
        throw invalid('type', `${stored.type}, which a schedule keeps`);
      const now = parts.clock();
      const next = {
        ...readCalendar(input, stored),
        name: name ?? stored.name,
        backupType: merged(input.backupType, stored.backupType, 'FULL'),
        active: merged(input.active, stored.active, true),
      };
      const restarts = next.active !== stored.active || differs(next, stored);
      await writeCalendar(tx, stored.guid, next, {
        now,
        closedRun: stored.closedRun?.getTime() ?? null,
        restarts,
      });
      if (input.tenantId !== undefined) await giveToTenant(tx, stored, input.tenantId, viewer);
      if (input.ruleGuids !== undefined)
        await setScheduleRules(tx, stored, readRules(input.ruleGuids ?? []), viewer);
    }),
  );
  return input.guid.toLowerCase();
}

/** Deletes a schedule, in use or not; what it made stays (vprotect.md 3.5). NOT_FOUND. */
export async function deleteSchedule(parts: BackupParts, guid: string, viewer: Viewer): Promise<void> {
  await parts.store.transaction(async (tx) => {
    const stored = await lockedSchedule(tx, guid, viewer);
    await sql`delete from backup.schedule where guid = ${stored.guid}`.execute(tx.sql);
  });
}

/** The calendar an input describes, over what is kept. VALIDATION names what is wrong or missing. */
export function readCalendar(
  input: CreateScheduleInput | UpdateScheduleInput | PreviewScheduleInput,
  stored: ScheduleCalendar | undefined,
): ScheduleCalendar {
  const hour = input.hour == null ? input.hour : timeOfDay(Number(input.hour));
  const guessed = input.interval != null && input.hour == null ? 'INTERVAL' : 'TIME';
  const executionType = merged(input.executionType, stored?.executionType, guessed);
  const interval = readInterval(input, stored, executionType === 'INTERVAL');
  const calendar = {
    executionType,
    hour: merged(hour, stored?.hour, null),
    ...interval,
    startWindowLength: readWhole(
      merged(
        input.startWindowLength,
        stored?.startWindowLength,
        executionType === 'TIME' ? usualWindowMs : 0,
      ),
      'startWindowLength',
      { max: longest },
    ),
    daysOfWeek: [...new Set(merged(input.daysOfWeek, stored?.daysOfWeek, []))],
    months: [...new Set(merged(input.months, stored?.months, []))],
    dayOfWeekOccurrences: [...new Set(merged(input.dayOfWeekOccurrences, stored?.dayOfWeekOccurrences, []))],
  };
  if (executionType === 'TIME' && calendar.hour === null) throw invalid('hour', 'given for TIME');
  return calendar;
}

type Interval = Pick<ScheduleCalendar, 'startHour' | 'endHour' | 'frequency'>;

/** Some clients send an interval with TIME as well; then it need not be one. */
function readInterval(
  { interval }: Pick<UpdateScheduleInput, 'interval'>,
  stored: ScheduleCalendar | undefined,
  needed: boolean,
): Interval {
  const none = { startHour: null, endHour: null, frequency: null };
  const { startHour, endHour, frequency } = (interval === undefined ? stored : undefined) ?? none;
  const kept = { startHour, endHour, frequency };
  if (interval != null && (needed || Number(interval.frequency) >= shortestFrequency))
    return {
      startHour: timeOfDay(Number(interval.startHour)),
      endHour: timeOfDay(Number(interval.endHour)),
      frequency: readWhole(interval.frequency, 'interval.frequency', {
        min: shortestFrequency,
        max: longest,
      }),
    };
  if (needed && kept.frequency === null) throw invalid('interval', 'given for INTERVAL');
  return kept;
}

interface Writing {
  readonly now: number;
  readonly closedRun: number | null;
  /** Whether instants count from now on only. */
  readonly restarts: boolean;
}

async function writeCalendar(
  tx: Tx,
  guid: string,
  next: ScheduleCalendar & Pick<Schedule, 'name' | 'backupType' | 'active'>,
  { now, closedRun, restarts }: Writing,
): Promise<void> {
  await sql`
    update backup.schedule set name = ${next.name}, backup_type = ${next.backupType}, active = ${next.active},
      execution_type = ${next.executionType}, hour_ms = ${next.hour}, window_ms = ${next.startWindowLength},
      start_hour_ms = ${next.startHour}, end_hour_ms = ${next.endHour}, frequency_ms = ${next.frequency},
      days_of_week = ${next.daysOfWeek}::text[], months = ${next.months}::text[],
      occurrences = ${next.dayOfWeekOccurrences}::text[], changed_at = clock_timestamp()
    where guid = ${guid}`.execute(tx.sql);
  if (!restarts) return;
  const state = { active: next.active, firedUntil: now, calendarSince: now, closedRun };
  const { nextRun, nextClose } = outlookOf(next, state, now);
  await sql`
    update backup.schedule set fired_until = ${new Date(now)}, calendar_since = ${new Date(now)},
      next_run_at = ${instant(nextRun)}, next_close_at = ${instant(nextClose)}
    where guid = ${guid}`.execute(tx.sql);
}

function differs(next: ScheduleCalendar, stored: ScheduleCalendar): boolean {
  const picture = (of: ScheduleCalendar): string =>
    JSON.stringify([
      of.executionType,
      of.hour,
      Number(of.startWindowLength),
      of.startHour,
      of.endHour,
      of.frequency === null ? null : Number(of.frequency),
      of.daysOfWeek.toSorted(),
      of.months.toSorted(),
      of.dayOfWeekOccurrences.toSorted(),
    ]);
  return picture(next) !== picture(stored);
}

async function lockedSchedule(tx: Tx, guid: string, viewer: Viewer): Promise<Schedule> {
  const key = readGuid(guid);
  if (key !== undefined)
    await sql`select from backup.schedule where guid = ${key} for update`.execute(tx.sql);
  const found = await schedulesByGuid(tx.sql, viewer, [guid]);
  const stored = found.get(key ?? '');
  if (!stored) throw notFound('schedule');
  return stored;
}

async function giveToTenant(
  tx: Tx,
  { guid, nameScoped }: Schedule,
  tenantId: string | null,
  viewer: Viewer,
): Promise<void> {
  const owner = ownerOf(viewer, { tenantId, nameScoped });
  await sql`
    update backup.schedule set tenant_id = ${owner.tenantId}, name_scoped = ${owner.nameScoped} where guid = ${guid}`.execute(
    tx.sql,
  );
}

function readRules(guids: readonly string[]): string[] {
  return readGuids(guids, 'rule', 'ruleGuids');
}

function instant(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}
