import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChildOwner } from './child.js';

/** A message as it arrived. */
export interface ReceivedMessage {
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: {
    readonly type: string;
    readonly timestamp: string;
    readonly cursor: string | null;
    readonly data: unknown;
  };
  /** ms of `performance.now()`. */
  readonly at: number;
}

/** What a receiver answers a message with. */
export interface ReceiverAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Ms to wait before. */
  readonly afterMs?: number;
}

/** A far side that takes webhooks on a free port of this machine. */
export interface WebhookReceiver {
  readonly url: string;
  readonly messages: readonly ReceivedMessage[];
  /** Asked for each message; 204 unless set. */
  answer: (message: ReceivedMessage) => ReceiverAnswer;
}

/** Starts one that ends with `owner`. */
export async function startWebhookReceiver(owner: ChildOwner): Promise<WebhookReceiver> {
  const messages: ReceivedMessage[] = [];
  const receiver = {
    url: '',
    messages,
    answer: (): ReceiverAnswer => ({ status: 204 }),
  } as WebhookReceiver & {
    url: string;
  };
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => (text += part));
    request.on('end', () => {
      const { headers } = request;
      const body = JSON.parse(text) as ReceivedMessage['body'];
      const message = { id: String(headers['webhook-id']), headers, text, body, at: performance.now() };
      messages.push(message);
      const { status, headers: own, body: said, afterMs = 0 } = receiver.answer(message);
      setTimeout(() => {
        response.writeHead(status, own);
        response.end(said);
      }, afterMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  owner.after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return receiver;
}

/** Whether a message carries a signature by this secret, worked out as Standard Webhooks tells receivers to. */
export function isSignedBy({ headers, text }: ReceivedMessage, secret: string): boolean {
  const timestamp = String(headers['webhook-timestamp']);
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) return false;
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const expected = createHmac('sha256', key)
    .update(`${String(headers['webhook-id'])}.${timestamp}.${text}`)
    .digest('base64');
  return String(headers['webhook-signature']).split(' ').includes(`v1,${expected}`);
}
