import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import type { AlertSource } from '../entities/alert-source.js';
import { alertSourceOf, alertSourceSelection, type AlertSourceRow } from './alert-source-row.js';

/** The alert sources of all live storages, the newest first (delfin.md 3: without paging). */
export async function listAlertSources(handle: Sql): Promise<AlertSource[]> {
  const { rows } = await sql<AlertSourceRow>`
    select ${alertSourceSelection} from storage.alert_source a
    join storage.storage s on s.id = a.storage_id and s.deleted_at is null
    order by a.created_at desc, a.storage_id desc`.execute(handle);
  return rows.map(alertSourceOf);
}
