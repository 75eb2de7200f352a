import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A user of the stand-in, in the domain `default`. */
export interface KeystoneUser {
  readonly id: string;
  readonly name: string;
  readonly password: string;
  readonly project: { readonly id: string; readonly name: string } | null;
  readonly roles: readonly string[];
}

/** What the stand-in says instead of the truth; `hang` says nothing until it is stopped, `drop` cuts the line. */
export type Misbehaviour = 'hang' | 'drop' | { readonly status: number; readonly body: string };

/** The questions it is asked. */
export type KeystoneQuestion = 'versions' | 'sign-in' | 'validation';

interface Issued {
  readonly user: KeystoneUser;
  readonly expiresAt: Date;
}

/**
 * A stand-in for Keystone's version 3 over real HTTP: signs users in, says whose tokens are, and notes
 * every call and whatever is wrong with one.
 */
export class KeystoneStandIn {
  /** What it was asked, in order. */
  readonly calls: KeystoneQuestion[] = [];
  /** What was wrong with the calls it got. */
  readonly complaints: string[] = [];
  /** How it misbehaves, by question. */
  readonly misbehaviour = new Map<KeystoneQuestion, Misbehaviour>();
  /** Answers to validations wait for this. */
  gate: Promise<void> = Promise.resolve();
  /** Life of a token, in ms. */
  lifeMs = 3_600_000;
  /** Address of the backup service in the catalog. */
  backupUrl = 'http://127.0.0.1:9090';
  private readonly issued = new Map<string, Issued>();
  private readonly hanging = new Set<ServerResponse>();

  private constructor(
    private readonly users: readonly KeystoneUser[],
    private readonly server: Server,
  ) {
    server.on('request', (request, response) => void this.answer(request, response));
  }

  static async start(users: readonly KeystoneUser[], port = 0): Promise<KeystoneStandIn> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return new KeystoneStandIn(users, server);
  }

  /** Its address, with `/v3`. */
  get url(): string {
    return `http://127.0.0.1:${this.port}/v3`;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** A token of a user that lives so long, in ms. */
  issue(name: string, lifeMs = this.lifeMs): string {
    const user = this.users.find((known) => known.name === name);
    if (!user) throw new Error(`The stand-in for Keystone has no user ${name}.`);
    const token = `gAAAAA-${name}-${randomBytes(12).toString('hex')}`;
    this.issued.set(token, { user, expiresAt: new Date(Date.now() + lifeMs) });
    return token;
  }

  /** Forgets a token, or all of a user. */
  revoke(tokenOrName: string): void {
    for (const [token, { user }] of this.issued)
      if (token === tokenOrName || user.name === tokenOrName) this.issued.delete(token);
  }

  /** How often it was asked this. */
  asked(question: KeystoneQuestion): number {
    return this.calls.filter((call) => call === question).length;
  }

  async stop(): Promise<void> {
    for (const response of this.hanging) response.destroy();
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    const question = questionOf(request);
    if (!question) {
      this.complaints.push(`${request.method} ${request.url} is no call of the middleware`);
      return json(response, 404, { error: { code: 404, title: 'Not Found', message: 'No such route.' } });
    }
    this.calls.push(question);
    if (!request.headers.accept?.includes('application/json') && request.headers.accept !== '*/*')
      this.complaints.push(`${question} does not ask for JSON`);
    const wrong = this.misbehaviour.get(question);
    if (wrong === 'hang') return void this.hanging.add(response);
    if (wrong === 'drop') return void request.socket.destroy();
    if (wrong)
      return void response.writeHead(wrong.status, { 'content-type': 'application/json' }).end(wrong.body);
    if (question === 'versions') return this.versions(request, response);
    if (question === 'sign-in') return this.signIn(body, response);
    await this.gate;
    return this.validate(request, response);
  }

  private versions({ url }: IncomingMessage, response: ServerResponse): void {
    const v3 = {
      id: 'v3.14',
      status: 'stable',
      updated: '2020-04-07T00:00:00Z',
      links: [{ rel: 'self', href: `${this.url}/` }],
      'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
    };
    if (url === '/') json(response, 300, { versions: { values: [v3] } });
    else json(response, 200, { version: v3 });
  }

  private signIn(body: string, response: ServerResponse): void {
    const { identity, scope } = (JSON.parse(body) as SignInBody).auth;
    const [method] = identity.methods;
    const given = identity.password?.user;
    const user =
      method === 'token'
        ? this.alive(identity.token?.id)?.user
        : this.users.find(({ name, password }) => name === given?.name && password === given.password);
    const project = scope?.project;
    const fits = !project || project.id === user?.project?.id || project.name === user?.project?.name;
    if (!user || !fits || (method === 'password' && (given?.domain?.id ?? given?.domain?.name) === undefined))
      return unauthorized(response);
    const token = this.issue(user.name);
    response.setHeader('x-subject-token', token);
    json(response, 201, this.told(token, true));
  }

  private validate(request: IncomingMessage, response: ServerResponse): void {
    const own = header(request, 'x-auth-token');
    const subject = header(request, 'x-subject-token');
    if (request.headers['openstack-identity-access-rules'] !== '1')
      this.complaints.push('a validation does not say that it knows access rules');
    if (!subject) this.complaints.push('a validation names no token');
    const asker = this.alive(own);
    if (!asker) return unauthorized(response);
    if (own !== subject && !asker.user.roles.includes('service')) {
      this.complaints.push(`${asker.user.name} asks about a token that is not his own`);
      return json(response, 403, { error: { code: 403, title: 'Forbidden', message: 'Not allowed.' } });
    }
    if (!this.alive(subject))
      return json(response, 404, {
        error: { code: 404, title: 'Not Found', message: 'Could not find token.' },
      });
    response.setHeader('x-subject-token', subject);
    return json(response, 200, this.told(subject, !request.url?.includes('nocatalog')));
  }

  private alive(token: string | undefined): Issued | undefined {
    const issued = this.issued.get(token ?? '');
    return issued && issued.expiresAt.getTime() > Date.now() ? issued : undefined;
  }

  private told(token: string, withCatalog: boolean): object {
    const issued = this.issued.get(token);
    if (!issued) throw new Error('The stand-in was asked about a token it does not have.');
    const { user, expiresAt } = issued;
    const domain = { id: 'default', name: 'Default' };
    const catalog = [
      {
        type: 'identity',
        name: 'keystone',
        id: 'c-1',
        endpoints: [endpoint('internal', this.url.replace(/\/v3$/, '')), endpoint('public', this.url)],
      },
      { type: 'backup', name: 'freezer', id: 'c-2', endpoints: [endpoint('public', this.backupUrl)] },
    ];
    return {
      token: {
        methods: ['password'],
        user: { id: user.id, name: user.name, domain, password_expires_at: null },
        ...(user.project ? { project: { ...user.project, domain } } : {}),
        ...(user.project ? { roles: user.roles.map((name) => ({ id: `r-${name}`, name })) } : {}),
        is_domain: false,
        expires_at: expiresAt.toISOString().replace('Z', '000Z'),
        issued_at: new Date().toISOString().replace('Z', '000Z'),
        audit_ids: ['a-1'],
        ...(withCatalog ? { catalog } : {}),
      },
    };
  }
}

interface SignInBody {
  readonly auth: {
    readonly identity: {
      readonly methods: readonly string[];
      readonly password?: {
        readonly user: {
          readonly name: string;
          readonly password: string;
          readonly domain?: { readonly id?: string; readonly name?: string };
        };
      };
      readonly token?: { readonly id: string };
    };
    readonly scope?: { readonly project?: { readonly id?: string; readonly name?: string } };
  };
}

function questionOf({ method, url = '' }: IncomingMessage): KeystoneQuestion | undefined {
  if (method === 'GET' && (url === '/' || /^\/v3\/?$/.test(url))) return 'versions';
  if (method === 'POST' && url === '/v3/auth/tokens') return 'sign-in';
  return method === 'GET' && /^\/v3\/auth\/tokens(?:\?nocatalog)?$/.test(url) ? 'validation' : undefined;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

function endpoint(name: string, url: string): object {
  return { id: `e-${name}`, interface: name, region: 'r-1', region_id: 'r-1', url };
}

function unauthorized(response: ServerResponse): void {
  json(response, 401, {
    error: {
      code: 401,
      title: 'Unauthorized',
      message: 'The request you have made requires authentication.',
    },
  });
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
