/** The part of net-snmp 3.29.2 that this folder uses; the package itself brings no types. */
declare module 'net-snmp' {
  import type { EventEmitter } from 'node:events';

  /** A user of SNMPv3 as the library wants it. */
  interface SnmpUser {
    readonly name: string;
    readonly level: number;
    readonly authProtocol?: number;
    readonly authKey?: string;
    readonly privProtocol?: number;
    readonly privKey?: string;
  }

  interface Varbind {
    readonly oid: string;
    readonly type: number;
    readonly value: unknown;
  }

  /** A trap of version 1 has the fields of RFC 1157; later ones carry their id in the variables. */
  interface TrapPdu {
    readonly type: number;
    readonly varbinds: readonly Varbind[];
    readonly enterprise?: string;
    readonly agentAddr?: string;
    readonly generic?: number;
    readonly specific?: number;
    readonly upTime?: number;
    readonly community?: string;
    readonly user?: string;
    /** Hexadecimal. */
    readonly contextEngineID?: string;
  }

  interface Authorizer {
    communities: string[];
    users: SnmpUser[];
  }

  interface Receiver {
    getAuthorizer(): Authorizer;
  }

  interface SocketLike extends EventEmitter {
    bind(port: number, address: string | null): void;
    send(
      data: Uint8Array,
      offset: number,
      length: number,
      port: number,
      address: string,
      sent: (error: Error | null) => void,
    ): void;
    close(): void;
  }

  interface ReceiverOptions {
    readonly port: number;
    readonly engineID: string;
    readonly includeAuthentication: boolean;
    readonly dgramModule: { createSocket(transport: string): SocketLike };
  }

  function createReceiver(
    options: ReceiverOptions,
    callback: (error: Error | null, data?: { readonly pdu: TrapPdu }) => void,
  ): Receiver;

  interface Session extends EventEmitter {
    get(
      oids: readonly string[],
      callback: (error: Error | null, varbinds?: readonly Varbind[]) => void,
    ): void;
    close(): void;
    /** Known after the first exchange of version 3. */
    readonly msgSecurityParameters?: { readonly msgAuthoritativeEngineID?: Uint8Array };
  }

  interface SessionOptions {
    readonly version?: number;
    readonly port: number;
    readonly retries: number;
    readonly timeout: number;
    readonly transport: 'udp4' | 'udp6';
    readonly context?: string;
  }

  function createSession(target: string, community: string, options: SessionOptions): Session;
  function createV3Session(target: string, user: SnmpUser, options: SessionOptions): Session;

  /** The engine a message is protected for. */
  interface ProtectingEngine {
    readonly engineID: Buffer;
    readonly engineBoots: number;
    readonly engineTime: number;
  }

  interface PrivacyAlgorithm {
    readonly encryptPdu: (
      plain: Buffer,
      privProtocol: number,
      password: string,
      authProtocol: number,
      engine: ProtectingEngine,
    ) => { readonly encryptedPdu: Buffer; readonly msgPrivacyParameters: Buffer };
    readonly decryptPdu: (
      sealed: Buffer,
      privProtocol: number,
      salt: Buffer,
      password: string,
      authProtocol: number,
      engine: ProtectingEngine,
    ) => Buffer;
  }

  const Authentication: {
    readonly algorithms: Readonly<
      Record<number, { readonly CRYPTO_ALGORITHM: string; readonly AUTHENTICATION_CODE_LENGTH: number }>
    >;
    /** Of a whole message whose place for the digest is zero, cut to the length of the protocol. */
    calculateDigest(message: Buffer, authProtocol: number, password: string, engineID: Buffer): Buffer;
    passwordToKey: (authProtocol: number, password: string | Buffer, engineID: Buffer) => Buffer;
  };
  const Encryption: { readonly algorithms: Record<number, PrivacyAlgorithm> };

  const Version1: number;
  const Version2c: number;
  const Version3: number;
  const ObjectType: Readonly<Record<string, number>>;
  const PduType: { readonly Trap: number; readonly TrapV2: number; readonly InformRequest: number };
  const SecurityLevel: {
    readonly noAuthNoPriv: number;
    readonly authNoPriv: number;
    readonly authPriv: number;
  };
  const AuthProtocols: Readonly<Record<'md5' | 'sha' | 'sha224' | 'sha256' | 'sha384' | 'sha512', number>>;
  const ResponseInvalidCode: { readonly EAuthFailure: number; readonly ECouldNotDecrypt: number };
}
