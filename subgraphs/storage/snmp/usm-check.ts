import { timingSafeEqual } from 'node:crypto';
import { Authentication, SecurityLevel, type SnmpUser } from 'net-snmp';
import { EngineClocks } from './engine-clocks.js';
import type { UsmHead } from './message-head.js';
import type { OwnEngine } from './own-engine.js';
import type { TrapSource } from './trap-source.js';
import { usmReport } from './usm-report.js';

/**
 * Why a datagram is no trap of a source: no SNMP at all; another community, user or level; another engine;
 * a wrong key; older than its engine's clock allows, as what was recorded and is sent again.
 */
export type Refusal = 'malformed' | 'credential' | 'engine' | 'key' | 'window';

/** A refusal with what is answered to it. */
export interface UsmRefusal {
  readonly reason: Refusal;
  readonly answers: readonly Uint8Array[];
}

/**
 * What RFC 3414, 3.2, asks of a message of version 3 before it is deciphered. The library deciphers first
 * and does not look at clocks, so made-up messages would cost time, and recorded ones could be sent again.
 */
export class UsmCheck {
  private readonly clocks = new EngineClocks();

  constructor(private readonly engine: OwnEngine) {}

  /** What is wrong with a message as one of the source's user; undefined when nothing is. */
  refusalOf(
    message: Buffer,
    head: UsmHead,
    source: TrapSource,
    user: SnmpUser | undefined,
  ): UsmRefusal | undefined {
    if (!user || head.userName !== user.name || !hasLevel(head, user.level)) return refused('credential');
    const ours = this.engine.isMeantBy(head);
    if (!ours && !isEngineOf(source, head)) return this.foreignEngine(head);
    if (!head.isAuthenticated) return undefined;
    if (!isAuthentic(message, head, user)) return refused('key');
    if (!ours) return this.clocks.isTimely(source.storageId, head) ? undefined : refused('window');
    if (this.engine.isTimely(head)) return undefined;
    const answers = head.isReportable ? [usmReport('notInTimeWindows', head, this.engine, user)] : [];
    return { reason: 'window', answers };
  }

  /** Refuses a message that is protected for an engine it must not be protected for. */
  foreignEngine(head: UsmHead): UsmRefusal {
    const answers = head.isReportable ? [usmReport('unknownEngineIDs', head, this.engine)] : [];
    return { reason: 'engine', answers };
  }

  /** The answer to a sender that does not know our engine yet; undefined when the message does not ask. */
  discovery(head: UsmHead): Uint8Array | undefined {
    const asks = head.isReportable && !head.isAuthenticated && !head.isEncrypted;
    const knowsNothing = head.engineId.length === 0 || head.userName === '';
    return asks && knowsNothing ? usmReport('unknownEngineIDs', head, this.engine) : undefined;
  }
}

function refused(reason: Refusal): UsmRefusal {
  return { reason, answers: [] };
}

function hasLevel({ isAuthenticated, isEncrypted }: UsmHead, level: number): boolean {
  return (
    isAuthenticated === (level !== SecurityLevel.noAuthNoPriv) &&
    isEncrypted === (level === SecurityLevel.authPriv)
  );
}

/** An odd number of digits lacks a last zero, as the legacy server reads it. */
function isEngineOf({ engineId: known }: TrapSource, { engineId }: UsmHead): boolean {
  if (known === null) return engineId.length > 0;
  return engineId.toString('hex') === `${known.toLowerCase()}${known.length % 2 === 1 ? '0' : ''}`;
}

function isAuthentic(message: Buffer, { digest, engineId }: UsmHead, user: SnmpUser): boolean {
  const { authProtocol, authKey } = user;
  if (authProtocol === undefined || authKey === undefined) return false;
  const told = message.subarray(digest.start, digest.end);
  const unsigned = Buffer.from(message).fill(0, digest.start, digest.end);
  const due = Authentication.calculateDigest(unsigned, authProtocol, authKey, engineId);
  return due.length === told.length && timingSafeEqual(due, told);
}
