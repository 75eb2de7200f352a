import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { emitStorageEvent } from '../events.js';
import { sealedAccess } from '../services/access-rows.js';
import { alertSourceTopic } from '../services/alert-source-row.js';
import type { StorageParts } from '../services/parts.js';
import { replaceAlertSource } from '../services/put-alert-source.js';
import { createAlertSync } from '../services/start-alert-sync.js';
import { startFirstSync } from '../services/start-sync.js';
import { storageFault } from '../services/storage-fault.js';
import { Refusal } from './delfin-values.js';
import type { PlannedStorage } from './import-plan.js';

/** Writes what is planned, in the caller's transaction. `progress` is told after each storage. */
export async function writeImport(
  parts: StorageParts,
  tx: Tx,
  planned: readonly PlannedStorage[],
  progress: (done: number) => void,
): Promise<void> {
  let sources = 0;
  for (const [i, storage] of planned.entries()) {
    if (storage.outcome === 'created') await create(parts, tx, storage);
    if (storage.outcome === 'updated') await updateAccess(parts, tx, storage);
    if (storage.alertSource === 'created' || storage.alertSource === 'updated') {
      await writeSource(parts, tx, storage);
      sources += 1;
    }
    progress(i + 1);
  }
  if (sources > 0) await parts.hints.send(tx, alertSourceTopic);
}

/** A storage whose driver there is gets its first sync and is asked for its alerts; another says why it is unreachable. */
async function create(
  parts: StorageParts,
  tx: Tx,
  { wanted, hasDriver, ...rest }: PlannedStorage,
): Promise<void> {
  const { id, serialNumber, columns, access } = wanted;
  const unreachable: Readonly<Record<string, string | boolean>> = hasDriver
    ? {}
    : {
        status: 'unknown',
        reachable: false,
        last_error: storageFault('StorageDriverNotFound', [rest.driver ?? '']).message,
      };
  await insert(tx, 'storage.storage', {
    ...columns,
    ...unreachable,
    id,
    serial_number: serialNumber,
  });
  await insert(tx, 'storage.access_info', {
    storage_id: id,
    storage_name: access.storageName,
    vendor: access.vendor,
    model: access.model,
    extra_attributes: JSON.stringify(access.extraAttributes),
    ...sealedAccess(parts.secrets, id, access.access),
    created_at: access.createdAt,
    updated_at: access.updatedAt,
  });
  emitStorageEvent(parts.events, tx, 'storage.registered', id);
  if (!hasDriver) return;
  await startFirstSync(parts, tx, id, wanted.name);
  await createAlertSync(parts.tasks, tx, {
    input: { storageId: id },
    storageName: wanted.name,
    origin: 'SYSTEM',
  });
}

/** A way to reach it that Delfin does not know goes; TLS settings, which Delfin has none of, stay. */
async function updateAccess(parts: StorageParts, tx: Tx, { wanted }: PlannedStorage): Promise<void> {
  const { id, access } = wanted;
  const columns = {
    rest: null,
    ssh: null,
    cli: null,
    smis: null,
    rest_password: null,
    ssh_password: null,
    cli_password: null,
    smis_password: null,
    ...sealedAccess(parts.secrets, id, access.access),
    storage_name: access.storageName,
    vendor: access.vendor,
    model: access.model,
    extra_attributes: JSON.stringify(access.extraAttributes),
  };
  const unknown = new Set<string>(access.withoutPassword.map((kind) => `${kind}_password`));
  const changes = Object.entries(columns)
    .filter(([column]) => !unknown.has(column))
    .map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
  await sql`
    update storage.access_info set ${sql.join(changes)}, revision = revision + 1, updated_at = clock_timestamp()
    where storage_id = ${id}`.execute(tx.sql);
  emitStorageEvent(parts.events, tx, 'access.changed', id);
}

async function writeSource(
  parts: StorageParts,
  tx: Tx,
  { wanted, alertSource: outcome }: PlannedStorage,
): Promise<void> {
  const { id, alertSource } = wanted;
  if (!alertSource || alertSource instanceof Refusal) return;
  await replaceAlertSource(parts, tx, id, alertSource.source);
  if (outcome === 'created')
    await sql`
      update storage.alert_source set created_at = coalesce(${alertSource.createdAt}::timestamptz, created_at),
        updated_at = ${alertSource.updatedAt}::timestamptz where storage_id = ${id}`.execute(tx.sql);
}

/** Inserts a row; a column that is null is left to its default. */
async function insert(
  tx: Tx,
  table: string,
  values: Readonly<Record<string, string | boolean | null>>,
): Promise<void> {
  const given = Object.entries(values).filter(([, value]) => value !== null);
  const columns = sql.join(given.map(([column]) => sql.ref(column)));
  await sql`
    insert into ${sql.table(table)} (${columns}) values (${sql.join(given.map(([, value]) => value))})`.execute(
    tx.sql,
  );
}
