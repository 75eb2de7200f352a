import { sql } from 'kysely';
import { readFile, stat } from 'node:fs/promises';
import type { Sql } from '../../kernel/database/store.js';
import type { SecretPlace, Secrets } from '../../kernel/secrets/secrets.js';
import type { StorageConfig } from '../config.js';
import type { AccessRecord } from '../drivers/drivers.js';
import { accessKinds, type Access, type AccessKind, type DeviceTls } from '../drivers/driver.js';
import { DriverFault } from '../drivers/driver-fault.js';
import type { AccessRequest } from './access-request.js';
import { isUuid } from './find-storages.js';
import { storageFault } from './storage-fault.js';

/** A way to reach an array as it is stored and shown: without the password. */
export type StoredAccess = Omit<Access, 'password'>;

type Passwords = Readonly<Record<`${AccessKind}_password`, string | null>>;
type Points = Readonly<Record<AccessKind, StoredAccess | null>>;

/** A row of `storage.access_info` with what a driver needs. */
export interface AccessRow extends Passwords, Points {
  readonly storage_id: string;
  readonly storage_name: string | null;
  readonly vendor: string;
  readonly model: string;
  readonly extra_attributes: Readonly<Record<string, unknown>>;
  readonly tls_verify: boolean | null;
  readonly tls_ca: string | null;
  readonly revision: number;
}

/** The access info of a live storage; StorageNotFound, or what is named, when there is none. */
export async function accessRow(
  handle: Sql,
  storageId: string,
  missing: 'StorageNotFound' | 'AccessInfoNotFound' = 'StorageNotFound',
): Promise<AccessRow> {
  if (!isUuid(storageId)) throw storageFault(missing, [storageId]);
  const { rows } = await sql<AccessRow>`
    select a.* from storage.access_info a join storage.storage s on s.id = a.storage_id
    where a.storage_id = ${storageId} and s.deleted_at is null`.execute(handle);
  if (!rows[0]) throw storageFault(missing, [storageId]);
  return rows[0];
}

/** Where the password of a way to reach a storage is kept. */
export function passwordPlace(storageId: string, kind: AccessKind): SecretPlace {
  return { table: 'storage.access_info', row: storageId, column: `${kind}_password` };
}

/** The columns of the given ways to reach a storage: what is shown as JSON, and the passwords encrypted. */
export function sealedAccess(
  secrets: Secrets,
  storageId: string,
  access: AccessRequest,
): Record<string, string | null> {
  const columns: Record<string, string | null> = {};
  for (const kind of accessKinds) {
    const point = access[kind];
    if (!point) continue;
    const { host, port, username, password, pubKey, pubKeyType, namespace } = point;
    columns[kind] = JSON.stringify({ host, port, username, pubKey, pubKeyType, namespace });
    columns[`${kind}_password`] =
      password === undefined ? null : secrets.encrypt(password, passwordPlace(storageId, kind));
  }
  return columns;
}

/** The ways to reach a storage, passwords decrypted. */
export function clearAccess(row: AccessRow, secrets: Secrets): AccessRecord['access'] {
  const access: Partial<Record<AccessKind, Access>> = {};
  for (const kind of accessKinds) {
    const stored = row[kind];
    const sealed = row[`${kind}_password`];
    if (!stored) continue;
    const password =
      sealed === null ? {} : { password: secrets.decrypt(sealed, passwordPlace(row.storage_id, kind)) };
    access[kind] = { ...stored, ...password };
  }
  return access;
}

/** What a driver is opened with, passwords decrypted. */
export async function accessRecord(
  row: AccessRow,
  secrets: Secrets,
  config: Pick<StorageConfig, 'tlsVerify' | 'caFile'>,
): Promise<AccessRecord> {
  const { tls, version } = await deviceTls(row.tls_verify, row.tls_ca, config);
  return {
    storageId: row.storage_id,
    vendor: row.vendor,
    model: row.model,
    access: clearAccess(row, secrets),
    extraAttributes: row.extra_attributes,
    tls,
    version: `${row.revision} ${version}`,
  };
}

/** The TLS settings that hold for a storage, and what changes when the file of certificates does. */
export async function deviceTls(
  verify: boolean | null,
  ca: string | null,
  { tlsVerify, caFile }: Pick<StorageConfig, 'tlsVerify' | 'caFile'>,
): Promise<{ readonly tls: DeviceTls; readonly version: string }> {
  const verified = verify ?? tlsVerify;
  if (ca !== null) return { tls: { verify: verified, ca }, version: '' };
  if (caFile === undefined) return { tls: { verify: verified }, version: '' };
  try {
    const { mtimeMs, size } = await stat(caFile);
    return { tls: { verify: verified, ca: await readFile(caFile, 'utf8') }, version: `${mtimeMs} ${size}` };
  } catch (cause) {
    throw new DriverFault('InvalidCAPath', ['INFRAGRAPH_STORAGE_CA_FILE'], { cause });
  }
}
