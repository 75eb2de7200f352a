import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import { AccessInfo, AccessPoint } from '../entities/access-info.js';
import { isUuid } from './find-storages.js';
import { timesOf, timeText, type TimedRow } from './inventory-row.js';
import { storageFault } from './storage-fault.js';
import type { StoredAccess } from './access-rows.js';

interface AccessInfoRow extends TimedRow {
  readonly storage_id: string;
  readonly storage_name: string | null;
  readonly vendor: string;
  readonly model: string;
  readonly rest: StoredAccess | null;
  readonly ssh: StoredAccess | null;
  readonly cli: StoredAccess | null;
  readonly smis: StoredAccess | null;
  readonly extra_attributes: Readonly<Record<string, unknown>>;
  readonly tls_verify: boolean | null;
  readonly tls_ca: string | null;
  readonly revision: number;
}

/** The shown columns, of `storage.access_info` under the alias `a`: no password is ever read here. */
const shown = sql`a.storage_id, a.storage_name, a.vendor, a.model, a.rest, a.ssh, a.cli, a.smis, a.extra_attributes,
  a.tls_verify, a.tls_ca, a.revision, ${timeText('created_at', 'a')} as created_at, ${timeText('updated_at', 'a')} as updated_at`;
const ofLiveStorages = sql`storage.access_info a join storage.storage s on s.id = a.storage_id and s.deleted_at is null`;

/** How every registered storage is reached, the newest first; the legacy API knows no paging here. */
export async function allAccessInfos(handle: Sql): Promise<readonly AccessInfo[]> {
  const { rows } = await sql<AccessInfoRow>`
    select ${shown} from ${ofLiveStorages} order by a.created_at desc, a.storage_id desc`.execute(handle);
  return rows.map(accessInfoOf);
}

/** How these storages are reached, by storage; one statement. */
export async function accessInfosOf(
  handle: Sql,
  storageIds: readonly string[],
): Promise<ReadonlyMap<string, AccessInfo>> {
  const known = storageIds.filter(isUuid);
  if (known.length === 0) return new Map();
  const { rows } = await sql<AccessInfoRow>`
    select ${shown} from ${ofLiveStorages} where a.storage_id = any(${known}::uuid[])`.execute(handle);
  return new Map(rows.map((row) => [row.storage_id, accessInfoOf(row)]));
}

/** How a storage is reached; AccessInfoNotFound when it is not registered. */
export async function accessInfoOfStorage(handle: Sql, storageId: string): Promise<AccessInfo> {
  const found = (await accessInfosOf(handle, [storageId])).get(storageId);
  if (!found) throw storageFault('AccessInfoNotFound', [storageId]);
  return found;
}

function accessInfoOf(row: AccessInfoRow): AccessInfo {
  return Object.assign(new AccessInfo(), timesOf(row), {
    storageUuid: row.storage_id,
    storageName: row.storage_name,
    vendor: row.vendor,
    model: row.model,
    rest: pointOf(row.rest),
    ssh: pointOf(row.ssh),
    cli: pointOf(row.cli),
    smis: pointOf(row.smis),
    extraAttributes: row.extra_attributes,
    tlsVerify: row.tls_verify,
    tlsCa: row.tls_ca,
    revision: row.revision,
  });
}

function pointOf(stored: StoredAccess | null): AccessPoint | null {
  if (stored === null) return null;
  const { host, port, username, pubKey, pubKeyType, namespace } = stored;
  return Object.assign(new AccessPoint(), {
    host,
    port: port ?? null,
    username: username ?? null,
    pubKey: pubKey ?? null,
    pubKeyType: pubKeyType ?? null,
    namespace: namespace ?? null,
  });
}
