import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A machine as Nova keeps it; tests change what they like. */
export interface FakeServer {
  readonly id: string;
  readonly name: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly links: readonly { readonly rel: string; readonly href: string }[];
  readonly [key: string]: unknown;
}

/** What the services are sent: a sign-in or a creation. */
interface Body {
  readonly auth?: {
    readonly identity: {
      readonly password: {
        readonly user: {
          readonly name: string;
          readonly password: string;
          readonly domain: { readonly name: string };
        };
      };
    };
    readonly scope: {
      readonly project: { readonly name: string; readonly domain: { readonly name: string } };
    };
  };
  readonly server?: {
    readonly name: string;
    readonly imageRef: string;
    readonly flavorRef: string;
    readonly metadata: Readonly<Record<string, string>>;
    readonly key_name?: string;
    readonly networks?: string;
  };
}

interface Wish {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Body;
}

interface Answer {
  readonly status: number;
  readonly body?: object;
  readonly headers?: Record<string, string>;
}

/** Answers as the services document them: identity version 3, compute 2.1, image 2; one project, two regions. */
export class FakeOpenstack {
  readonly calls: string[] = [];
  readonly servers: FakeServer[] = [];
  /** Machines, images and flavors of one page. */
  pageSize = 2;
  /** Newest version of the compute API. */
  microversion = 37;
  broken: 'refuse' | 'hang' | undefined;
  /** Signs everybody out who is signed in. */
  epoch = 1;
  private readonly server: Server;
  private next = 1;

  private constructor() {
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  static async start(): Promise<FakeOpenstack> {
    const fake = new FakeOpenstack();
    await new Promise<void>((resolve) => fake.server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** A machine as Nova shows it. */
  add(name: string, rest: Record<string, unknown> = {}): FakeServer {
    const id = `5e7e0000-0000-4000-8000-${String(this.next++).padStart(12, '0')}`;
    const server = {
      id,
      name,
      status: 'ACTIVE',
      tenant_id: 'p1',
      user_id: 'u1',
      hostId: 'h1',
      key_name: null,
      metadata: {},
      image: { id: 'img-1', links: [] },
      flavor: { id: '2', links: [] },
      addresses: {
        public: [
          { version: 4, addr: '203.0.113.5', 'OS-EXT-IPS:type': 'fixed', 'OS-EXT-IPS-MAC:mac_addr': 'aa' },
        ],
        lan: [
          { version: 4, addr: '10.0.0.5', 'OS-EXT-IPS:type': 'fixed' },
          { version: 4, addr: '203.0.113.9', 'OS-EXT-IPS:type': 'floating' },
        ],
      },
      links: [{ rel: 'self', href: `${this.url}/compute/v2.1/servers/${id}` }],
      created: '2026-01-02T03:04:05Z',
      updated: '2026-01-02T03:05:00Z',
      'OS-EXT-STS:task_state': null,
      ...rest,
    };
    this.servers.push(server);
    return server;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const url = new URL(request.url ?? '/', this.url);
    const wish: Wish = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: text === '' ? {} : (JSON.parse(text) as Body),
    };
    this.calls.push(`${wish.method} ${wish.path}`);
    if (this.broken === 'hang') return;
    const { status, body, headers = {} } = this.broken === 'refuse' ? { status: 503 } : this.answer(wish);
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(body && JSON.stringify(body));
  }

  private answer(wish: Wish): Answer {
    const { method, path, headers } = wish;
    if (method === 'POST' && path === '/v3/auth/tokens') return this.signIn(wish);
    if (headers['x-auth-token'] !== `token-${this.epoch}`)
      return {
        status: 401,
        body: { error: { message: 'The request you have made requires authentication.' } },
      };
    if (path === '/v3/auth/projects')
      return { status: 200, body: { projects: [{ id: 'p1', name: 'demo', enabled: true }] } };
    if (path === '/compute/v2.1/servers/detail') return this.page(wish, this.servers, 'servers');
    if (path === '/compute/v2.1/flavors/detail') return this.page(wish, flavors, 'flavors');
    if (path === '/image/v2/images') return this.images(wish);
    if (method === 'POST' && path === '/compute/v2.1/servers') return this.create(wish);
    const id = /^\/compute\/v2\.1\/servers\/([\w-]+)$/.exec(path)?.[1];
    const at = this.servers.findIndex((server) => server.id === id);
    if (at < 0)
      return { status: 404, body: { itemNotFound: { code: 404, message: 'Instance could not be found.' } } };
    if (method === 'GET') return { status: 200, body: { server: this.servers[at] } };
    this.servers.splice(at, 1);
    return { status: 204 };
  }

  private signIn({ body }: Wish): Answer {
    const user = body.auth?.identity.password.user;
    const project = body.auth?.scope.project;
    const right =
      user?.name === 'demo' &&
      user.password === 'secret' &&
      user.domain.name === 'Default' &&
      project?.name === 'demo' &&
      project.domain.name === 'Default';
    if (!right)
      return {
        status: 401,
        body: { error: { code: 401, message: 'The request you have made requires authentication.' } },
      };
    const endpoints = (path: string): object[] =>
      ['north', 'south'].flatMap((region) =>
        ['public', 'internal'].map((kind) => ({
          interface: kind,
          region,
          region_id: region,
          url: region === 'north' && kind === 'public' ? `${this.url}${path}` : 'http://127.0.0.1:9',
        })),
      );
    const catalog = [
      { type: 'compute', name: 'nova', endpoints: endpoints('/compute/v2.1') },
      { type: 'image', name: 'glance', endpoints: endpoints('/image') },
    ];
    return {
      status: 201,
      headers: { 'x-subject-token': `token-${this.epoch}` },
      body: { token: { methods: ['password'], catalog, project: { id: 'p1', name: 'demo' } } },
    };
  }

  private create({ body, headers }: Wish): Answer {
    const version = /^compute 2\.(\d+)$/.exec(String(headers['openstack-api-version'] ?? ''))?.[1];
    if (Number(version ?? 0) > this.microversion)
      return { status: 406, body: { computeFault: { message: 'Version not supported' } } };
    if (!body.server) return { status: 400 };
    const { name, imageRef, flavorRef, metadata, key_name, networks } = body.server;
    if (version === undefined && networks !== undefined)
      return {
        status: 400,
        body: {
          badRequest: { code: 400, message: 'Invalid input for field/attribute networks. Value: auto.' },
        },
      };
    if (name === 'too-much')
      return {
        status: 403,
        body: {
          forbidden: {
            code: 403,
            message: 'Quota exceeded for instances: Requested 1, but already used 10 of 10 instances',
          },
        },
      };
    const server = this.add(name, {
      status: 'BUILD',
      addresses: {},
      metadata,
      key_name: key_name ?? null,
      image: { id: imageRef },
      flavor: { id: flavorRef },
    });
    return { status: 202, body: { server: { id: server.id, adminPass: 'made-up', links: [] } } };
  }

  private images({ query }: Wish): Answer {
    const from =
      query.get('marker') === null ? 0 : images.findIndex(({ id }) => id === query.get('marker')) + 1;
    const shown = images.slice(from, from + this.pageSize);
    const more = from + this.pageSize < images.length;
    return {
      status: 200,
      body: { images: shown, ...(more ? { next: `/v2/images?marker=${shown.at(-1)?.id}` } : {}) },
    };
  }

  private page({ query }: Wish, all: readonly { readonly id: string }[], key: string): Answer {
    const from =
      query.get('marker') === null ? 0 : all.findIndex((item) => item.id === query.get('marker')) + 1;
    const more = from + this.pageSize < all.length;
    return {
      status: 200,
      body: {
        [key]: all.slice(from, from + this.pageSize),
        ...(more ? { [`${key}_links`]: [{ rel: 'next', href: 'http://inner:8774/' }] } : {}),
      },
    };
  }
}

const flavors = [
  { id: '1', name: 'm1.tiny', ram: 512, disk: 1, vcpus: 1, swap: '' },
  { id: '2', name: 'm1.small', ram: 2048, disk: 20, vcpus: 1, swap: '' },
  { id: '3', name: 'm1.large', ram: 8192, disk: 80, vcpus: 4, swap: 0 },
];

const images = [
  { id: 'img-1', name: 'debian-12', status: 'active', visibility: 'public' },
  { id: 'img-2', name: null, status: 'active', visibility: 'private' },
  { id: 'img-3', name: 'half', status: 'queued', visibility: 'private' },
];
