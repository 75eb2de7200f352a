import { Agent, request } from 'undici';

const mostBytes = 4 * 1024 * 1024;
const connections = 32;

/**
 * Keystone cannot be asked now: it is away, slow, broken, or refuses our service user. Says what is wrong
 * for the log; no token and no password stands in it.
 */
export class KeystoneUnavailable extends Error {
  override readonly name = 'KeystoneUnavailable';
}

/** A call of Keystone's. */
export interface KeystoneCall {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** An answer of any status; `body` is undefined when it is no JSON. */
export interface KeystoneAnswer {
  readonly status: number;
  readonly body: unknown;
  /** The header `X-Subject-Token`. */
  readonly subjectToken: string | undefined;
}

/** How Keystone is reached. */
export interface WireOptions {
  /** Longest time of one call, in ms, from its beginning to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly ca: string | undefined;
  readonly insecureTls: boolean;
}

/** The connections to Keystone. */
export class KeystoneWire {
  private readonly agent: Agent;

  constructor(private readonly options: WireOptions) {
    const { ca, insecureTls } = options;
    this.agent = new Agent({
      connections,
      connect: { rejectUnauthorized: !insecureTls, ...(ca === undefined ? {} : { ca }) },
    });
  }

  /** Sends a call. Throws KeystoneUnavailable when there is no answer in time, or too long a one. */
  async send({ method, url, headers, body }: KeystoneCall): Promise<KeystoneAnswer> {
    try {
      const answer = await request(url, {
        method,
        dispatcher: this.agent,
        signal: AbortSignal.timeout(this.options.timeoutMs),
        headers: {
          accept: 'application/json',
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...headers,
        },
        body: body ? JSON.stringify(body) : null,
      });
      const bytes = await readBytes(answer.body);
      const token = answer.headers['x-subject-token'];
      return {
        status: answer.statusCode,
        body: readJson(bytes),
        subjectToken: typeof token === 'string' && token !== '' ? token : undefined,
      };
    } catch (error) {
      if (error instanceof KeystoneUnavailable) throw error;
      throw new KeystoneUnavailable(`it does not answer (${reasonOf(error)})`);
    }
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }
}

async function readBytes(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > mostBytes) throw new KeystoneUnavailable('its answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function readJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The code of a failure, or its kind: a message of undici's may hold a header. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown failure';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
