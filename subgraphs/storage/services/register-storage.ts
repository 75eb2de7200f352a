import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { Fault } from '../../kernel/errors/fault.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { accessKinds } from '../drivers/driver.js';
import { driverName } from '../drivers/registry.js';
import type { AccessRecord } from '../drivers/drivers.js';
import type { Capabilities } from '../drivers/metrics.js';
import type { Storage } from '../entities/storage.js';
import { emitStorageEvent } from '../events.js';
import {
  checkAccess,
  checkAttributes,
  checkNames,
  checkTls,
  type AccessRequest,
  type TlsRequest,
} from './access-request.js';
import { deviceTls, sealedAccess } from './access-rows.js';
import { usableCapabilities } from './capabilities.js';
import type { CheckedRow } from './checked-row.js';
import { isRegistered } from './duplicate-access.js';
import { checkedStorage } from './listed-storage.js';
import type { StorageParts } from './parts.js';
import { startSync, type StartedSync } from './start-sync.js';
import { storageFault, withDriverFaults } from './storage-fault.js';
import { storageOf, storageSelection, type StorageRow } from './storage-row.js';

/** An array to be registered (section 4.1 of the Delfin contract). */
export interface Registration {
  readonly vendor: string;
  readonly model: string;
  readonly storageName?: string | null | undefined;
  readonly access: AccessRequest;
  readonly extraAttributes?: Readonly<Record<string, unknown>> | null | undefined;
  readonly tls?: TlsRequest | undefined;
}

/** A registered array. Its `syncStatus` still is SYNCED, as the legacy API answers, though the first sync is under way. */
export interface Registered {
  readonly storage: Storage;
  /** The first sync; undefined when it could not be started, which is logged. */
  readonly sync: StartedSync | undefined;
}

/**
 * Registers an array (section 7.1): looks its driver up, logs in, asks for the serial number, stores it and
 * starts the first sync. Nothing is stored when anything fails: InvalidInput, StorageAlreadyExists,
 * StorageDriverNotFound, StorageBackendNotFound, InvalidResults, or what the driver fails with.
 */
export async function registerStorage(
  parts: StorageParts,
  wish: Registration,
  viewer: Viewer,
): Promise<Registered> {
  const { vendor, model, storageName, access, extraAttributes, tls } = wish;
  checkNames({ vendor, model, storageName });
  checkAccess(access, 'registration');
  checkAttributes(extraAttributes ?? {});
  checkTls(tls ?? {});
  refuseWithoutKey(parts);

  const host = accessKinds.map((kind) => access[kind]?.host).find((name) => name !== undefined) ?? '';
  const storage = await parts.locks.run(host, () => withDriverFaults(() => register(parts, wish, host)));
  const sync = await startSync(parts, storage.uuid, viewer).catch((err: unknown) => {
    parts.log.warn({ err, storage: storage.uuid }, 'The first sync of a storage could not be started');
    return undefined;
  });
  for (const registered of parts.hooks.registered) {
    await registered(storage.uuid).catch((err: unknown) =>
      parts.log.warn({ err, storage: storage.uuid }, 'What follows a registration could not be started'),
    );
  }
  return { storage, sync };
}

async function register(parts: StorageParts, wish: Registration, host: string): Promise<Storage> {
  if (await isRegistered(parts.store.sql, wish)) throw storageFault('StorageAlreadyExists');
  if (!parts.drivers.type(wish.vendor, wish.model))
    throw storageFault('StorageDriverNotFound', [driverName(wish.vendor, wish.model)]);

  const record = await recordOf(parts, wish);
  const driver = await parts.drivers.open(record);
  try {
    const told = checkedStorage(await driver.getStorage(AbortSignal.any([])));
    const storage = await parts.store.transaction((tx) =>
      insert(parts, tx, { wish, record, told, host, capabilities: usableCapabilities(parts, driver) }),
    );
    await parts.drivers.adopt(record, driver);
    return storage;
  } catch (error) {
    await driver.close().catch(() => undefined);
    throw isSerialTaken(error) ? storageFault('StorageAlreadyExists') : error;
  }
}

async function recordOf(parts: StorageParts, wish: Registration): Promise<AccessRecord> {
  const { tls, version } = await deviceTls(wish.tls?.verify ?? null, wish.tls?.ca ?? null, parts.config);
  return {
    storageId: crypto.randomUUID(),
    vendor: wish.vendor,
    model: wish.model,
    access: wish.access as AccessRecord['access'],
    extraAttributes: wish.extraAttributes ?? {},
    tls,
    version: `1 ${version}`,
  };
}

interface NewStorage {
  readonly wish: Registration;
  readonly record: AccessRecord;
  readonly told: CheckedRow & { readonly serial_number: string };
  readonly host: string;
  readonly capabilities: Capabilities | undefined;
}

async function insert(parts: StorageParts, tx: Tx, added: NewStorage): Promise<Storage> {
  const { wish, record, told } = added;
  // Another process may have registered the same array since; the lock lasts until the commit.
  await sql`select pg_advisory_xact_lock(${lockOf(added.host)})`.execute(tx.sql);
  if (await isRegistered(tx.sql, wish)) throw storageFault('StorageAlreadyExists');

  const columns = Object.keys(told);
  const { rows } = await sql<StorageRow>`
    insert into storage.storage as s (id, capabilities, ${sql.join(columns.map((name) => sql.ref(name)))})
    values (${record.storageId}, ${added.capabilities === undefined ? null : JSON.stringify(added.capabilities)}::json, ${sql.join(columns.map((name) => told[name]))})
    returning ${storageSelection('s')}`.execute(tx.sql);
  const sealed = sealedAccess(parts.secrets, record.storageId, wish.access);
  await sql`
    insert into storage.access_info (storage_id, storage_name, vendor, model, extra_attributes, tls_verify, tls_ca,
      ${sql.join(Object.keys(sealed).map((name) => sql.ref(name)))})
    values (${record.storageId}, ${wish.storageName ?? null}, ${wish.vendor}, ${wish.model},
      ${JSON.stringify(record.extraAttributes)}::json, ${wish.tls?.verify ?? null}, ${wish.tls?.ca ?? null},
      ${sql.join(Object.values(sealed))})`.execute(tx.sql);
  emitStorageEvent(parts.events, tx, 'storage.registered', record.storageId);
  const [row] = rows;
  if (!row) throw new Error('The new storage was not returned.');
  return storageOf(row);
}

/** Told before anything is asked of the array: its password could not be kept. */
function refuseWithoutKey({ secrets }: StorageParts): void {
  if (secrets.hasKey) return;
  throw new Fault(
    'CONFLICT',
    'The server has no key to keep passwords with: set INFRAGRAPH_SECRETS_KEY to 32 random bytes in base64.',
  );
}

/** A number that stands for the host, for PostgreSQL's advisory locks. */
function lockOf(host: string): string {
  return createHash('sha256').update(`storage ${host.toLowerCase()}`).digest().readBigInt64BE(0).toString();
}

function isSerialTaken(error: unknown): boolean {
  for (let e: unknown = error; e instanceof Error; e = e.cause)
    if ('constraint' in e && e.constraint === 'storage_serial_number') return true;
  return false;
}
