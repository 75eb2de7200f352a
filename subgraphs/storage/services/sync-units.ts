import { sql } from 'kysely';
import { Fault } from '../../kernel/errors/fault.js';
import type { Tx } from '../../kernel/database/store.js';
import type { StorageDriver } from '../drivers/driver.js';
import type { SyncUnitKind } from '../entities/sync-unit.js';
import { checkedListing, type CheckedListing } from './checked-listing.js';
import type { CheckedRow } from './checked-row.js';
import { checkedStorage } from './listed-storage.js';
import { storageFault, type StorageFaultReason } from './storage-fault.js';
import { writeKind, type UnitCounts } from './write-kind.js';

/** What one unit of a sync came to. */
export interface UnitOutcome extends UnitCounts {
  readonly kind: SyncUnitKind;
  readonly state: 'SUCCEEDED' | 'FAILED' | 'UNSUPPORTED';
  /** Why it failed: a sentence without secrets, and the error code of the Delfin contract. */
  readonly error?: string;
  readonly reason?: StorageFaultReason;
}

/** What was read of a unit and waits to be written; undefined when the driver does not read it. */
export type ReadUnit =
  | { readonly kind: 'DEVICE'; readonly told: CheckedRow & { readonly serial_number: string } }
  | { readonly kind: Exclude<SyncUnitKind, 'DEVICE'>; readonly listing: CheckedListing };

const nothing: UnitCounts = { added: 0, updated: 0, removed: 0 };

/** Reads one unit from the array and checks it; nothing is written. */
export async function readUnit(
  driver: StorageDriver,
  kind: SyncUnitKind,
  most: number,
  signal: AbortSignal,
): Promise<ReadUnit | undefined> {
  if (kind === 'DEVICE') return { kind, told: checkedStorage(await driver.getStorage(signal)) };
  const listing = await checkedListing(driver, kind, most, signal);
  return listing && { kind, listing };
}

/** Writes what was read of a unit, in the transaction that also writes its outcome. */
export async function writeUnit(
  tx: Tx,
  storageId: string,
  kind: SyncUnitKind,
  read: ReadUnit | undefined,
): Promise<UnitOutcome> {
  if (!read) return { kind, state: 'UNSUPPORTED', ...nothing };
  const counts =
    read.kind === 'DEVICE'
      ? await writeStorage(tx, storageId, read.told)
      : await writeKind(tx.sql, storageId, read.kind, read.listing);
  return { kind, state: 'SUCCEEDED', ...counts };
}

/** The outcome of a unit that failed with a fault. */
export function failedUnit(kind: SyncUnitKind, fault: Fault): UnitOutcome {
  const reason = fault.extensions['reason'] as StorageFaultReason;
  return { kind, state: 'FAILED', ...nothing, error: fault.message, reason };
}

/** Writes what an array told of itself; one of another serial number is another array and is refused. */
export async function writeStorage(
  tx: Tx,
  storageId: string,
  told: CheckedRow & { readonly serial_number: string },
): Promise<UnitCounts> {
  const changes = Object.entries(told).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
  const { numAffectedRows } = await sql`
    update storage.storage set updated_at = clock_timestamp(), ${sql.join(changes)}
    where id = ${storageId} and serial_number = ${told.serial_number}`.execute(tx.sql);
  if (Number(numAffectedRows ?? 0) === 0) throw await otherArray(tx, storageId, told.serial_number);
  return { added: 0, updated: 1, removed: 0 };
}

/** Writes down what a unit came to, and that the next one begins. */
export async function recordUnit(
  tx: Tx,
  storageId: string,
  outcome: UnitOutcome,
  next: SyncUnitKind | undefined,
): Promise<void> {
  const { kind, state, added, updated, removed, error, reason } = outcome;
  await sql`
    update storage.sync_unit set state = ${state}, started_at = coalesce(started_at, now()), ended_at = clock_timestamp(),
      added = ${added}, updated = ${updated}, removed = ${removed}, error = ${error ?? null}, error_reason = ${reason ?? null},
      synced_at = case when ${state} = 'SUCCEEDED' then clock_timestamp() else synced_at end
    where storage_id = ${storageId} and kind = ${kind}`.execute(tx.sql);
  if (next !== undefined) await beginUnit(tx, storageId, next);
}

/** Writes down that a unit is being read. */
export async function beginUnit(tx: Tx, storageId: string, kind: SyncUnitKind): Promise<void> {
  await sql`
    update storage.sync_unit set state = 'RUNNING', started_at = clock_timestamp()
    where storage_id = ${storageId} and kind = ${kind}`.execute(tx.sql);
}

/**
 * Holds the storage for the rest of the transaction. StorageNotFound when it was deleted meanwhile, CONFLICT
 * when a later sync has taken over: in both cases nothing may be written any more.
 */
export async function holdStorage(tx: Tx, storageId: string, guid: string): Promise<void> {
  const { rows } = await sql<{ sync_task: string | null }>`
    select sync_task from storage.storage where id = ${storageId} and deleted_at is null
    for no key update`.execute(tx.sql);
  if (!rows[0]) throw storageFault('StorageNotFound', [storageId]);
  if (rows[0].sync_task !== guid)
    throw new Fault('CONFLICT', 'A later sync of the same storage has taken over.');
}

async function otherArray(tx: Tx, storageId: string, serialNumber: string): Promise<Fault> {
  const { rows } = await sql<{ serial_number: string | null }>`
    select serial_number from storage.storage where id = ${storageId}`.execute(tx.sql);
  return serialMismatch(serialNumber, rows[0]?.serial_number ?? '');
}

/** The fault of an array that is not the one registered, in the legacy API's words. */
export function serialMismatch(found: string, expected: string): Fault {
  return storageFault('StorageSerialNumberMismatch', [
    `Serial number ${found} does not match the existing storage serial number ${expected}.`,
  ]);
}
