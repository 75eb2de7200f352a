import { integerShape } from './shapes.js';
import { isRecord, memberOf, type JsonRecord, type JsonValue } from './json-value.js';

/** An alert source as the operations ask for it. Its keys never come. */
export interface AlertSourceData {
  readonly createdAtText: string;
  readonly updatedAtText: string | null;
  readonly storageUuid: string;
  readonly host: string;
  readonly version: string;
  readonly communityString: string | null;
  readonly username: string | null;
  readonly securityLevel: string | null;
  readonly authProtocol: string | null;
  readonly privacyProtocol: string | null;
  readonly engineId: string | null;
  readonly port: number | null;
  readonly contextName: string | null;
  readonly retryNum: number | string | null;
  readonly expiration: number | string | null;
}

/** An SNMP configuration with the keys of its version (delfin.md §5.3). */
export function snmpConfigShape(source: AlertSourceData): object {
  const version = source.version.toLowerCase();
  const v3 = {
    username: source.username,
    security_level: source.securityLevel,
    auth_protocol: source.authProtocol,
    privacy_protocol: source.privacyProtocol,
    engine_id: source.engineId,
  };
  return {
    created_at: source.createdAtText,
    updated_at: source.updatedAtText,
    storage_id: source.storageUuid,
    host: source.host,
    version: source.version,
    ...(version === 'snmpv3' ? {} : { community_string: source.communityString }),
    ...(version === 'snmpv2c' ? {} : v3),
    port: source.port,
    ...(version === 'snmpv2c' ? {} : { context_name: source.contextName }),
    retry_num: integerShape(source.retryNum),
    expiration: integerShape(source.expiration),
  };
}

const versions: Readonly<Record<string, string>> = {
  snmpv1: 'SNMPv1',
  snmpv2c: 'SNMPv2c',
  snmpv3: 'SNMPv3',
};
const authProtocols: Readonly<Record<string, string>> = { MD5: 'HMACMD5', SHA: 'HMACSHA' };
const v3Keys: ReadonlySet<string> = new Set([
  'username',
  'security_level',
  'auth_protocol',
  'auth_key',
  'privacy_protocol',
  'privacy_key',
  'engine_id',
  'context_name',
]);

/**
 * The body of the older path `alert-source` as the present one takes it (delfin.md §4.3.1): versions in
 * any case, the names MD5 and SHA, and fields of version 3 in a request for another, which count for nothing.
 */
export function leniently(body: JsonValue): JsonValue {
  if (!isRecord(body)) return body;
  const sent = memberOf(body, 'version');
  const version = typeof sent === 'string' ? versions[sent.toLowerCase()] : undefined;
  if (version === undefined) return body;
  const members = Object.entries(body).filter(([key]) => version === 'SNMPv3' || !v3Keys.has(key));
  return Object.fromEntries(
    members.map(([key, value]) => [key, lenientMember(key, value, version)]),
  ) as JsonRecord;
}

function lenientMember(key: string, value: JsonValue, version: string): JsonValue {
  if (key === 'version') return version;
  return key === 'auth_protocol' && typeof value === 'string' ? (authProtocols[value] ?? value) : value;
}
