import { EventEmitter } from 'node:events';
import {
  createReceiver,
  PduType,
  ResponseInvalidCode,
  type Receiver,
  type SnmpUser,
  type SocketLike,
  type TrapPdu,
} from 'net-snmp';
import type { TrapFields } from '../drivers/alerts.js';
import { engineOf } from './engine-of.js';
import { flatTrap } from './flat-trap.js';
import { extendSnmpPrivacy } from './privacy.js';
import { snmpUserOf, type TrapSource } from './trap-source.js';

/** Why a datagram is no trap of a source: wrong community, user, key or engine, or not SNMP at all. */
export type Refusal = 'credential' | 'key' | 'engine' | 'malformed';

/** What a datagram is to the sources of its sender; `answers` go back to it. */
export type DecodedTrap =
  | {
      readonly kind: 'trap';
      readonly source: TrapSource;
      readonly trap: TrapFields;
      readonly answers: readonly Uint8Array[];
    }
  /** Part of the talk before an inform of version 3. */
  | { readonly kind: 'answered'; readonly answers: readonly Uint8Array[] }
  | { readonly kind: 'refused'; readonly reason: Refusal };

interface Attempt {
  error?: Error;
  pdu?: TrapPdu;
  readonly answers: Uint8Array[];
}

const refusalOrder: readonly Refusal[] = ['malformed', 'credential', 'engine', 'key'];

/**
 * Reads datagrams with net-snmp. The library knows one list of communities and users; here the sender's
 * address decides which are tried, so arrays may share a user name, and a credential is good for its own
 * sender only. It reads synchronously, from a socket that is not one.
 */
export class TrapDecoder {
  private readonly receiver: Receiver;
  private readonly wire: FakeSocket = new FakeSocket();
  private readonly users = new WeakMap<TrapSource, readonly SnmpUser[]>();
  private attempt: Attempt = { answers: [] };

  /** `engineId` is ours, in hexadecimal, for informs of version 3. */
  constructor(engineId: string) {
    extendSnmpPrivacy();
    this.wire.onSend = (answer) => this.attempt.answers.push(answer);
    this.receiver = createReceiver(
      {
        port: 1,
        engineID: engineId,
        includeAuthentication: true,
        dgramModule: { createSocket: () => this.wire },
      },
      (error, data) => {
        if (error) this.attempt.error = error;
        if (data) this.attempt.pdu = data.pdu;
      },
    );
    this.receiver.engine.engineBoots = 1;
  }

  /** Reads a datagram as a trap of the first of the sources whose credential it carries. */
  decode(datagram: Buffer, sources: readonly TrapSource[]): DecodedTrap {
    const refusals = new Set<Refusal>();
    let answers: readonly Uint8Array[] | undefined;
    for (const source of sources) {
      const attempt = this.try(datagram, source);
      if (!attempt.pdu && !attempt.error) answers ??= attempt.answers;
      const refusal = attempt.pdu ? refusalOf(attempt.pdu, source, datagram) : reasonOf(attempt.error);
      if (attempt.pdu && refusal === undefined)
        return { kind: 'trap', source, trap: flatTrap(attempt.pdu), answers: attempt.answers };
      if (refusal !== undefined) refusals.add(refusal);
    }
    if (answers) return { kind: 'answered', answers };
    return {
      kind: 'refused',
      reason: refusalOrder.findLast((reason) => refusals.has(reason)) ?? 'credential',
    };
  }

  private try(datagram: Buffer, source: TrapSource): Attempt {
    const authorizer = this.receiver.getAuthorizer();
    authorizer.communities =
      source.community !== null && source.version !== 'SNMPv3' ? [source.community] : [];
    authorizer.users = [...this.usersOf(source)];
    this.receiver.engine.engineTime = Math.floor(process.uptime());
    this.attempt = { answers: [] };
    const attempt = this.attempt;
    // The library writes into what it reads, so each attempt has its own copy.
    this.wire.emit('message', Buffer.from(datagram), { address: '', port: 0 });
    return attempt;
  }

  private usersOf(source: TrapSource): readonly SnmpUser[] {
    const known = this.users.get(source);
    if (known) return known;
    const user = snmpUserOf(source);
    const users = user ? [user] : [];
    this.users.set(source, users);
    return users;
  }
}

/** An inform is protected for our engine, a trap for the sender's. */
function refusalOf(pdu: TrapPdu, source: TrapSource, datagram: Buffer): Refusal | undefined {
  if (source.version !== 'SNMPv3' || source.engineId === null) return undefined;
  if (pdu.type === PduType.InformRequest) return undefined;
  return engineOf(datagram) === wholeOctets(source.engineId) ? undefined : 'engine';
}

/** An odd number of digits lacks a last zero, as the legacy server reads it. */
function wholeOctets(engineId: string): string {
  return `${engineId.toLowerCase()}${engineId.length % 2 === 1 ? '0' : ''}`;
}

/** The library's own texts are not passed on: one of them holds the digest the message should have had. */
function reasonOf(error: Error | undefined): Refusal | undefined {
  if (!error) return undefined;
  if (error.name === 'RequestFailedError') return 'credential';
  const code = 'code' in error ? error.code : undefined;
  const ofKey = code === ResponseInvalidCode.EAuthFailure || code === ResponseInvalidCode.ECouldNotDecrypt;
  return ofKey ? 'key' : 'malformed';
}

/** Hands the library what the real socket got and collects what it wants to send. */
class FakeSocket extends EventEmitter implements SocketLike {
  onSend: (answer: Uint8Array) => void = () => undefined;

  bind(): void {
    // The real socket is bound by its owner.
  }

  send(data: Uint8Array, offset: number, length: number): void {
    this.onSend(data.subarray(offset, offset + length));
  }

  close(): void {
    this.removeAllListeners();
  }
}
