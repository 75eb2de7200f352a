import type { TrapSource } from '../../../subgraphs/storage/snmp/trap-source.js';

/** A source of version 2c at 127.0.0.1 whose community is "trapme", with what the test changes. */
export function trapSource(changes: Partial<TrapSource> = {}): TrapSource {
  return {
    storageId: '5b0f6a0e-1c1d-4a51-9d0e-7f2c1a3b4c5d',
    host: '127.0.0.1',
    version: 'SNMPv2c',
    community: 'trapme',
    userName: null,
    securityLevel: null,
    authProtocol: null,
    authKey: null,
    privacyProtocol: null,
    privacyKey: null,
    engineId: null,
    port: null,
    contextName: null,
    retries: null,
    timeout: null,
    ...changes,
  };
}

/** A source of version 3. */
export function userSource(changes: Partial<TrapSource> = {}): TrapSource {
  return trapSource({
    version: 'SNMPv3',
    community: null,
    userName: 'traps',
    securityLevel: 'authPriv',
    authProtocol: 'HMACSHA',
    authKey: 'authentication',
    privacyProtocol: 'AES',
    privacyKey: 'confidential',
    ...changes,
  });
}
