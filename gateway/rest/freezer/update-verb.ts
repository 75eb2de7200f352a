import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ForeignPacket } from '../../../subgraphs/kernel/server/http-server.js';
import { beginsUpdate, readUpdateHead, type UpdateHead } from './update-request.js';

/** A request as Fastify's `inject` takes it. */
export interface InjectedRequest {
  readonly method: 'PATCH';
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly payload: Buffer;
  readonly remoteAddress: string;
}

/** An answer as Fastify's `inject` gives it. */
export interface InjectedAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  readonly rawPayload: Buffer;
}

/** What an UPDATE is replayed through. */
export interface UpdateVerbOptions {
  readonly inject: (request: InjectedRequest) => Promise<InjectedAnswer>;
  readonly bodyLimit: number;
  /** How long the rest of a request may take, in ms. */
  readonly timeoutMs: number;
}

/** Headers that speak of the connection and not of the request or its answer (RFC 9110, 7.6.1). */
const hopHeaders = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'expect',
  'content-length',
  'te',
  'trailer',
];

/**
 * Answers the literal verb UPDATE, which Node's parser refuses before any handler: the request is read
 * to its end, replayed as PATCH, and the connection closed. False leaves the packet to others.
 */
export function answerUpdateVerb(packet: ForeignPacket, socket: Socket, options: UpdateVerbOptions): boolean {
  if (packet.code !== 'HPE_INVALID_METHOD' || !beginsUpdate(packet.bytes) || !socket.writable) return false;
  new UpdateConversation(socket, options).read(packet.bytes);
  return true;
}

/** One request over a socket that Node's HTTP server has given up. */
class UpdateConversation {
  private bytes = Buffer.alloc(0);
  private chunks: Buffer[] = [];
  private head: UpdateHead | undefined;
  private missing = 0;
  private readonly timer: NodeJS.Timeout;
  private readonly onData = (chunk: Buffer): void => this.read(chunk);

  constructor(
    private readonly socket: Socket,
    private readonly options: UpdateVerbOptions,
  ) {
    socket.removeAllListeners('data');
    socket.on('error', () => this.done()).on('close', () => this.done());
    socket.on('data', this.onData);
    this.timer = setTimeout(() => this.refuse(408), options.timeoutMs);
  }

  read(chunk: Buffer): void {
    if (!this.head) return this.readHead(chunk);
    this.chunks.push(chunk);
    this.missing -= chunk.length;
    if (this.missing <= 0) void this.replay(this.head);
  }

  private readHead(chunk: Buffer): void {
    this.bytes = Buffer.concat([this.bytes, chunk]);
    const head = readUpdateHead(this.bytes, this.options.bodyLimit);
    if (!head) return;
    if ('status' in head) return this.refuse(head.status);
    this.head = head;
    this.missing = head.contentLength;
    const rest = this.bytes.subarray(head.bodyStart);
    if (rest.length < head.contentLength && head.headers['expect']?.toLowerCase() === '100-continue') {
      this.socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    }
    this.read(rest);
  }

  private async replay(head: UpdateHead): Promise<void> {
    this.done();
    const headers = Object.fromEntries(
      Object.entries(head.headers).filter(([name]) => !hopHeaders.includes(name)),
    );
    const payload = Buffer.concat(this.chunks).subarray(0, head.contentLength);
    try {
      const remoteAddress = this.socket.remoteAddress ?? '';
      const answer = await this.options.inject({
        method: 'PATCH',
        url: head.url,
        headers,
        payload,
        remoteAddress,
      });
      this.write(answer.statusCode, answer.headers, answer.rawPayload);
    } catch {
      this.write(500, {}, Buffer.alloc(0));
    }
  }

  private refuse(status: number): void {
    this.done();
    this.write(status, {}, Buffer.alloc(0));
  }

  private write(status: number, headers: InjectedAnswer['headers'], body: Buffer): void {
    if (!this.socket.writable) return;
    const lines = Object.entries(headers)
      .filter(([name, value]) => value !== undefined && !hopHeaders.includes(name.toLowerCase()))
      .flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${String(one)}`));
    if (status !== 204) lines.push(`content-length: ${body.length}`);
    this.socket.write(
      [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, 'connection: close', '', ''].join(
        '\r\n',
      ),
      'latin1',
    );
    this.socket.end(body, () => this.socket.destroySoon());
  }

  /** Listens no more; what else comes on the socket is thrown away. */
  private done(): void {
    clearTimeout(this.timer);
    this.socket.off('data', this.onData);
    this.socket.resume();
  }
}
