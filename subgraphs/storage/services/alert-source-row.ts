import { sql } from 'kysely';
import type { LongValue } from '../../../schema/scalars/long.js';
import type { Sql } from '../../kernel/database/store.js';
import type { SecretPlace, Secrets } from '../../kernel/secrets/secrets.js';
import { AlertSource } from '../entities/alert-source.js';
import type { TrapSource, TrapVersion } from '../snmp/trap-source.js';
import { timesOf, timeText } from './inventory-row.js';

/** Topic of the hints that alert sources have changed, for the trap receiver. */
export const alertSourceTopic = 'storage:alert-source';

/** Columns of an alert source that hold encrypted texts. */
export const sealedColumns = ['community_string', 'auth_key', 'privacy_key'] as const;

/** One of them. */
export type SealedColumn = (typeof sealedColumns)[number];

/** A row of `storage.alert_source`. */
export interface AlertSourceRow extends Readonly<Record<SealedColumn, string | null>> {
  readonly storage_id: string;
  readonly host: string;
  readonly version: string;
  readonly username: string | null;
  readonly security_level: string | null;
  readonly auth_protocol: string | null;
  readonly privacy_protocol: string | null;
  readonly engine_id: string | null;
  readonly engine_discovered: boolean;
  readonly port: number | null;
  readonly context_name: string | null;
  readonly retry_num: LongValue | null;
  readonly expiration: LongValue | null;
  readonly reachable: boolean | null;
  readonly probed_at: string | null;
  readonly probe_error: string | null;
  readonly created_at: string;
  readonly updated_at: string | null;
}

/** The columns of `AlertSourceRow`, of `storage.alert_source` under the alias `a`. */
export const alertSourceSelection = sql`a.storage_id, a.host, a.version, a.community_string, a.username,
  a.security_level, a.auth_protocol, a.auth_key, a.privacy_protocol, a.privacy_key, a.engine_id,
  a.engine_discovered, a.port, a.context_name, a.retry_num, a.expiration, a.reachable, a.probed_at,
  a.probe_error, ${timeText('created_at', 'a')} as created_at, ${timeText('updated_at', 'a')} as updated_at`;

/** Where a secret of a source is kept. */
export function sealedPlace(storageId: string, column: SealedColumn): SecretPlace {
  return { table: 'storage.alert_source', row: storageId, column };
}

/** The sources of these live storages. */
export async function alertSourceRows(
  handle: Sql,
  storageIds: readonly string[],
): Promise<ReadonlyMap<string, AlertSourceRow>> {
  if (storageIds.length === 0) return new Map();
  const { rows } = await sql<AlertSourceRow>`
    select ${alertSourceSelection} from storage.alert_source a
    join storage.storage s on s.id = a.storage_id and s.deleted_at is null
    where a.storage_id = any(${storageIds}::uuid[])`.execute(handle);
  return new Map(rows.map((row) => [row.storage_id, row]));
}

/** The alert source of a row. */
export function alertSourceOf(row: AlertSourceRow): AlertSource {
  return Object.assign(new AlertSource(), timesOf(row), {
    storageUuid: row.storage_id,
    host: row.host,
    version: row.version,
    sealedCommunity: row.community_string,
    username: row.username,
    securityLevel: row.security_level,
    authProtocol: row.auth_protocol,
    authKey: row.auth_key,
    privacyProtocol: row.privacy_protocol,
    privacyKey: row.privacy_key,
    engineId: row.engine_id,
    engineDiscovered: row.engine_discovered,
    port: row.port,
    contextName: row.context_name,
    retryNum: row.retry_num,
    expiration: row.expiration,
    reachable: row.reachable,
    probedAt: row.probed_at === null ? null : new Date(row.probed_at),
    probeError: row.probe_error,
  });
}

/** A source with its secrets in clear, for the trap receiver. Throws a SecretError when one cannot be read. */
export function trapSourceOf(row: AlertSourceRow, secrets: Secrets): TrapSource {
  const clear = (column: SealedColumn): string | null => {
    const sealed = row[column];
    return sealed === null ? null : secrets.decrypt(sealed, sealedPlace(row.storage_id, column));
  };
  return {
    storageId: row.storage_id,
    host: row.host,
    version: versions[row.version.toLowerCase()] ?? 'SNMPv2c',
    community: clear('community_string'),
    userName: row.username,
    securityLevel: row.security_level,
    authProtocol: row.auth_protocol,
    authKey: clear('auth_key'),
    privacyProtocol: row.privacy_protocol,
    privacyKey: clear('privacy_key'),
    engineId: row.engine_id,
    port: row.port,
    contextName: row.context_name,
    retries: row.retry_num === null ? null : Number(row.retry_num),
    timeout: row.expiration === null ? null : Number(row.expiration),
  };
}

const versions: Readonly<Record<string, TrapVersion>> = {
  snmpv1: 'SNMPv1',
  snmpv2c: 'SNMPv2c',
  snmpv3: 'SNMPv3',
};
