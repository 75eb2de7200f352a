import { isIPv6, SocketAddress } from 'node:net';
import { AuthProtocols, SecurityLevel, type SnmpUser } from 'net-snmp';
import { privacyNumbers } from './privacy.js';

/** Where the traps of a storage come from, with its secrets in clear; never logged, never shown. */
export interface TrapSource {
  readonly storageId: string;
  /** Sender addresses, separated by commas. */
  readonly host: string;
  readonly version: TrapVersion;
  readonly community: string | null;
  readonly userName: string | null;
  readonly securityLevel: string | null;
  readonly authProtocol: string | null;
  readonly authKey: string | null;
  readonly privacyProtocol: string | null;
  readonly privacyKey: string | null;
  /** Hexadecimal; traps of version 3 must come from this engine when it is known. */
  readonly engineId: string | null;
  readonly port: number | null;
  readonly contextName: string | null;
  readonly retries: number | null;
  /** Seconds. */
  readonly timeout: number | null;
}

/** A protocol version in the case we keep. */
export type TrapVersion = 'SNMPv1' | 'SNMPv2c' | 'SNMPv3';

const authNumbers: Readonly<Record<string, number>> = {
  HMACMD5: AuthProtocols.md5,
  HMACSHA: AuthProtocols.sha,
  HMCSHA2224: AuthProtocols.sha224,
  HMCSHA2256: AuthProtocols.sha256,
  HMCSHA2384: AuthProtocols.sha384,
  HMCSHA2512: AuthProtocols.sha512,
};

/** The user of a source of version 3 as the library wants it; undefined when its fields do not make one. */
export function snmpUserOf(source: TrapSource): SnmpUser | undefined {
  const { userName: name, securityLevel } = source;
  if (source.version !== 'SNMPv3' || name === null) return undefined;
  if (securityLevel === 'noAuthnoPriv') return { name, level: SecurityLevel.noAuthNoPriv };
  const authProtocol = authNumbers[source.authProtocol ?? ''];
  if (authProtocol === undefined || source.authKey === null) return undefined;
  const withAuth = { name, authProtocol, authKey: source.authKey };
  if (securityLevel === 'authNoPriv') return { ...withAuth, level: SecurityLevel.authNoPriv };
  const privProtocol = (privacyNumbers as Readonly<Record<string, number>>)[source.privacyProtocol ?? ''];
  if (privProtocol === undefined || source.privacyKey === null) return undefined;
  return { ...withAuth, level: SecurityLevel.authPriv, privProtocol, privKey: source.privacyKey };
}

/** Sources by the address of the sender, compared whole (delfin.md 11.2, FIX 11). */
export function sourcesByAddress(sources: readonly TrapSource[]): ReadonlyMap<string, readonly TrapSource[]> {
  const found = new Map<string, TrapSource[]>();
  for (const source of sources) {
    const addresses = new Set(source.host.split(',').map((part) => plainAddress(part.trim())));
    for (const address of addresses) {
      if (address === '') continue;
      const others = found.get(address);
      if (others) others.push(source);
      else found.set(address, [source]);
    }
  }
  return found;
}

/** An address in one form: without a zone, IPv4 not wrapped in IPv6, IPv6 as short and in the case sockets tell it. */
export function plainAddress(address: string): string {
  const bare = address.toLowerCase().replace(/%.*$/, '');
  const whole = isIPv6(bare) ? new SocketAddress({ address: bare, family: 'ipv6' }).address : bare;
  return whole.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, '');
}
