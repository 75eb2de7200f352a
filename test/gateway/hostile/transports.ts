import { once } from 'node:events';
import { WebSocket } from 'ws';
import { assertNoLeak } from '../../fuzz/leaks.js';

/** An operation as it is sent, over whatever transport. */
export interface Sent {
  readonly query?: string;
  readonly variables?: object;
  readonly operationName?: string;
  readonly documentId?: string;
  readonly extensions?: object;
}

/** One error as a client sees it. */
interface SeenError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What came back. */
export interface Seen {
  readonly data: unknown;
  readonly errors: readonly SeenError[];
  /** The whole answer as it came. */
  readonly text: string;
  /** Of HTTP; of a stream that began it is 200 whatever it says. */
  readonly status: number | undefined;
}

/** A way to send operations to one server, as nobody or with a token. */
export interface Transport {
  send(sent: Sent): Promise<Seen>;
  close(): Promise<void>;
}

/** Opens a transport to a server. */
export type OpenTransport = (url: string, token?: string) => Promise<Transport>;

/** The three transports, by name. */
export const transports: Readonly<Record<string, OpenTransport>> = {
  HTTP: (url, token) => Promise.resolve(overHttp(url, token)),
  WebSocket: overSocket,
  SSE: (url, token) => Promise.resolve(overEvents(url, token)),
};

function overHttp(url: string, token: string | undefined): Transport {
  const send = async (sent: Sent): Promise<Seen> => {
    const { status, text } = await post(url, sent, token, 'application/graphql-response+json');
    return { ...read(text), text, status };
  };
  return { send, close: () => Promise.resolve() };
}

function overEvents(url: string, token: string | undefined): Transport {
  const send = async (sent: Sent): Promise<Seen> => {
    const { status, text } = await post(url, sent, token, 'text/event-stream');
    if (!text.startsWith('event: ')) return { ...read(text), text, status };
    const [data = ''] = /^data: (.*)$/m.exec(text)?.slice(1) ?? [];
    return { ...read(data), text, status };
  };
  return { send, close: () => Promise.resolve() };
}

async function post(
  url: string,
  sent: Sent,
  token: string | undefined,
  accept: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      accept,
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(sent),
  });
  const text = await answer.text();
  assertNoLeak(text, JSON.stringify(sent));
  return { status: answer.status, text };
}

/** One socket for all operations, so that an operation that closes it fails the next one. */
async function overSocket(url: string, token: string | undefined): Promise<Transport> {
  const socket = await openSocket(url, token === undefined ? {} : { authorization: `Bearer ${token}` });
  let last = 0;
  const send = async (sent: Sent): Promise<Seen> => {
    const id = String(++last);
    if (socket.readyState !== WebSocket.OPEN) throw new Error('the socket has been closed');
    const answer = new Promise<string>((resolve, reject) => {
      const gone = (code: number): void => reject(new Error(`the socket closed with ${code}`));
      const listen = (data: unknown): void => {
        const text = String(data);
        const message = JSON.parse(text) as { id?: string; type: string };
        if (message.id !== id || message.type === 'complete') return;
        socket.off('message', listen).off('close', gone);
        resolve(text);
      };
      socket.on('message', listen).once('close', gone);
    });
    socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query: '', ...sent } }));
    const text = await answer;
    assertNoLeak(text, JSON.stringify(sent));
    const { type, payload } = JSON.parse(text) as { type: string; payload: unknown };
    const body = type === 'error' ? { errors: payload } : payload;
    return { ...read(JSON.stringify(body)), text, status: undefined };
  };
  const close = async (): Promise<void> => {
    if (socket.readyState === WebSocket.CLOSED) return;
    const closed = once(socket, 'close');
    socket.close();
    await closed;
  };
  return { send, close };
}

/** A socket that has been acknowledged. */
export async function openSocket(url: string, parameters: object = {}): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: parameters }));
  await once(socket, 'message');
  return socket;
}

function read(text: string): Pick<Seen, 'data' | 'errors'> {
  const { data, errors = [] } = JSON.parse(text) as { data?: unknown; errors?: readonly SeenError[] };
  return { data, errors };
}
