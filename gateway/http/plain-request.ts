import type { IncomingHttpHeaders } from 'node:http';

/** A request that is whole and says what it wants in one way only. */
export interface PlainRequest {
  readonly headers: Readonly<IncomingHttpHeaders>;
  readonly body: string;
}

/** A head that was read, and what stands in it. */
interface ReadHead {
  readonly text: string;
  readonly headers: Readonly<IncomingHttpHeaders>;
  readonly bytes: number;
}

/** Larger heads are left to Node, which knows how large one may be. */
const longestHead = 8 * 1024;
const headEnd = '\r\n\r\n';
/** A line with a name of token characters and a value of printable ASCII without blanks at its ends. */
const line = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*((?:[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?)[ \t]*$/;
/** What changes how a message is read, or what becomes of its connection. */
const special = new Set([
  'transfer-encoding',
  'expect',
  'upgrade',
  'trailer',
  'te',
  'proxy-connection',
  'http2-settings',
]);

/**
 * Reads requests of one connection that a textbook would show (RFC 9112): a POST of a path, HTTP/1.1, no header twice, a
 * length, the body behind it and nothing else in the bytes. Whatever is not one of these it leaves alone, for Node's own
 * parser to judge, so no request is ever understood here in a way Node would not.
 */
export class PlainRequests {
  private last: ReadHead | undefined;
  private readonly requestLine: string;

  constructor(path: string) {
    this.requestLine = `POST ${path} HTTP/1.1`;
  }

  /** The request that these bytes are; undefined where they are none, or not a plain one, or less or more than one. */
  read(bytes: Buffer): PlainRequest | undefined {
    const end = bytes.indexOf(headEnd, 0, 'latin1');
    if (end < 0 || end > longestHead) return undefined;
    const text = bytes.toString('latin1', 0, end);
    // Clients send the same head again and again.
    const head = this.last?.text === text ? this.last : this.readHead(text);
    if (!head) return undefined;
    this.last = head;
    const start = end + headEnd.length;
    if (bytes.length - start !== head.bytes) return undefined;
    return { headers: head.headers, body: bytes.toString('utf8', start) };
  }

  private readHead(text: string): ReadHead | undefined {
    const [first, ...lines] = text.split('\r\n');
    if (first !== this.requestLine) return undefined;
    const headers = Object.create(null) as Record<string, string>;
    for (const one of lines) {
      const [, name, value] = line.exec(one) ?? [];
      if (name === undefined || value === undefined) return undefined;
      const key = name.toLowerCase();
      if (special.has(key) || key in headers) return undefined;
      headers[key] = value;
    }
    const { host, connection = 'keep-alive', 'content-length': length = '' } = headers;
    if (host === undefined || connection.toLowerCase() !== 'keep-alive') return undefined;
    if (!/^[1-9]\d{0,6}$/.test(length)) return undefined;
    return { text, headers: Object.freeze(headers), bytes: Number(length) };
  }
}
