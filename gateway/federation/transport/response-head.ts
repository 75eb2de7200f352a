/** How the body of an answer ends. */
export type BodyEnd =
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'close' };

/** What of an answer's head matters to whoever reads its body. */
export interface ResponseHead {
  readonly status: number;
  readonly body: BodyEnd;
  /** Whether the connection may carry another request. */
  readonly keepsAlive: boolean;
  /** Ms the other side says it leaves an idle connection open; undefined when it does not say. */
  readonly idleMs: number | undefined;
}

/** An answer that is no HTTP/1.1 as RFC 9112 has it, or one we do not ask for. */
export class MalformedResponse extends Error {
  override readonly name = 'MalformedResponse';
}

const statusLine = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: |\r|$)/;
/** A line that is none: folded ones, names with blanks, line ends that are not both characters, NUL. */
const wrongLine = /\r\n(?:[ \t]|[^\r\n:]*[ \t]:|[^\r\n:]*(?:\r\n|$))|\r(?!\n)|(?<!\r)\n|\0/;
const framing = /\r\n(content-length|transfer-encoding|content-encoding|connection|keep-alive):([^\r]*)/gi;

/**
 * Reads a head without its empty line (RFC 9112 sections 2 to 6). Throws a MalformedResponse for one whose body could end
 * in two ways.
 */
export function readHead(text: string): ResponseHead {
  const start = statusLine.exec(text);
  if (!start || wrongLine.test(text)) throw new MalformedResponse('The head of the answer is malformed.');
  const status = Number(start[2]);
  let length: string | undefined;
  let coding: string | undefined;
  let keepsAlive = start[1] === '1';
  let idleMs: number | undefined;
  for (const [, name = '', given = ''] of text.matchAll(framing)) {
    const value = given.trim().toLowerCase();
    switch (name.toLowerCase()) {
      case 'content-length':
        if (!/^\d{1,15}$/.test(value) || (length !== undefined && length !== value))
          throw new MalformedResponse('The answer has no clear length.');
        length = value;
        break;
      case 'transfer-encoding':
        coding = coding === undefined ? value : `${coding}, ${value}`;
        break;
      case 'content-encoding':
        if (value !== '' && value !== 'identity')
          throw new MalformedResponse('The answer is encoded, which was not asked for.');
        break;
      case 'connection':
        if (/(?:^|[ ,])close(?:[ ,]|$)/.test(value)) keepsAlive = false;
        else if (/(?:^|[ ,])keep-alive(?:[ ,]|$)/.test(value)) keepsAlive = true;
        break;
      default: {
        const [, seconds] = /(?:^|[ ,])timeout=(\d{1,6})(?:[ ,]|$)/.exec(value) ?? [];
        if (seconds !== undefined) idleMs = Number(seconds) * 1000;
      }
    }
  }
  return { status, body: bodyEnd(status, length, coding), keepsAlive, idleMs };
}

function bodyEnd(status: number, length: string | undefined, coding: string | undefined): BodyEnd {
  if (status < 200 || status === 204 || status === 304) return { kind: 'length', bytes: 0 };
  if (coding === undefined)
    return length === undefined ? { kind: 'close' } : { kind: 'length', bytes: Number(length) };
  // Two ways to end are how answers are smuggled past somebody who reads only one of them.
  if (length !== undefined) throw new MalformedResponse('The answer has a length and is coded as well.');
  if (coding !== 'chunked') throw new MalformedResponse('The answer is coded in a way nobody asked for.');
  return { kind: 'chunked' };
}
