import { Agent, request } from 'undici';
import { z } from 'zod';
import { CloudError } from '../driver.js';
import type { OpenstackSettings } from './openstack-settings.js';

const mostBytes = 64 * 1024 * 1024;
const longestMessage = 200;

/** The services a session speaks to. */
export type OpenstackService = 'identity' | 'compute' | 'image';

/** A request to a service; the path begins with a slash. */
export interface OpenstackRequest {
  readonly service: OpenstackService;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  /** Version of the compute API to speak. */
  readonly microversion?: string;
}

/** An answer whose status says success, or one of those the caller allowed. */
export interface OpenstackAnswer {
  readonly status: number;
  readonly body: unknown;
}

interface Login {
  readonly token: string;
  readonly urls: Readonly<Record<OpenstackService, string>>;
}

const tokenSchema = z.object({
  token: z.object({
    catalog: z
      .array(
        z.object({
          type: z.string(),
          endpoints: z.array(
            z.object({
              interface: z.string(),
              region_id: z.string().nullish(),
              region: z.string().nullish(),
              url: z.string(),
            }),
          ),
        }),
      )
      .default([]),
  }),
});

type Catalog = z.infer<typeof tokenSchema>['token']['catalog'];

/** A signed-in way to one project of an OpenStack cloud. Signs in when first used, and anew after `forget`. */
export class OpenstackSession {
  private readonly agent: Agent;
  private login: Promise<Login> | undefined;

  constructor(private readonly settings: OpenstackSettings) {
    this.agent = new Agent({ connect: settings.ca === undefined ? {} : { ca: settings.ca } });
  }

  /** The next call signs in anew. */
  forget(): void {
    this.login = undefined;
  }

  /**
   * Sends a request with the token. Throws a CloudError for every status from 400 on that is not among
   * `allowed`, and when there is no answer.
   */
  async send(
    wish: OpenstackRequest,
    signal: AbortSignal,
    allowed: readonly number[] = [],
  ): Promise<OpenstackAnswer> {
    const { token, urls } = await this.signedIn(signal);
    const version: Record<string, string> =
      wish.microversion === undefined ? {} : { 'openstack-api-version': `compute ${wish.microversion}` };
    const answer = await this.call(
      `${urls[wish.service]}${wish.path}`,
      wish,
      { 'x-auth-token': token, ...version },
      signal,
    );
    if (answer.status === 401) throw new CloudError('UNAUTHORIZED', 'it no longer accepts our session (401)');
    if (answer.status >= 400 && !allowed.includes(answer.status)) throw failure(answer);
    return answer;
  }

  /** One sign-in for all who wait; a failed one is not kept. */
  private signedIn(signal: AbortSignal): Promise<Login> {
    const login = this.login ?? this.signIn(signal);
    this.login = login;
    login.catch(() => {
      if (this.login === login) this.login = undefined;
    });
    return login;
  }

  private async signIn(signal: AbortSignal): Promise<Login> {
    const { authUrl, user, password, userDomain, project, projectDomain } = this.settings;
    const identity = {
      methods: ['password'],
      password: { user: { name: user, password, domain: { name: userDomain } } },
    };
    const body = {
      auth: { identity, scope: { project: { name: project, domain: { name: projectDomain } } } },
    };
    const answer = await this.call(`${authUrl}/auth/tokens`, { method: 'POST', body }, {}, signal);
    if (answer.status === 401)
      throw new CloudError('REFUSED', 'it refuses the user, the password or the project');
    if (answer.status >= 400) throw failure(answer);
    const parsed = tokenSchema.safeParse(answer.body);
    if (!parsed.success || !answer.token)
      throw new CloudError('FAILED', 'its identity service gave no readable token');
    const { catalog } = parsed.data.token;
    const compute = this.endpoint(catalog, 'compute');
    const image = this.endpoint(catalog, 'image').replace(/\/v2(\.\d+)?$/, '');
    return { token: answer.token, urls: { identity: authUrl, compute, image: `${image}/v2` } };
  }

  /** The one endpoint of a service in the region; without a wish there must be only one region. */
  private endpoint(catalog: Catalog, type: string): string {
    const offered = catalog
      .filter((service) => service.type === type)
      .flatMap(({ endpoints }) => endpoints)
      .filter((endpoint) => endpoint.interface === this.settings.interface)
      .map(({ region_id, region, url }) => ({
        region: region_id ?? region ?? '',
        url: url.replace(/\/+$/, ''),
      }));
    const { region } = this.settings;
    const fitting = region === undefined ? offered : offered.filter((endpoint) => endpoint.region === region);
    const [first, ...others] = fitting;
    if (!first)
      throw new CloudError(
        'FAILED',
        `it has no ${type} service here${region === undefined ? '' : ` in the region "${region}"`}`,
      );
    if (region === undefined && others.some((other) => other.region !== first.region)) {
      throw new CloudError('FAILED', 'it has several regions: name one by ex_force_service_region');
    }
    return first.url;
  }

  private async call(
    url: string,
    { method, body }: { readonly method: 'GET' | 'POST' | 'DELETE'; readonly body?: object },
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<OpenstackAnswer & { readonly token: string | undefined }> {
    try {
      const answer = await request(url, {
        method,
        signal,
        dispatcher: this.agent,
        headers: {
          accept: 'application/json',
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...headers,
        },
        body: body ? JSON.stringify(body) : null,
      });
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > mostBytes) throw new CloudError('FAILED', 'its answer is too large');
        chunks.push(chunk);
      }
      const token = answer.headers['x-subject-token'];
      return {
        status: answer.statusCode,
        body: readJson(Buffer.concat(chunks)),
        token: typeof token === 'string' ? token : undefined,
      };
    } catch (error) {
      if (error instanceof CloudError) throw error;
      throw new CloudError('UNREACHABLE', 'it does not answer', { cause: error });
    }
  }
}

/** Undefined for what is no JSON; who needs the body says so. */
function readJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

const messageSchema = z.record(z.string(), z.object({ message: z.string() }));

/** What a status from 400 on means; the cloud's own sentence is kept where it gives one. */
function failure({ status, body }: OpenstackAnswer): CloudError {
  const said = messageSchema.safeParse(body).data;
  const message = Object.values(said ?? {})[0]?.message.slice(0, longestMessage);
  if (status >= 500) return new CloudError('FAILED', `it answered ${status}`);
  return new CloudError('REFUSED', message ?? `it answered ${status}`);
}
