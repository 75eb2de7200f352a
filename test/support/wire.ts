import { request as httpRequest } from 'node:http';

/** What goes over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent with any method, GET too, which `fetch` forbids. */
  readonly body?: string | Buffer;
}

/** What came back. */
export interface WireAnswer {
  readonly status: number;
  /** By lower-case name; repeated ones joined by ", ". */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

/** What came back, unread. */
export interface ByteAnswer extends Omit<WireAnswer, 'text'> {
  readonly bytes: Buffer;
}

/** Sends one request as it is, over a connection of its own, and reads the answer as text. */
export async function sendOverWire(base: string, request: WireRequest): Promise<WireAnswer> {
  const { bytes, ...answer } = await sendForBytes(base, request);
  return { ...answer, text: bytes.toString('utf8') };
}

/** The same with the bytes of the answer; rejects when it breaks off. */
export function sendForBytes(
  base: string,
  { method, path, headers = {}, body }: WireRequest,
): Promise<ByteAnswer> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const outgoing = httpRequest(
      { hostname, port, method, path, headers: { ...length, ...headers }, agent: false },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const joined = Object.entries(incoming.headers).map(([name, value]) => [
            name,
            Array.isArray(value) ? value.join(', ') : value,
          ]);
          resolve({
            status: incoming.statusCode ?? 0,
            headers: Object.fromEntries(joined) as WireAnswer['headers'],
            bytes: Buffer.concat(chunks),
          });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
