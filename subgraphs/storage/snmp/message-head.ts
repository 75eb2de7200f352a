import { berContent, berNumber, berTags, type BerContent } from './ber.js';

/** What a message of version 3 tells of its protection (RFC 3412, 6; RFC 3414, 2.4), before any of it is believed. */
export interface UsmHead {
  readonly messageId: number;
  readonly isAuthenticated: boolean;
  readonly isEncrypted: boolean;
  /** Whether the sender wants to be told what is wrong; of an inform it does, of a trap it does not. */
  readonly isReportable: boolean;
  /** Id of the authoritative engine: the sender's of a trap, ours of an inform. */
  readonly engineId: Buffer;
  readonly boots: number;
  readonly time: number;
  readonly userName: string;
  /** Where the digest lies in the message. */
  readonly digest: BerContent;
}

/** What a message is before its content is looked at. */
export interface MessageHead {
  readonly version: 'SNMPv1' | 'SNMPv2c' | 'SNMPv3';
  /** Of version 3. */
  readonly usm: UsmHead | undefined;
}

const usmModel = 3;
const versions: Readonly<Record<number, MessageHead['version']>> = { 0: 'SNMPv1', 1: 'SNMPv2c', 3: 'SNMPv3' };

/** Reads the head of a message; undefined when it is cut, its lengths lie, or its version is none. */
export function messageHead(message: Buffer): MessageHead | undefined {
  const whole = berContent(message, berTags.sequence, 0);
  const number = whole && berContent(message, berTags.integer, whole.start, whole.end);
  const version = versions[berNumber(message, number) ?? -1];
  if (!whole || !number || !version) return undefined;
  if (version !== 'SNMPv3') {
    const community = berContent(message, berTags.octets, number.end, whole.end);
    return community && { version, usm: undefined };
  }
  const usm = usmHead(message, number.end, whole.end);
  return usm && { version, usm };
}

function usmHead(message: Buffer, at: number, within: number): UsmHead | undefined {
  const global = berContent(message, berTags.sequence, at, within);
  const parameters = global && berContent(message, berTags.octets, global.end, within);
  const security = parameters && berContent(message, berTags.sequence, parameters.start, parameters.end);
  if (!global || !security) return undefined;
  const [id, size, flags, model] = contents(message, global, ['integer', 'integer', 'octets', 'integer']);
  const [engine, bootsAt, timeAt, user, digest, salt] = contents(message, security, [
    'octets',
    'integer',
    'integer',
    'octets',
    'octets',
    'octets',
  ]);
  const messageId = berNumber(message, id);
  const flag = flags && flags.end === flags.start + 1 ? message[flags.start] : undefined;
  const [boots, time] = [berNumber(message, bootsAt), berNumber(message, timeAt)];
  const known = size && berNumber(message, model) === usmModel;
  if (!known || !engine || !user || !digest || !salt) return undefined;
  if (messageId === undefined || flag === undefined || boots === undefined || time === undefined)
    return undefined;
  return {
    messageId,
    isAuthenticated: (flag & 1) !== 0,
    isEncrypted: (flag & 2) !== 0,
    isReportable: (flag & 4) !== 0,
    engineId: message.subarray(engine.start, engine.end),
    boots,
    time,
    userName: message.toString('utf8', user.start, user.end),
    digest,
  };
}

/** The values of a sequence one after the other, as far as they are what they must be. */
function contents(
  message: Buffer,
  sequence: BerContent,
  kinds: readonly (keyof typeof berTags)[],
): readonly (BerContent | undefined)[] {
  let at: number | undefined = sequence.start;
  return kinds.map((kind) => {
    const found = at === undefined ? undefined : berContent(message, berTags[kind], at, sequence.end);
    at = found?.end;
    return found;
  });
}
