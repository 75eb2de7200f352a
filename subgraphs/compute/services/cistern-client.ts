import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { z } from 'zod';
import { Fault } from '../../kernel/errors/fault.js';

const mostBytes = 16 * 1024 * 1024;

const text = z.union([z.string(), z.number()]).transform(String);

const recordSchema = z.object({
  id: z.number().int(),
  id_vm: text,
  hostname: z.string(),
  user: z.string().nullish(),
  recipe: z.string().nullish(),
  recipe_id: z.number().int().nullish(),
  status: z.number().int(),
});

/** A record as the external service gives it; only what we need of it (section 6.3). */
export type CisternRecord = z.infer<typeof recordSchema>;

const listSchema = z.object({
  nodes: z.union([z.array(recordSchema), z.object({}).transform((): CisternRecord[] => [])]),
});
const outcomeSchema = z.object({
  status: z.string().nullish(),
  id: z.number().int().nullish(),
  id_vm: text.nullish(),
  result: z.string().nullish(),
  message: z.string().nullish(),
});

/** What the service answers to an assignment or release. */
export type CisternOutcome = z.infer<typeof outcomeSchema>;

/**
 * The calls of section 12 on an external assignment service. A service that does not answer in time, or
 * not in its own terms, is SUBGRAPH_UNAVAILABLE with the reason HOST_DOWN.
 */
export class CisternClient {
  private readonly base: URL;

  constructor(
    url: string,
    private readonly timeoutMs: number,
  ) {
    this.base = new URL(url.endsWith('/') ? url : `${url}/`);
  }

  /** The records of a cloud; a GET with a body, as the service wants it. */
  async records(cloud: string, withFaulty: boolean): Promise<readonly CisternRecord[]> {
    return this.read(
      listSchema,
      await this.call('GET', `nodes/${encodeURIComponent(cloud)}`, { with_faulty_nodes: withFaulty }),
    ).nodes;
  }

  async assign(
    cloud: string,
    wish: { readonly hostname: string; readonly user: string; readonly vm_type: string },
  ): Promise<CisternOutcome> {
    return this.read(outcomeSchema, await this.call('POST', `vm/assign/${encodeURIComponent(cloud)}`, wish));
  }

  async release(cloud: string, hostname: string): Promise<CisternOutcome> {
    return this.read(
      outcomeSchema,
      await this.call('PUT', `vm/release/${encodeURIComponent(cloud)}`, { hostname }),
    );
  }

  private read<T>(schema: z.ZodType<T>, answer: string): T {
    try {
      return schema.parse(JSON.parse(answer));
    } catch (error) {
      throw this.down(error);
    }
  }

  /** Node's fetch sends no body with a GET, hence the plain request. */
  private call(method: string, path: string, body: object): Promise<string> {
    const payload = Buffer.from(JSON.stringify(body), 'utf8');
    const url = new URL(path, this.base);
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json',
      'content-length': payload.length,
    };
    const request = send(
      url,
      { method, headers, signal: AbortSignal.timeout(this.timeoutMs) },
      (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          bytes += chunk.length;
          if (bytes > mostBytes) response.destroy(new Error('The answer is too large.'));
        });
        response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(payload);
    return promise.catch((error: unknown) => {
      throw this.down(error);
    });
  }

  private down(cause: unknown): Fault {
    return new Fault('SUBGRAPH_UNAVAILABLE', `the host ${this.base.hostname} is down`, {
      cause,
      details: { reason: 'HOST_DOWN' },
    });
  }
}
