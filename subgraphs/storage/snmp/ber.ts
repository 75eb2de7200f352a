/** Tags of BER (X.690) that messages of SNMP are built of. */
export const berTags = { integer: 0x02, octets: 0x04, oid: 0x06, sequence: 0x30 } as const;

/** Where the content of a BER value lies in its message. */
export interface BerContent {
  readonly start: number;
  readonly end: number;
}

/**
 * Content of the value that begins at `at`, if it has this tag and ends at `within` at the latest; undefined
 * when it does not, is cut, or has an indefinite length, which SNMP forbids (RFC 3417, 8).
 */
export function berContent(
  message: Buffer,
  tag: number,
  at: number,
  within = message.length,
): BerContent | undefined {
  const size = message[at + 1];
  if (message[at] !== tag || size === undefined || size === 0x80) return undefined;
  const lengthBytes = size < 0x80 ? 0 : size & 0x7f;
  const start = at + 2 + lengthBytes;
  if (lengthBytes > 4 || start > within) return undefined;
  const end = start + (lengthBytes === 0 ? size : message.readUIntBE(at + 2, lengthBytes));
  return end > within ? undefined : { start, end };
}

/** The number of an INTEGER's content, of those SNMP's headers may hold: 0 to 2^31 - 1. */
export function berNumber(message: Buffer, content: BerContent | undefined): number | undefined {
  const length = content ? content.end - content.start : 0;
  if (!content || length < 1 || length > 4) return undefined;
  const number = message.readIntBE(content.start, length);
  return number < 0 ? undefined : number;
}

/** A BER value of these parts. */
export function ber(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 0x80) return Buffer.concat([Buffer.of(tag, content.length), content]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(content.length);
  return Buffer.concat([Buffer.of(tag, 0x82), length, content]);
}

/** An INTEGER from 0 to 2^31 - 1; any other tag makes it that application type. */
export function berInteger(number: number, tag: number = berTags.integer): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(number);
  const first = bytes.findIndex((byte, i) => i === 3 || byte !== 0 || (bytes[i + 1] ?? 0) >= 0x80);
  return ber(tag, bytes.subarray(first));
}
