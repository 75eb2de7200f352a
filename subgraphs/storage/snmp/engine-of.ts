/**
 * Id of the authoritative engine of a message of version 3 (RFC 3412, 6; RFC 3414, 2.4), in hexadecimal:
 * the sender's for a trap. The library does not tell it. Undefined when the message is cut or malformed.
 */
export function engineOf(message: Buffer): string | undefined {
  const whole = contentOf(message, 0);
  const version = whole && contentOf(message, whole.start);
  const header = version && contentOf(message, version.end);
  const parameters = header && contentOf(message, header.end);
  const sequence = parameters && contentOf(message, parameters.start);
  const engine = sequence && contentOf(message, sequence.start);
  return engine && message.toString('hex', engine.start, engine.end);
}

interface Content {
  readonly start: number;
  readonly end: number;
}

/** Where the content of the BER value at `at` lies. */
function contentOf(message: Buffer, at: number): Content | undefined {
  const size = message[at + 1];
  if (size === undefined) return undefined;
  const lengthBytes = size < 0x80 ? 0 : size & 0x7f;
  const start = at + 2 + lengthBytes;
  if (lengthBytes > 3 || start > message.length) return undefined;
  const end = start + (lengthBytes === 0 ? size : message.readUIntBE(at + 2, lengthBytes));
  return end > message.length ? undefined : { start, end };
}
