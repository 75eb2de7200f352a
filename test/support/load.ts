import { setTimeout as delay } from 'node:timers/promises';
import { Agent, fetch } from 'undici';
import type { ChildOwner } from './child.js';

/** A request that was not answered well. */
export interface Failure {
  readonly path: string;
  /** Undefined when the connection ended without an answer. */
  readonly status: number | undefined;
  /** Body of the answer, or why there is none. */
  readonly text: string;
}

/** Clients that ask without pause. */
export interface Load {
  /** Requests answered well so far. */
  readonly answered: number;
  /** Starts of cloud nodes among them. */
  readonly started: number;
  /** The longest a request has taken, in milliseconds. */
  readonly slowestMs: number;
  /** Ends the clients; what went wrong. A connection that was never accepted is nobody's request. */
  stop(): Promise<readonly Failure[]>;
}

interface Asked {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

const json = { 'content-type': 'application/json' };
const startPath = '/api/v1/vm/start';
const requests: readonly Asked[] = [
  {
    path: '/graphql',
    method: 'POST',
    headers: json,
    body: '{"query":"{ clouds { name nodes { nodes { name state backupRecords { nodes { backupId } } } } } }"}',
  },
  { path: '/api/v1/nodes' },
  { path: '/v1/backups' },
  { path: startPath, method: 'POST', headers: json, body: '{"name":"n","image":"1","size":"1"}' },
];

/**
 * Lets `clients` clients ask a server in open mode, each over a connection of its own that it keeps: by
 * turns a query, both REST dialects and a start of a cloud node.
 */
export function startLoad(owner: ChildOwner, url: string, clients: number): Load {
  const load = new RunningLoad(url);
  load.begin(clients);
  owner.after(async () => void (await load.stop()));
  return load;
}

class RunningLoad implements Load {
  answered = 0;
  started = 0;
  slowestMs = 0;
  private readonly failures: Failure[] = [];
  private readonly asking: Promise<void>[] = [];
  private stopped = false;

  constructor(private readonly url: string) {}

  begin(clients: number): void {
    for (let client = 0; client < clients; client++) this.asking.push(this.keepAsking(client));
  }

  async stop(): Promise<readonly Failure[]> {
    this.stopped = true;
    await Promise.all(this.asking);
    return this.failures;
  }

  private async keepAsking(client: number): Promise<void> {
    const agent = new Agent({ connections: 1, pipelining: 1 });
    for (let turn = client; !this.stopped; turn++) {
      const request = requests[turn % requests.length] as Asked;
      const asked = performance.now();
      const failure = await this.ask(agent, request);
      this.slowestMs = Math.max(this.slowestMs, performance.now() - asked);
      if (!failure) this.answered++;
      if (!failure && request.path === startPath) this.started++;
      if (failure?.text === 'ECONNREFUSED') await delay(50);
      else if (failure) this.failures.push(failure);
    }
    await agent.destroy();
  }

  private async ask(agent: Agent, { path, ...init }: Asked): Promise<Failure | undefined> {
    try {
      const answer = await fetch(`${this.url}${path}`, { ...init, dispatcher: agent });
      const text = await answer.text();
      const isWell = answer.status < 300 && !text.includes('"errors"');
      return isWell ? undefined : { path, status: answer.status, text };
    } catch (error) {
      const { cause } = error as { cause?: { code?: string } };
      return { path, status: undefined, text: cause?.code ?? String(cause ?? error) };
    }
  }
}
