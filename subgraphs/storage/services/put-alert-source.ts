import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { AlertSource } from '../entities/alert-source.js';
import { emitStorageEvent } from '../events.js';
import { lockAlertsOf } from './alert-lock.js';
import {
  alertSourceOf,
  alertSourceRows,
  alertSourceTopic,
  sealedPlace,
  type AlertSourceRow,
  type SealedColumn,
} from './alert-source-row.js';
import { checkFields, checkTogether, isVersion3, type AlertSourceWish } from './check-alert-source.js';
import type { StorageParts } from './parts.js';
import { storageFault } from './storage-fault.js';
import { isUuid } from './find-storages.js';

type Values = Omit<
  AlertSourceRow,
  'storage_id' | 'created_at' | 'updated_at' | 'reachable' | 'probed_at' | 'probe_error'
>;

/**
 * Gives a storage its alert source, or merges into the one it has (delfin.md 7.6): what is not given
 * stays, but what belongs to the other protocol version or to a higher security level goes. The receiver
 * takes it over at once; whether the array answers is found out later.
 */
export async function putAlertSource(
  parts: StorageParts,
  storageUuid: string,
  wish: AlertSourceWish,
): Promise<AlertSource> {
  checkFields(wish);
  if (!isUuid(storageUuid)) throw storageFault('StorageNotFound', [storageUuid]);
  return parts.store.transaction(async (tx) => {
    await lockStorage(tx, storageUuid);
    checkTogether(wish);
    const stored = (await alertSourceRows(tx.sql, [storageUuid])).get(storageUuid);
    await save(tx, storageUuid, merged(parts, storageUuid, stored, wish));
    emitStorageEvent(parts.events, tx, 'alert-source.changed', storageUuid);
    await parts.hints.send(tx, alertSourceTopic);
    const saved = (await alertSourceRows(tx.sql, [storageUuid])).get(storageUuid);
    if (!saved) throw new Error('The alert source just written is not there.');
    return alertSourceOf(saved);
  });
}

/** Writes a source that has been checked in place of the one a storage has, if any: nothing is merged. */
export async function replaceAlertSource(
  parts: Pick<StorageParts, 'secrets' | 'events'>,
  tx: Tx,
  storageUuid: string,
  wish: AlertSourceWish,
): Promise<void> {
  await lockAlertsOf(tx, storageUuid);
  await save(tx, storageUuid, merged(parts, storageUuid, undefined, wish));
  emitStorageEvent(parts.events, tx, 'alert-source.changed', storageUuid);
}

/** Takes a storage's alert source away; AlertSourceNotFound when it has none. */
export async function deleteAlertSource(parts: StorageParts, storageUuid: string): Promise<void> {
  if (!isUuid(storageUuid)) throw storageFault('AlertSourceNotFound', [storageUuid]);
  await parts.store.transaction(async (tx) => {
    const stored = await alertSourceRows(tx.sql, [storageUuid]);
    if (!stored.has(storageUuid)) throw storageFault('AlertSourceNotFound', [storageUuid]);
    await sql`delete from storage.alert_source where storage_id = ${storageUuid}`.execute(tx.sql);
    emitStorageEvent(parts.events, tx, 'alert-source.removed', storageUuid);
    await parts.hints.send(tx, alertSourceTopic);
  });
}

async function lockStorage(tx: Tx, storageUuid: string): Promise<void> {
  await lockAlertsOf(tx, storageUuid);
  const { rows } = await sql`
    select 1 from storage.storage where id = ${storageUuid} and deleted_at is null`.execute(tx.sql);
  if (rows.length === 0) throw storageFault('StorageNotFound', [storageUuid]);
}

function merged(
  { secrets }: Pick<StorageParts, 'secrets'>,
  storageUuid: string,
  stored: AlertSourceRow | undefined,
  wish: AlertSourceWish,
): Values {
  const seal = (column: SealedColumn, given: string | null | undefined): string | null =>
    given == null ? (stored?.[column] ?? null) : secrets.encrypt(given, sealedPlace(storageUuid, column));
  const version3 = isVersion3(wish);
  const level = wish.securityLevel ?? stored?.security_level ?? null;
  const withAuth = version3 && level !== 'noAuthnoPriv';
  const withPrivacy = version3 && level === 'authPriv';
  const foundElsewhere = stored?.engine_discovered === true && stored.host !== wish.host;
  const storedEngine = foundElsewhere ? null : (stored?.engine_id ?? null);
  return {
    host: wish.host,
    version: wish.version,
    community_string: version3 ? null : seal('community_string', wish.communityString),
    username: version3 ? (wish.username ?? stored?.username ?? null) : null,
    security_level: version3 ? level : null,
    auth_protocol: withAuth ? (wish.authProtocol ?? stored?.auth_protocol ?? null) : null,
    auth_key: withAuth ? seal('auth_key', wish.authKey) : null,
    privacy_protocol: withPrivacy ? (wish.privacyProtocol ?? stored?.privacy_protocol ?? null) : null,
    privacy_key: withPrivacy ? seal('privacy_key', wish.privacyKey) : null,
    engine_id: version3 ? (wish.engineId ?? storedEngine) : null,
    engine_discovered:
      version3 && wish.engineId == null && storedEngine !== null && stored?.engine_discovered === true,
    port: wish.port ?? stored?.port ?? null,
    context_name: wish.contextName ?? stored?.context_name ?? null,
    retry_num: wish.retryNum ?? stored?.retry_num ?? null,
    expiration: wish.expiration ?? stored?.expiration ?? null,
  };
}

async function save(tx: Tx, storageUuid: string, values: Values): Promise<void> {
  const entries = Object.entries(values);
  const columns = sql.join(entries.map(([column]) => sql.ref(column)));
  const changes = sql.join(
    entries.map(([column]) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`),
  );
  await sql`
    insert into storage.alert_source as t (storage_id, ${columns})
    values (${storageUuid}, ${sql.join(entries.map(([, value]) => value))})
    on conflict (storage_id) do update set ${changes}, reachable = null, probed_at = null, probe_error = null,
      updated_at = clock_timestamp()`.execute(tx.sql);
}
