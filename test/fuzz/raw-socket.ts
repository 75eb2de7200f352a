import { connect } from 'node:net';

/** What came back over a socket before it ended. */
export interface RawAnswer {
  /** Everything received, one character per byte. */
  readonly text: string;
  /** Status of each answer, in order. */
  readonly statuses: readonly number[];
}

/** How bytes are sent. */
export interface SendOptions {
  /** Sent in these pieces, one write each. */
  readonly pieces: readonly (string | Buffer)[];
  /** Whether the socket is cut when all is sent, without waiting for an answer. */
  readonly cut?: boolean;
  /** After how long without a byte the sending side is closed; a server may be waiting for more. */
  readonly idleMs?: number;
  readonly withinMs: number;
}

/** Sends bytes that need not be HTTP and reads until the server ends. Fails when it does not within the time. */
export function sendRaw(
  port: number,
  { pieces, cut = false, idleMs = 300, withinMs }: SendOptions,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      for (const piece of pieces)
        socket.write(typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece);
      if (cut) socket.destroy();
      else socket.setTimeout(idleMs, () => socket.end());
    });
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no end after ${withinMs} ms, having received ${JSON.stringify(textOf(received))}`));
    }, withinMs);
    socket.on('data', (chunk) => received.push(chunk));
    // A server that refuses before all is read may reset the connection; what it said still counts.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      const text = textOf(received);
      const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) [A-Z]/g)].map(([, status]) => Number(status));
      resolve({ text, statuses });
    });
  });
}

function textOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('latin1');
}
