import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import { AlertHistoryEntry } from '../entities/alert-history-entry.js';
import type { AlertHistoryRow } from './fold-alerts.js';

const mostEntries = 100;

/** The newest entries of these alerts' histories, oldest first, in one statement. */
export async function historiesOf(
  handle: Sql,
  alertIds: readonly string[],
): Promise<ReadonlyMap<string, AlertHistoryEntry[]>> {
  const { rows } = await sql<AlertHistoryRow>`
    select h.* from unnest(${alertIds}::uuid[]) as a(id) cross join lateral (
      select * from (
        select alert_id, number, at, change, origin, severity, description from storage.alert_history
        where alert_id = a.id order by number desc limit ${mostEntries}) newest order by number) h`.execute(
    handle,
  );
  const histories = new Map<string, AlertHistoryEntry[]>();
  for (const { alert_id, at, change, origin, severity, description } of rows) {
    const entry = { at: new Date(at), change, origin, severity, description };
    histories.set(alert_id, [
      ...(histories.get(alert_id) ?? []),
      Object.assign(new AlertHistoryEntry(), entry),
    ]);
  }
  return histories;
}
