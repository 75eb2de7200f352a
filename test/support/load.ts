import { setTimeout as delay } from 'node:timers/promises';
import { Agent, fetch } from 'undici';
import type { ChildOwner } from './child.js';

/** Clients that ask without pause. */
export interface Load {
  /** Requests answered well so far. */
  readonly answered: number;
  /** Ends the clients; what went wrong, one line each. A connection that was never accepted is nobody's request. */
  stop(): Promise<readonly string[]>;
}

/**
 * Lets `clients` clients ask a gateway, each over a connection of its own that it keeps: by turns a
 * query, both REST dialects and a start of a cloud node.
 */
export function startLoad(owner: ChildOwner, url: string, clients: number): Load {
  const failures: string[] = [];
  let answered = 0;
  let stopped = false;
  const asking = Array.from({ length: clients }, async (_, client) => {
    const agent = new Agent({ connections: 1, pipelining: 1 });
    for (let turn = client; !stopped; turn++) {
      const request = requests[turn % requests.length] as () => Asked;
      const { path, ...init } = request();
      try {
        const answer = await fetch(`${url}${path}`, { ...init, dispatcher: agent });
        const body = await answer.text();
        if (answer.status < 300 && !body.includes('"errors"')) answered++;
        else failures.push(`${path} answered ${answer.status} ${body}`);
      } catch (error) {
        const { cause } = error as { cause?: { code?: string } };
        if (cause?.code === 'ECONNREFUSED') await delay(50);
        else failures.push(`${path} got no answer: ${cause?.code ?? String(cause ?? error)}`);
      }
    }
    await agent.destroy();
  });
  const stop = async (): Promise<readonly string[]> => {
    stopped = true;
    await Promise.all(asking);
    return failures;
  };
  owner.after(async () => void (await stop()));
  return {
    get answered() {
      return answered;
    },
    stop,
  };
}

interface Asked {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

const json = { 'content-type': 'application/json' };
const requests: readonly (() => Asked)[] = [
  () => ({
    path: '/graphql',
    method: 'POST',
    headers: json,
    body: '{"query":"{ clouds { name nodes { nodes { name state } } } }"}',
  }),
  () => ({ path: '/api/v1/nodes' }),
  () => ({ path: '/v1/backups' }),
  () => ({
    path: '/api/v1/vm/start',
    method: 'POST',
    headers: json,
    body: '{"name":"n","image":"1","size":"1"}',
  }),
];
