import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { Events } from '../../kernel/events/events.js';
import { subgraphName } from '../events.js';

/** Kind of the events of backups. */
export const backupChanged = 'backup.changed';

interface ChangedRow {
  readonly guid: string;
  readonly vm_guid: string | null;
  readonly tenant_id: string | null;
  readonly status: string;
}

/** Logs that backups changed, in the transaction that changes them; one statement however many. The subject is the backup's GUID. */
export async function emitBackupEvents<T>(
  events: Pick<Events, 'emit'>,
  tx: Tx<T>,
  guids: readonly string[],
): Promise<void> {
  if (guids.length === 0) return;
  const { rows } = await sql<ChangedRow>`
    select guid, vm_guid, tenant_id, status from backup.backup where guid = any(${[...guids]}::uuid[]) order by guid`.execute(
    tx.sql,
  );
  for (const { guid, vm_guid, tenant_id, status } of rows)
    events.emit(tx as unknown as Tx, {
      subgraph: subgraphName,
      kind: backupChanged,
      subject: guid,
      tenantId: tenant_id,
      payload: { vmGuid: vm_guid, status },
    });
}
