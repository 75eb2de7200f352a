import { sql } from 'kysely';
import { Fault } from '../../kernel/errors/fault.js';
import { accessKinds, type Access, type AccessKind, type StorageDriver } from '../drivers/driver.js';
import type { AccessRecord } from '../drivers/drivers.js';
import { emitStorageEvent } from '../events.js';
import { checkAccess, checkTls, type AccessRequest, type TlsRequest } from './access-request.js';
import { accessRecord, accessRow, deviceTls, sealedAccess, type AccessRow } from './access-rows.js';
import { checkedStorage } from './listed-storage.js';
import type { StorageParts } from './parts.js';
import { withDriverFaults } from './storage-fault.js';
import { writeStorage } from './sync-units.js';

/** How a storage is to be reached from now on: what is not given stays. */
export interface AccessChange {
  readonly access: AccessRequest;
  readonly tls?: TlsRequest | undefined;
}

/**
 * Changes how one storage is reached (section 7.4, mended: no other storage is touched). The result is tried
 * first; nothing changes when it fails. AccessInfoNotFound, InvalidInput, StorageSerialNumberMismatch when it
 * leads to another array, or what the driver fails with.
 */
export async function updateAccessInfo(
  parts: StorageParts,
  storageId: string,
  change: AccessChange,
): Promise<void> {
  checkAccess(change.access, 'update');
  checkTls(change.tls ?? {});
  await parts.locks.run(storageId, () => withDriverFaults(() => apply(parts, storageId, change)));
}

async function apply(parts: StorageParts, storageId: string, change: AccessChange): Promise<void> {
  const row = await accessRow(parts.store.sql, storageId, 'AccessInfoNotFound');
  const tls = { verify: row.tls_verify, ca: row.tls_ca, ...given(change.tls ?? {}) };
  const merged = await mergedRecord(parts, row, change.access, tls);
  const driver = await parts.drivers.open(merged);
  try {
    await save(parts, row, merged, tls, driver);
    await parts.drivers.adopt(merged, driver);
  } catch (error) {
    await driver.close().catch(() => undefined);
    throw error;
  }
}

interface StoredTls {
  readonly verify: boolean | null;
  readonly ca: string | null;
}

/** What a driver would be opened with: the given members over the stored ones, key by key. */
async function mergedRecord(
  { secrets, config }: StorageParts,
  row: AccessRow,
  changed: AccessRequest,
  { verify, ca }: StoredTls,
): Promise<AccessRecord> {
  const stored = await accessRecord(row, secrets, config);
  const access: Partial<Record<AccessKind, Access>> = { ...stored.access };
  for (const kind of accessKinds)
    if (changed[kind]) access[kind] = { ...access[kind], ...given(changed[kind]) } as Access;
  const { tls, version } = await deviceTls(verify, ca, config);
  return { ...stored, access, tls, version: `${row.revision + 1} ${version}` };
}

/** Only the members that are there; an absent one must not hide a stored one. */
function given<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}

/** Asks the array who it is and stores the change when it is the same one. */
async function save(
  parts: StorageParts,
  row: AccessRow,
  merged: AccessRecord,
  tls: StoredTls,
  driver: StorageDriver,
): Promise<void> {
  const { storage_id: storageId } = row;
  const told = checkedStorage(await driver.getStorage(AbortSignal.any([])));
  const changed = sealedAccess(parts.secrets, storageId, merged.access);
  await parts.store.transaction(async (tx) => {
    await writeStorage(tx, storageId, told);
    const columns = Object.entries(changed).map(([name, value]) => sql`${sql.ref(name)} = ${value}`);
    const { numAffectedRows } = await sql`
      update storage.access_info set ${sql.join(columns)}, tls_verify = ${tls.verify}, tls_ca = ${tls.ca},
        revision = revision + 1, updated_at = clock_timestamp()
      where storage_id = ${storageId} and revision = ${row.revision}
        and exists (select from storage.storage s where s.id = storage_id and s.deleted_at is null)`.execute(
      tx.sql,
    );
    if (Number(numAffectedRows ?? 0) === 0)
      throw new Fault(
        'CONFLICT',
        'The access information was changed by somebody else meanwhile; try again.',
      );
    emitStorageEvent(parts.events, tx, 'access.changed', storageId);
    emitStorageEvent(parts.events, tx, 'storage.changed', storageId);
  });
}
