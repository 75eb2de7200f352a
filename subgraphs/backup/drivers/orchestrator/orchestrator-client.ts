import { Agent, request } from 'undici';
import { z, type ZodType } from 'zod';
import { DriverFault } from '../driver-fault.js';
import type { ManagerSecret } from '../driver.js';

const mostBytes = 64 * 1024 * 1024;

/** A request to an Orchestrator; the path stands behind `/api/v1`. */
export interface OrchestratorRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: object;
}

/** Where an Orchestrator is and how it signs us in. */
export interface OrchestratorPlace {
  readonly url: string;
  readonly secret: ManagerSecret;
  readonly addressesOf: (host: string) => Promise<readonly string[]>;
}

const problem = z.object({ message: z.string().max(500) });

/** Speaks with an Orchestrator over HTTP; signs in when first refused, if it can. */
export class OrchestratorClient {
  private readonly agent: Agent;
  private readonly base: string;
  private readonly host: string;
  private token: string | undefined;

  constructor(private readonly place: OrchestratorPlace) {
    const url = new URL(place.url);
    this.base = `${url.origin}${url.pathname.replace(/\/+$/, '')}/api/v1`;
    this.host = url.hostname.replace(/^\[|\]$/g, '');
    this.token = place.secret.token;
    // Only addresses that were allowed just now are connected to.
    this.agent = new Agent({
      connect: {
        lookup: (host, _options, found) => {
          place.addressesOf(host).then(
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

  /** The answer's body, read. Throws the DriverFault that fits. */
  async send<T>(wish: OrchestratorRequest, schema: ZodType<T>, signal: AbortSignal): Promise<T> {
    let answer = await this.call(wish, signal);
    if (isRefusal(answer.status) && (await this.signIn(signal))) answer = await this.call(wish, signal);
    if (isRefusal(answer.status)) throw new DriverFault('UNAUTHORIZED');
    if (answer.status >= 400) throw failure(answer);
    const read = schema.safeParse(answer.body);
    if (!read.success)
      throw new DriverFault('BAD_ANSWER', `${wish.method} ${wish.path}`, { cause: read.error });
    return read.data;
  }

  close(): Promise<void> {
    return this.agent.close();
  }

  private async signIn(signal: AbortSignal): Promise<boolean> {
    const { user, password } = this.place.secret;
    if (user === undefined || password === undefined) return false;
    this.token = undefined;
    const body = { username: user, password };
    const answer = await this.call({ method: 'POST', path: '/auth', body }, signal);
    const read = z.object({ token: z.string().min(1).max(4096) }).safeParse(answer.body);
    if (answer.status >= 400 || !read.success) return false;
    this.token = read.data.token;
    return true;
  }

  private async call(
    { method, path, body }: OrchestratorRequest,
    signal: AbortSignal,
  ): Promise<{ status: number; body: unknown }> {
    await this.place.addressesOf(this.host);
    try {
      const answer = await request(`${this.base}${path}`, {
        method,
        dispatcher: this.agent,
        signal,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(this.token === undefined ? {} : { 'x-auth-token': this.token }),
        },
        body: body === undefined ? null : JSON.stringify(body),
      });
      return { status: answer.statusCode, body: await json(answer.body) };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof DriverFault) throw error;
      throw new DriverFault('UNREACHABLE', undefined, { cause: error });
    }
  }
}

function isRefusal(status: number): boolean {
  return status === 401 || status === 403;
}

function failure({ status, body }: { status: number; body: unknown }): DriverFault {
  const read = problem.safeParse(body);
  const said = read.success ? `it says "${read.data.message}"` : `it answered ${status}`;
  if (status === 429 || status === 503) return new DriverFault('BUSY', said);
  return new DriverFault(status >= 500 ? 'FAILED' : 'REFUSED', said);
}

async function json(body: AsyncIterable<Uint8Array>): Promise<unknown> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > mostBytes) throw new DriverFault('BAD_ANSWER', 'it is too long');
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
