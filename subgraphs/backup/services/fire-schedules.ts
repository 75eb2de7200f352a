import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { Schedule } from '../entities/schedule.js';
import { objectOf, selectionOf } from '../entities/column.js';
import { nextFiring } from './calendar.js';
import { fireInstant } from './fire-instant.js';
import { readGuid } from './guid.js';
import type { BackupParts } from './parts.js';
import { calendarOf, outlookOf, windowOf } from './schedule-times.js';

/**
 * Fires the schedules that are due, of all or of these (vprotect.md 4.5): for each instant whose window is open
 * one transaction per thousand machines, in their order. What another process is at is left to it, so an instant fires once.
 */
export async function fireDue(parts: BackupParts, guids?: readonly string[]): Promise<void> {
  const now = parts.clock();
  const wanted = guids?.flatMap((guid) => readGuid(guid) ?? []);
  const ofThese = wanted === undefined ? sql`true` : sql`guid = any(${wanted}::uuid[])`;
  const { rows } = await sql<{ guid: string }>`
    select guid from backup.schedule
    where active and least(next_run_at, next_close_at) <= ${new Date(now)} and ${ofThese}
    order by least(next_run_at, next_close_at), guid`.execute(parts.store.sql);
  for (const { guid } of rows)
    try {
      while (await parts.store.transaction((tx) => fireNext(parts, tx, guid, now)));
    } catch (err) {
      parts.log.warn({ err, schedule: guid }, 'A schedule could not fire; trying again');
    }
}

/** Fires the next instant of a schedule, or brings it up to date when none is due; tells whether there may be more. */
async function fireNext(parts: BackupParts, tx: Tx, guid: string, now: number): Promise<boolean> {
  const { rows } = await sql<Readonly<Record<string, unknown>>>`
    select ${selectionOf(Schedule, 's')} from backup.schedule s
    where s.guid = ${guid} and s.active for update skip locked`.execute(tx.sql);
  if (!rows[0]) return false;
  const schedule = objectOf(Schedule, rows[0]);
  const window = windowOf(schedule);
  // An instant whose window is over is not caught up with.
  const done = Math.max(schedule.firedUntil.getTime(), now - window);
  const instant = nextFiring(calendarOf(schedule), done);
  const isDue = instant !== undefined && instant <= now;
  if (isDue && !(await fireInstant(parts, tx, schedule, new Date(instant), window))) return true;
  const firedUntil = isDue ? instant : done;
  const { nextRun, closedRun, nextClose } = outlookOf(
    schedule,
    {
      active: true,
      firedUntil,
      calendarSince: schedule.calendarSince.getTime(),
      closedRun: schedule.closedRun?.getTime() ?? null,
    },
    now,
  );
  await sql`
    update backup.schedule set fired_until = ${new Date(firedUntil)}, next_run_at = ${dateOf(nextRun)},
      closed_run_at = ${dateOf(closedRun)}, next_close_at = ${dateOf(nextClose)},
      last_run_at = ${isDue ? new Date(instant) : schedule.lastRun}
    where guid = ${guid}`.execute(tx.sql);
  return isDue;
}

function dateOf(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}
