import { sql, type RawBuilder } from 'kysely';
import { columnsUnder } from '../../kernel/database/column-list.js';
import { columnsOf } from '../entities/inventory-column.js';
import { Storage } from '../entities/storage.js';
import { fieldsOf, selected, timesOf, type InventoryRow } from './inventory-row.js';

/** The columns of a storage that a driver tells, in the order of the legacy document. */
export const storageColumns = columnsOf(Storage);

/** A row of `storage.storage`. */
export interface StorageRow extends InventoryRow {
  readonly id: string;
  readonly sync_task: string | null;
  readonly reachable: boolean | null;
  readonly last_error: string | null;
  /** As PostgreSQL prints it. */
  readonly synced_at: string | null;
  /** As PostgreSQL prints it. */
  readonly sync_started_at: string | null;
}

/** The columns of `StorageRow`, of `storage.storage` under an alias. */
export function storageSelection(alias: string): RawBuilder<unknown> {
  const others = ['sync_task', 'reachable', 'last_error', 'synced_at', 'sync_started_at'];
  return sql.join([selected(storageColumns, alias), columnsUnder(alias, others)]);
}

/** The storage of a row. */
export function storageOf(row: StorageRow): Storage {
  return Object.assign(new Storage(), fieldsOf(storageColumns, row), timesOf(row), {
    syncTaskGuid: row.sync_task,
    reachable: row.reachable,
    lastError: row.last_error,
    syncedAt: row.synced_at === null ? null : new Date(row.synced_at),
    syncStartedAt: row.sync_started_at === null ? null : new Date(row.sync_started_at),
  });
}
