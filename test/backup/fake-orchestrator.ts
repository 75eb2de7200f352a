import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** An Orchestrator in this process: two clouds of dummy machines, with a token if wished. */
export class FakeOrchestrator {
  readonly nodes = new Map<string, string[]>([
    ['default', ['1', '2']],
    ['lab', ['2', '7']],
  ]);
  /** What every call is answered with instead; `hang` never answers. */
  fault: { readonly status: number; readonly body: string } | 'hang' | undefined;
  /** Starts that were accepted. */
  starts = 0;
  /** Whether a start takes effect and its answer is lost. */
  losesAnswers = false;

  private readonly server = createServer((request, response) => {
    void this.answer(request).then(
      ({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(typeof body === 'string' ? body : JSON.stringify(body));
      },
      () => response.destroy(),
    );
  });

  private constructor(private readonly token: string | undefined) {}

  static async start(token?: string): Promise<FakeOrchestrator> {
    const fake = new FakeOrchestrator(token);
    await new Promise<void>((listening) => void fake.server.listen(0, '127.0.0.1', listening));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private async answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const path = (request.url ?? '').replace('/api/v1/', '');
    const [action = '', second = '', third = ''] = path.split('/').map(decodeURIComponent);
    const body = request.method === 'GET' ? {} : ((await json(request)) as Record<string, string>);
    if (this.fault === 'hang') return new Promise(() => undefined);
    if (this.fault) return this.fault;
    if (action === 'auth')
      return body['password'] === 'right'
        ? { status: 200, body: { status: 'ok', token: this.token } }
        : { status: 403, body: { message: 'Forbidden' } };
    if (this.token !== undefined && request.headers['x-auth-token'] !== this.token)
      return { status: 403, body: { message: 'Forbidden' } };
    return action === 'vm' ? this.work(second, third, body) : this.list(action, second);
  }

  private list(action: string, cloud: string): { status: number; body: unknown } {
    const lists: Record<string, unknown> = {
      cloud: { served_cloud: [...this.nodes.keys()].map((name) => ({ name, host: 'h', type: 'dummy' })) },
      nodes: { nodes: (this.nodes.get(cloud) ?? []).map(nodeOf) },
      images: { images: [{ id: '1', name: 'Slackware' }] },
      sizes: { flavors: [{ id: '1', name: 'Small' }] },
      tenants: { tenants: [{ id: 'p-1', name: 'demo' }, {}] },
    };
    return { status: 200, body: lists[action] };
  }

  private work(verb: string, cloud: string, body: Record<string, string>): { status: number; body: unknown } {
    const nodes = this.nodes.get(cloud) ?? [];
    if (verb === 'start') {
      const id = String(100 + this.starts++);
      this.nodes.set(cloud, [...nodes, id]);
      if (this.losesAnswers) throw new Error('The answer is lost.');
      return { status: 200, body: { nodes: nodeOf(id) } };
    }
    if (!nodes.includes(body['node'] ?? ''))
      return { status: 400, body: { message: 'no useful node id here' } };
    this.nodes.set(
      cloud,
      nodes.filter((id) => id !== body['node']),
    );
    return { status: 200, body: { result: `Node ${body['node']} deleted` } };
  }
}

function nodeOf(id: string): object {
  const extra = id === '1' ? { tenantId: 'p-1' } : {};
  return {
    id,
    uuid: `node-${id}`,
    name: `dummy-${id}`,
    public_ips: [`127.0.0.${id}`],
    private_ips: [],
    extra,
  };
}
