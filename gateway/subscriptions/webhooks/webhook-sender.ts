import { Agent, request, type Dispatcher } from 'undici';
import type { AttemptOutcome } from '../../../subgraphs/kernel/events/webhook-work.js';
import { HostGuard, type HostLookup } from '../../../subgraphs/kernel/server/host-guard.js';
import type { WebhookConfig } from './config.js';
import { signedHeaders, type WebhookMessage } from './sign-message.js';
import { AddressRefusal, allowedAddress } from './webhook-address.js';

/** Bytes of an answer that are read and kept; the rest is not waited for. */
const answerBytes = 512;

/** What an attempt came to, and what the receiver asks for. */
export interface SendOutcome extends AttemptOutcome {
  /** The receiver wants nothing of it ever again (410). */
  readonly isGone: boolean;
  /** Ms the receiver asks to wait; 0 when it asks nothing. */
  readonly askedMs: number;
}

/** Sends signed messages to addresses that people name. Redirects are not followed, and little of an answer is read. */
export class WebhookSender {
  private readonly guard: HostGuard;
  private readonly agent: Agent;

  constructor(
    private readonly config: WebhookConfig,
    isOpen: () => Promise<boolean>,
    lookup?: HostLookup,
  ) {
    this.guard = new HostGuard({
      networks: config.networks,
      loopback: isOpen,
      ...(lookup && { lookup }),
      refusal: () => new AddressRefusal('The host of "url" has no address, or none that may be reached.'),
    });
    this.agent = new Agent({
      connect: {
        timeout: config.timeout,
        // Only addresses that were allowed just now are connected to.
        lookup: (host, _options, found) => {
          this.guard.addressesOf(host).then(
            (addresses) =>
              found(
                null,
                addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
              ),
            (error: unknown) => found(error as Error, []),
          );
        },
      },
    });
  }

  /** Why nothing could be sent to an address; undefined when it may be tried. */
  async obstacle(url: string): Promise<string | undefined> {
    try {
      await allowedAddress(url, this.guard, this.config.allowHttp);
      return undefined;
    } catch (error) {
      if (error instanceof AddressRefusal) return error.message;
      throw error;
    }
  }

  /** Sends once; never throws. What was sent and signed with is taken out of the answer that is kept. */
  async send(
    address: string,
    message: WebhookMessage,
    secrets: readonly string[],
    signal?: AbortSignal,
  ): Promise<SendOutcome> {
    const since = performance.now();
    const spent = (): number => performance.now() - since;
    const timeout = AbortSignal.timeout(this.config.timeout);
    try {
      const url = await allowedAddress(address, this.guard, this.config.allowHttp);
      const headers = signedHeaders(message, secrets, new Date());
      const response = await request(url, {
        method: 'POST',
        dispatcher: this.agent,
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        headers: { 'content-type': 'application/json', 'user-agent': 'Infragraph-Webhook', ...headers },
        body: message.body,
      });
      const answer = await firstBytes(response.body);
      const { statusCode: status } = response;
      const isDelivered = status >= 200 && status < 300;
      return {
        isDelivered,
        httpStatus: status,
        durationMs: spent(),
        answer: without(answer, [
          ...secrets,
          ...headers['webhook-signature'].split(' ').map((one) => one.slice(3)),
        ]),
        problem: isDelivered ? null : `The receiver answered ${status}.`,
        isGone: status === 410,
        askedMs: retryAfterMs(response.headers),
      };
    } catch (error) {
      const problem = timeout.aborted
        ? `The receiver took longer than ${this.config.timeout} ms.`
        : problemOf(error);
      const nothing = { httpStatus: null, answer: null, isGone: false, askedMs: 0 };
      return { ...nothing, isDelivered: false, durationMs: spent(), problem };
    }
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }
}

/** The beginning of an answer; the connection is given up when there is more. */
async function firstBytes(body: Dispatcher.ResponseData['body']): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    parts.push(part as Uint8Array);
    bytes += (part as Uint8Array).length;
    // Leaving the loop destroys the body.
    if (bytes >= answerBytes) break;
  }
  return Buffer.concat(parts).subarray(0, answerBytes).toString('utf8');
}

function without(answer: string, secrets: readonly string[]): string {
  const clean = secrets.reduce((text, secret) => text.replaceAll(secret, '…'), answer);
  // eslint-disable-next-line no-control-regex
  return clean.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ' ').toWellFormed();
}

function retryAfterMs(headers: Readonly<Record<string, string | string[] | undefined>>): number {
  const { 'retry-after': after } = headers;
  return typeof after === 'string' && /^\d{1,6}$/.test(after) ? Number(after) * 1000 : 0;
}

function problemOf(error: unknown): string {
  for (let e: unknown = error, depth = 0; e instanceof Error && depth < 5; depth++) {
    if (e instanceof AddressRefusal) return e.message;
    e = e.cause;
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
  return `The receiver could not be reached (${code}).`;
}
