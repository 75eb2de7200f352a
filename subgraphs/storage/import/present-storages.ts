import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import type { AccessRow } from '../services/access-rows.js';
import { alertSourceRows, type AlertSourceRow } from '../services/alert-source-row.js';
import type { WantedStorage } from './wanted-storage.js';

/** What this installation has of the storages that are to be imported. */
export interface PresentStorages {
  /** By id: whether it was deleted here. */
  readonly deleted: ReadonlyMap<string, boolean>;
  /** Id of the live storage with a serial number. */
  readonly bySerialNumber: ReadonlyMap<string, string>;
  readonly accessInfos: ReadonlyMap<string, AccessRow>;
  readonly alertSources: ReadonlyMap<string, AlertSourceRow>;
}

/** Looks everything up in three statements. */
export async function presentStorages(
  handle: Sql,
  wanted: readonly WantedStorage[],
): Promise<PresentStorages> {
  const ids = wanted.map(({ id }) => id);
  const serialNumbers = wanted.map(({ serialNumber }) => serialNumber);
  const { rows } = await sql<{ id: string; serial_number: string | null; deleted: boolean }>`
    select id, serial_number, deleted_at is not null as deleted from storage.storage
    where id = any(${ids}::uuid[]) or (deleted_at is null and serial_number = any(${serialNumbers}::text[]))`.execute(
    handle,
  );
  const accessInfos = await sql<AccessRow>`
    select * from storage.access_info where storage_id = any(${ids}::uuid[])`.execute(handle);
  return {
    deleted: new Map(rows.map(({ id, deleted }) => [id, deleted])),
    bySerialNumber: new Map(
      rows.flatMap(({ id, serial_number: serial, deleted }) => (serial && !deleted ? [[serial, id]] : [])),
    ),
    accessInfos: new Map(accessInfos.rows.map((row) => [row.storage_id, row])),
    alertSources: await alertSourceRows(handle, ids),
  };
}
