import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Carrier, Exchange } from './exchange.js';
import { ResponseReader, type WholeResponse } from './response-reader.js';

const readBytes = 64 * 1024;

/** Time an idle connection is kept where the other side says nothing. */
const usualIdleMs = 4000;
const longestIdleMs = 600_000;
/** How much earlier than the other side we let go of it, so that no request meets a connection that is being closed. */
const marginMs = 1000;

/** Where connections lead to. */
export interface HttpPlace {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
}

/** What a connection tells whoever opened it. */
export interface ConnectionOwner {
  /** It can carry the next exchange. */
  freed(connection: HttpConnection): void;
  /** It is no more. */
  gone(connection: HttpConnection): void;
}

/** A connection that carries one exchange after the other. */
export class HttpConnection implements Carrier {
  /** Until when it may be used while idle, by `performance.now()`. */
  idleUntil = 0;
  private readonly socket: Socket;
  private readonly reader = new ResponseReader();
  private exchange: Exchange | undefined;
  private reason: Error | undefined;

  constructor(
    place: HttpPlace,
    private readonly owner: ConnectionOwner,
  ) {
    this.socket = open(place, (bytes) => this.read(bytes));
    this.socket.on('error', (error) => (this.reason ??= error));
    this.socket.on('close', () => this.closed());
  }

  send(exchange: Exchange): void {
    this.exchange = exchange;
    exchange.carrier = this;
    this.socket.write(exchange.request.text, exchange.request.encoding);
  }

  destroy(): void {
    this.socket.destroy();
  }

  private read(bytes: Buffer): void {
    // What comes behind the end of a connection is nobody's.
    if (this.socket.destroyed) return;
    let response: WholeResponse | undefined;
    try {
      if (!this.exchange) throw new Error('Bytes came that nobody asked for.');
      response = this.reader.take(bytes);
    } catch (error) {
      this.reason ??= error as Error;
      this.destroy();
      return;
    }
    if (response) this.finish(response);
  }

  private finish(response: WholeResponse): void {
    const { exchange } = this;
    this.exchange = undefined;
    if (exchange) {
      exchange.carrier = undefined;
      exchange.succeed(response);
    }
    const { keepsAlive, idleMs = usualIdleMs + marginMs } = response.head;
    const idleFor = keepsAlive ? Math.min(idleMs, longestIdleMs) - marginMs : 0;
    if (idleFor <= 0) return this.destroy();
    this.idleUntil = performance.now() + idleFor;
    this.owner.freed(this);
  }

  private closed(): void {
    const { exchange } = this;
    this.exchange = undefined;
    this.owner.gone(this);
    if (!exchange) return;
    exchange.carrier = undefined;
    const response = this.reason ? undefined : this.reader.end();
    if (response) exchange.succeed(response);
    else exchange.fail(this.reason ?? new Error('The connection was closed before the answer was whole.'));
  }
}

function open({ host, port, isTls }: HttpPlace, onBytes: (bytes: Buffer) => void): Socket {
  if (isTls) {
    const servername = isIP(host) === 0 ? { servername: host } : {};
    const socket = connectTls({ host, port, ...servername, ALPNProtocols: ['http/1.1'] });
    socket.setNoDelay(true).setKeepAlive(true);
    return socket.on('data', onBytes);
  }
  const buffer = Buffer.allocUnsafeSlow(readBytes);
  const callback = (length: number): boolean => {
    onBytes(buffer.subarray(0, length));
    return true;
  };
  // Read into one buffer and without a stream, because an answer is mostly in one piece and gone when it is parsed.
  return connectPlain({ host, port, noDelay: true, keepAlive: true, onread: { buffer, callback } });
}
