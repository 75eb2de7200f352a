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
import { flatTrap } from './flat-trap.js';
import { messageHead, type UsmHead } from './message-head.js';
import { OwnEngine } from './own-engine.js';
import { extendSnmpPrivacy } from './privacy.js';
import { snmpUserOf, type TrapSource } from './trap-source.js';
import { UsmCheck, type Refusal } from './usm-check.js';

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
  | { readonly kind: 'refused'; readonly reason: Refusal; readonly answers: readonly Uint8Array[] };

interface Attempt {
  error?: Error;
  pdu?: TrapPdu;
  readonly answers: Uint8Array[];
}

/** The reason that comes nearest to a trap is told. */
const refusalOrder: readonly Refusal[] = ['malformed', 'credential', 'engine', 'key', 'window'];

/**
 * Reads datagrams with net-snmp. The library knows one list of communities and users; here the sender's
 * address decides which are tried, so arrays may share a user name, and a credential is good for its own
 * sender only. It reads synchronously, from a socket that is not one, and only what its head allows: it
 * would take a message of no user for one of anybody.
 */
export class TrapDecoder {
  private readonly receiver: Receiver;
  private readonly wire: FakeSocket = new FakeSocket();
  private readonly users = new WeakMap<TrapSource, readonly SnmpUser[]>();
  private readonly engine: OwnEngine;
  private readonly usm: UsmCheck;
  private attempt: Attempt = { answers: [] };

  /** `engineId` is ours, in hexadecimal, for informs of version 3. */
  constructor(engineId: string) {
    extendSnmpPrivacy();
    this.engine = new OwnEngine(engineId);
    this.usm = new UsmCheck(this.engine);
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
  }

  /** Tells senders of informs that what they know of our clock is void; called when the port becomes ours. */
  boot(): void {
    this.engine.boot();
  }

  /** Reads a datagram as a trap of the first of the sources whose credential it carries. */
  decode(datagram: Buffer, sources: readonly TrapSource[]): DecodedTrap {
    const head = messageHead(datagram);
    if (!head) return { kind: 'refused', reason: 'malformed', answers: [] };
    const ofVersion = sources.filter(({ version }) => (version === 'SNMPv3') === (head.usm !== undefined));
    const discovery = head.usm && ofVersion.length > 0 ? this.usm.discovery(head.usm) : undefined;
    if (discovery) return { kind: 'answered', answers: [discovery] };
    let nearest: DecodedTrap & { kind: 'refused' } = { kind: 'refused', reason: 'credential', answers: [] };
    for (const source of ofVersion) {
      const one = this.decodeFor(datagram, head.usm, source);
      if (one.kind !== 'refused') return one;
      if (refusalOrder.indexOf(one.reason) >= refusalOrder.indexOf(nearest.reason)) nearest = one;
    }
    return nearest;
  }

  private decodeFor(datagram: Buffer, usm: UsmHead | undefined, source: TrapSource): DecodedTrap {
    const refusal = usm && this.usm.refusalOf(datagram, usm, source, this.usersOf(source)[0]);
    if (refusal) return { kind: 'refused', ...refusal };
    const { pdu, error, answers } = this.try(datagram, source);
    if (!pdu) return { kind: 'refused', reason: reasonOf(error), answers: [] };
    // A trap is protected for its sender's engine, an inform for ours.
    const isInform = pdu.type === PduType.InformRequest;
    if (usm && isInform !== this.engine.isMeantBy(usm))
      return { kind: 'refused', ...this.usm.foreignEngine(usm) };
    return { kind: 'trap', source, trap: flatTrap(pdu), answers };
  }

  private try(datagram: Buffer, source: TrapSource): Attempt {
    const authorizer = this.receiver.getAuthorizer();
    authorizer.communities =
      source.community !== null && source.version !== 'SNMPv3' ? [source.community] : [];
    authorizer.users = [...this.usersOf(source)];
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

/** The library's own texts are not passed on: one of them holds the digest the message should have had. */
function reasonOf(error: Error | undefined): Refusal {
  if (error?.name === 'RequestFailedError') return 'credential';
  const code = error && 'code' in error ? error.code : undefined;
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
