import { ber, berInteger, berTags } from '../../subgraphs/storage/snmp/ber.js';

/** What a made-up trap tells: its kind, and texts by object id. A cold start of nothing unless told. */
export interface MadeContent {
  readonly trapOid?: string;
  readonly values?: Readonly<Record<string, string>>;
}

/** What the head of a made-up message of version 3 holds. */
export interface MadeHead {
  readonly flags: number;
  readonly userName: string;
  readonly engineId: Buffer;
  readonly boots?: number;
  readonly time?: number;
}

const upTime = '1.3.6.1.2.1.1.3.0';
const kind = '1.3.6.1.6.3.1.1.4.1.0';
const coldStart = '1.3.6.1.6.3.1.1.5.1';
const trapPdu = 0xa7;
const timeTicks = 0x43;

/** A trap of version 2c, or of whatever number the version is given as. */
export function madeTrap(community: string, version = 1, content: MadeContent = {}): Buffer {
  return ber(berTags.sequence, berInteger(version), octets(community), pdu(content));
}

/** A trap of version 3 in clear, unsigned. */
export function madeUserTrap({ flags, userName, engineId, boots = 1, time = 1 }: MadeHead): Buffer {
  const head = ber(
    berTags.sequence,
    berInteger(7),
    berInteger(65_507),
    octets(Buffer.of(flags)),
    berInteger(3),
  );
  const security = ber(
    berTags.sequence,
    octets(engineId),
    berInteger(boots),
    berInteger(time),
    octets(userName),
    octets(''),
    octets(''),
  );
  const scoped = ber(berTags.sequence, octets(engineId), octets(''), pdu({}));
  return ber(berTags.sequence, berInteger(3), head, octets(security), scoped);
}

function pdu({ trapOid = coldStart, values = {} }: MadeContent): Buffer {
  const variables = [
    variable(upTime, berInteger(1, timeTicks)),
    variable(kind, objectId(trapOid)),
    ...Object.entries(values).map(([oid, text]) => variable(oid, octets(text))),
  ];
  return ber(trapPdu, berInteger(5), berInteger(0), berInteger(0), ber(berTags.sequence, ...variables));
}

function variable(oid: string, value: Buffer): Buffer {
  return ber(berTags.sequence, objectId(oid), value);
}

function octets(content: Uint8Array | string): Buffer {
  return ber(berTags.octets, Buffer.from(content));
}

/** The first two arcs share a byte; the others have seven bits to a byte. */
function objectId(oid: string): Buffer {
  const [first = 0, second = 0, ...rest] = oid.split('.').map(Number);
  const bytes = rest.flatMap((arc) => {
    const parts = [arc & 0x7f];
    for (let left = arc >> 7; left > 0; left >>= 7) parts.unshift((left & 0x7f) | 0x80);
    return parts;
  });
  return ber(berTags.oid, Buffer.from([first * 40 + second, ...bytes]));
}
