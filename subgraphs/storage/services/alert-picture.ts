import { sql, type RawBuilder } from 'kysely';
import { rankOf, type AlertSeverity } from '../entities/alert-words.js';
import type { Alert } from '../entities/alert.js';
import { subgraphName } from '../events.js';
import { alertOf, alertSelection, type AlertRow } from './alert-row.js';
import type { StorageParts } from './parts.js';

const mostAlerts = 1000;

/** Which alerts a subscription follows. */
export interface AlertSelection {
  /** Of all storages when absent. */
  readonly storageUuid?: string | undefined;
  /** All when absent. */
  readonly severities?: readonly AlertSeverity[] | undefined;
}

/** The open alerts as they are now, the newest 1000, and the place in the event log that this is the state of. */
export async function alertPicture(
  { store, events }: Pick<StorageParts, 'store' | 'events'>,
  { storageUuid, severities }: AlertSelection,
): Promise<{ readonly seq: number; readonly alerts: Alert[] }> {
  const conditions: RawBuilder<unknown>[] = [sql`a.state = 'OPEN'`];
  if (storageUuid !== undefined) conditions.push(sql`a.storage_id = ${storageUuid}`);
  if (severities) conditions.push(sql`a.severity_rank = any(${severities.map(rankOf)}::smallint[])`);
  return store.transaction(async (tx) => {
    const seq = await events.log.headIn(tx.sql, subgraphName);
    const { rows } = await sql<AlertRow>`
      select ${alertSelection} from storage.alert a where ${sql.join(conditions, sql` and `)}
      order by a.last_at desc, a.id desc limit ${mostAlerts}`.execute(tx.sql);
    return { seq, alerts: rows.map(alertOf) };
  });
}
