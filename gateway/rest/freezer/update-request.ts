/** What a request with the verb UPDATE says before its body. */
export interface UpdateHead {
  /** Path and query. */
  readonly url: string;
  /** By lower-case name; repeated ones joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes of the body that follow the head. */
  readonly contentLength: number;
  /** Where the body begins in the bytes read. */
  readonly bodyStart: number;
}

/** Why a request cannot be replayed. */
export interface UpdateFault {
  readonly status: 400 | 411 | 413 | 431;
}

const longestHead = 16 * 1024;
const requestLine = /^UPDATE (\/[\x21-\x7e]*) HTTP\/1\.[01]$/;
const headerLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\0]*?)[ \t]*$/;

/** Whether bytes that Node's parser refused begin such a request. */
export function beginsUpdate(bytes: Buffer): boolean {
  return bytes.subarray(0, 7).toString('latin1') === 'UPDATE ';
}

/** Reads the head; undefined while it is not complete. Anything doubtful about its length is refused (RFC 9112, 6.3). */
export function readUpdateHead(bytes: Buffer, bodyLimit: number): UpdateHead | UpdateFault | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return bytes.length > longestHead ? { status: 431 } : undefined;
  if (end > longestHead) return { status: 431 };
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const url = requestLine.exec(first)?.[1];
  const headers = url === undefined ? undefined : readHeaders(lines);
  if (url === undefined || !headers) return { status: 400 };
  if (headers['transfer-encoding'] !== undefined) return { status: 411 };
  const length = headers['content-length'] ?? '0';
  if (!/^\d{1,15}$/.test(length)) return { status: 400 };
  if (Number(length) > bodyLimit) return { status: 413 };
  return { url, headers, contentLength: Number(length), bodyStart: end + 4 };
}

function readHeaders(lines: readonly string[]): Record<string, string> | undefined {
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const line of lines) {
    const [, name, value] = headerLine.exec(line) ?? [];
    if (name === undefined || value === undefined) return undefined;
    const key = name.toLowerCase();
    const present = headers[key];
    headers[key] = present === undefined ? value : `${present}, ${value}`;
  }
  return headers;
}
