import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { startOrchestrator, type OrchestratorHouse } from './compute-house.js';
import { sendTo, type Answer } from '../gateway/rest/orchestrator/orchestrator-client.js';

/** The far side: a Cistern as section 12 of the contract describes it. */
class Cistern {
  readonly calls: string[] = [];
  answerWith: 'records' | 'garbage' | 'silence' = 'records';
  private readonly server: Server;
  private user = '';

  private constructor() {
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  static async start(): Promise<Cistern> {
    const cistern = new Cistern();
    await new Promise<void>((resolve) => cistern.server.listen(0, '127.0.0.1', resolve));
    return cistern;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api/v1`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    this.calls.push(`${request.method} ${request.url} ${text}`);
    if (this.answerWith === 'silence') return;
    const body =
      this.answerWith === 'garbage'
        ? '<html>'
        : JSON.stringify(
            this.answer(`${request.method} ${request.url}`, JSON.parse(text) as Record<string, string>),
          );
    response.setHeader('content-type', 'application/json').end(body);
  }

  private answer(call: string, body: Record<string, string>): object {
    const record = {
      id: 7,
      id_vm: '1',
      hostname: 'dummy-1',
      cloud: 'default',
      user: this.user,
      recipe: this.user && 'render',
      recipe_id: 3,
      status: this.user ? 2 : 1,
      status_desc: '',
    };
    if (call === 'GET /api/v1/nodes/default') return { nodes: [record], status: 'ok' };
    if (call === 'GET /api/v1/nodes/fake_driver') return { nodes: {}, status: 'ok' };
    if (call === 'POST /api/v1/vm/assign/default') {
      if (this.user) return { status: 'error', message: 'No free node for you' };
      this.user = body['user'] ?? '';
      return { status: 'ok', id: 7, id_vm: '1', result: 'Node dummy-1 assigned' };
    }
    if (call === 'PUT /api/v1/vm/release/default') {
      if (!this.user) return { status: 'error' };
      this.user = '';
      return { status: 'ok', id: 7, id_vm: '1', result: 'Node dummy-1 is free' };
    }
    return { status: 'error', message: `no ${call}` };
  }
}

describe('an external assignment service', () => {
  let cistern: Cistern;
  let house: OrchestratorHouse;
  before(async () => {
    cistern = await Cistern.start();
    house = await startOrchestrator({ config: { cisternUrl: cistern.url, cloudTimeout: 500 } });
  });
  after(async () => {
    await house.close();
    await cistern.stop();
  });

  function send(method: string, path: string, body?: unknown): Promise<Answer> {
    return sendTo(house, method, `/api/v1/${path}`, body);
  }
  const wish = { hostname: 'dummy-1', user: 'maria', vm_type: 'render' };

  test('is asked for its inventory without faulty records, by a GET with a body', async () => {
    const full = await send('GET', 'vm/status');
    const empty = await send('GET', 'vm/status/fake_driver');

    assert.deepEqual(full.json, {
      nodes: [
        {
          id: 7,
          id_vm: '1',
          hostname: 'dummy-1',
          cloud: 'default',
          user: '',
          recipe: '',
          recipe_id: 3,
          status: 1,
          status_desc: 'FREE',
        },
      ],
      status: 'ok',
    });
    assert.deepEqual(empty.json, { nodes: {}, status: 'ok' });
    assert.deepEqual(cistern.calls, [
      'GET /api/v1/nodes/default {"with_faulty_nodes":false}',
      'GET /api/v1/nodes/fake_driver {"with_faulty_nodes":false}',
    ]);
  });

  test('is quoted with "unknown" when it refuses without a word', async () => {
    const released = await send('PUT', 'vm/action/release', { node: '1' });

    assert.deepEqual([released.status, released.json['message']], [400, 'unknown']);
  });

  test('assigns and releases in its own words; the machine is destroyed here', async () => {
    const assigned = await send('PUT', 'vm/action/assign', wish);
    const again = await send('PUT', 'vm/action/assign', wish);
    const refused = await send('PUT', 'vm/action/assign', { ...wish, user: 'john' });
    const released = await send('PUT', 'vm/action/release', { node: '1' });

    assert.deepEqual(assigned.json, { id: 7, id_vm: '1', result: 'Node dummy-1 assigned', status: 'ok' });
    assert.equal(again.status, 200);
    assert.deepEqual([refused.status, refused.json['message']], [400, 'No free node for you']);
    assert.deepEqual(released.json, {
      id: 7,
      id_vm: '1',
      result: 'Node dummy-1 is free and deleted',
      status: 'ok',
    });
    assert.doesNotMatch((await send('GET', 'nodes')).text, /dummy-1/);
  });

  test('is down when it is silent, talks nonsense or is gone: its inventory is empty, work is 503', async () => {
    for (const fault of ['garbage', 'silence', 'gone'] as const) {
      if (fault === 'gone') await cistern.stop();
      else cistern.answerWith = fault;

      const status = await send('GET', 'vm/status');
      const assigned = await send('PUT', 'vm/action/assign', wish);
      const released = await send('PUT', 'vm/action/release', { node: '1' });

      assert.deepEqual(status.json, { nodes: {}, status: 'ok' }, fault);
      for (const answer of [assigned, released]) {
        assert.equal(answer.status, 503);
        assert.deepEqual(
          [answer.json['message'], answer.json['status_short_message']],
          ['the host 127.0.0.1 is down', 'Service Unavailable'],
        );
      }
    }
  });
});
