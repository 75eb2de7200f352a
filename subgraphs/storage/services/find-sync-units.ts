import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import { SyncUnit } from '../entities/sync-unit.js';

interface SyncUnitRow {
  readonly storage_id: string;
  readonly kind: SyncUnit['kind'];
  readonly position: number;
  readonly state: SyncUnit['state'];
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly added: number;
  readonly updated: number;
  readonly removed: number;
  readonly error: string | null;
  readonly error_reason: string | null;
  readonly synced_at: string | null;
}

/** How fresh every kind of these storages is, by storage, in the order of a sync; one statement. */
export async function syncUnitsOf(
  handle: Sql,
  storageIds: readonly string[],
): Promise<ReadonlyMap<string, readonly SyncUnit[]>> {
  const { rows } = await sql<SyncUnitRow>`
    select * from storage.sync_unit where storage_id = any(${storageIds}::uuid[])
    order by storage_id, position`.execute(handle);
  return Map.groupBy(rows.map(syncUnitOf), ({ storageUuid }) => storageUuid);
}

function syncUnitOf(row: SyncUnitRow): SyncUnit {
  return Object.assign(new SyncUnit(), {
    storageUuid: row.storage_id,
    kind: row.kind,
    position: row.position,
    state: row.state,
    startedAt: instant(row.started_at),
    endedAt: instant(row.ended_at),
    added: row.added,
    updated: row.updated,
    removed: row.removed,
    error: row.error,
    errorReason: row.error_reason,
    syncedAt: instant(row.synced_at),
  });
}

function instant(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
