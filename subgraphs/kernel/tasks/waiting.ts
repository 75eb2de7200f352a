import { sql } from 'kysely';
import type { Store } from '../database/store.js';
import { isGuid } from './guid.js';

/** Why a queued task has not started, as far as the engine knows. */
export interface Waiting {
  /** Its window has not begun. */
  readonly beforeWindow: boolean;
  /** Guid of the running task that holds its text; null when none does. */
  readonly behind: string | null;
  /** Place it must run on; null when anywhere. */
  readonly place: string | null;
  /** Tasks of its queue that are due and go first. */
  readonly ahead: number;
}

/** Why these tasks wait, by guid, in one statement; those that do not wait are left out. */
export async function waitingOf(
  store: Store,
  guids: readonly string[],
): Promise<ReadonlyMap<string, Waiting>> {
  const wanted = guids.filter(isGuid);
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<{
    guid: string;
    before_window: boolean;
    behind: string | null;
    place: string | null;
    ahead: number;
  }>`
    with due as (
      select guid, row_number() over (partition by queue order by priority desc, coalesce(window_start, created_at), created_at, guid)::int - 1 as ahead
      from kernel.task where state = 'QUEUED' and not parked and coalesce(window_start <= now(), true)
    )
    select t.guid, coalesce(t.window_start > now(), false) as before_window, t.place, coalesce(d.ahead, 0) as ahead,
      (select r.guid from kernel.task r where r.exclusive = t.exclusive and r.state = 'RUNNING' and t.parked) as behind
    from kernel.task t left join due d on d.guid = t.guid
    where t.guid = any(${wanted}::uuid[]) and t.state = 'QUEUED'`.execute(store.sql);
  return new Map(
    rows.map(({ guid, before_window: beforeWindow, behind, place, ahead }) => [
      guid,
      { beforeWindow, behind, place, ahead },
    ]),
  );
}
