import { Authentication, type SnmpUser } from 'net-snmp';
import { ber, berInteger, berTags } from './ber.js';
import type { UsmHead } from './message-head.js';
import type { OwnEngine } from './own-engine.js';

/** What is wrong with an inform, so that its sender learns our engine or its clock and sends again. */
export type UsmReport = 'notInTimeWindows' | 'unknownEngineIDs';

const reportPdu = 0xa8;
const counter32 = 0x41;
const largestMessage = 65_507;
/** usmStats (RFC 3414, 5) without the last arcs: 1.3.6.1.6.3.15.1.1. */
const statistics = Buffer.of(0x2b, 6, 1, 6, 3, 15, 1, 1);
const lastArcs: Readonly<Record<UsmReport, number>> = { notInTimeWindows: 2, unknownEngineIDs: 4 };

/**
 * The report that answers a message (RFC 3412, 7.1.3; RFC 3414, 3.2). Authenticated when a user with a key
 * is given, as clocks are believed only then.
 */
export function usmReport(
  what: UsmReport,
  { messageId }: Pick<UsmHead, 'messageId'>,
  engine: OwnEngine,
  user?: SnmpUser,
): Buffer {
  const { authProtocol, authKey } = user ?? {};
  const sealed = authProtocol !== undefined && authKey !== undefined;
  const digest = Buffer.alloc(sealed ? digestLengthOf(authProtocol) : 0);
  const octets = (content: Uint8Array): Buffer => ber(berTags.octets, content);
  const head = ber(
    berTags.sequence,
    berInteger(messageId),
    berInteger(largestMessage),
    octets(Buffer.of(sealed ? 1 : 0)),
    berInteger(3),
  );
  // The digest is the last but one value, so its place is known from the end.
  const salt = octets(Buffer.alloc(0));
  const parameters = ber(
    berTags.sequence,
    octets(engine.id),
    berInteger(engine.boots),
    berInteger(engine.time),
    octets(Buffer.from(sealed ? (user?.name ?? '') : '', 'utf8')),
    octets(digest),
    salt,
  );
  const statistic = ber(berTags.oid, statistics, Buffer.of(lastArcs[what], 0));
  const values = ber(berTags.sequence, ber(berTags.sequence, statistic, berInteger(1, counter32)));
  const pdu = ber(reportPdu, berInteger(messageId), berInteger(0), berInteger(0), values);
  const scoped = ber(berTags.sequence, octets(engine.id), octets(Buffer.alloc(0)), pdu);
  const message = ber(berTags.sequence, berInteger(3), head, octets(parameters), scoped);
  if (sealed) {
    const end = message.length - scoped.length - salt.length;
    const sum = Authentication.calculateDigest(message, authProtocol, authKey, engine.id);
    sum.copy(message, end - digest.length);
  }
  return message;
}

/** Bytes of the digest of one of the library's authentication protocols. */
function digestLengthOf(authProtocol: number): number {
  const algorithm = Authentication.algorithms[authProtocol];
  if (!algorithm) throw new Error(`There is no authentication protocol ${authProtocol}.`);
  return algorithm.AUTHENTICATION_CODE_LENGTH;
}
