import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { temporaryFolder } from '../support/command-line.js';
import { askWell } from '../support/graph-client.js';
import { lastFirst } from '../support/last-first.js';
import { openProduct, type OpenProduct } from '../support/product.js';
import { openSse, type SseMessage } from '../support/sse-client.js';
import { waitFor } from '../support/wait-for.js';

interface TaskBody {
  readonly guid: string;
  readonly state: { readonly name: string };
  readonly progress: number;
}

const read = ({ data }: SseMessage): TaskBody => JSON.parse(data) as TaskBody;

describe('GET /api/tasks/{guid}/events', () => {
  const owner = lastFirst({ after });
  let product: OpenProduct;
  let machine: string;
  before(async () => {
    product = await openProduct(owner);
    const shelf = temporaryFolder(owner);
    await askWell(
      product,
      `mutation ($path: String!) {
        createHypervisorManager(input: { name: "lab", driver: "simulated", url: "simulated://lab", settings: { machines: 1, diskSize: 1048576, filled: 65536 } }) { cursor }
        createBackupDestination(input: { name: "shelf", type: FILESYSTEM, path: $path, isDefault: true }) { destination { name } }
      }`,
      { path: shelf },
    );
    machine = await waitFor('the machine', async () => {
      const { virtualMachines } = await askWell<{ virtualMachines: { nodes: { guid: string }[] } }>(
        product,
        '{ virtualMachines(filter: { text: "simulated" }) { nodes { guid } } }',
      );
      return virtualMachines.nodes[0]?.guid;
    });
  });

  async function beginExport(): Promise<string> {
    const answer = await fetch(`${product.url}/api/tasks/export`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ protectedEntities: [machine] }),
    });
    const [task] = (await answer.json()) as TaskBody[];
    return String(task?.guid);
  }

  test('shows the task as it is, every change of it, and its end, in the shape of the API', async (t) => {
    const guid = await beginExport();

    const stream = await openSse(t, `${product.url}/api/tasks/${guid}/events`);
    await waitFor('the end', () => stream.ended, { withinMs: 30_000 });

    const tasks = stream.messages.slice(0, -1);
    const states = tasks.map((message) => read(message).state.name);
    assert.equal(stream.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    assert.deepEqual(new Set(tasks.map(({ event }) => event)), new Set(['task']));
    assert.deepEqual(new Set(tasks.map((message) => read(message).guid)), new Set([guid]));
    assert.equal(states.at(-1), 'FINISHED');
    assert.equal(states.filter((state) => state === 'FINISHED').length, 1);
    assert.deepEqual(stream.messages.at(-1), { event: 'end', id: undefined, data: '' });
    const one = (await (await fetch(`${product.url}/api/tasks/${guid}`)).json()) as TaskBody;
    assert.deepEqual(read(tasks.at(-1)!), one);
  });

  test('goes on behind Last-Event-ID and ends at once when there is nothing left', async (t) => {
    const guid = await beginExport();
    const whole = await openSse(t, `${product.url}/api/tasks/${guid}/events`);
    await waitFor('the end', () => whole.ended, { withinMs: 30_000 });
    const seen = whole.messages.filter(({ event }) => event === 'task');

    const from = async (id: string): Promise<readonly SseMessage[]> => {
      const headers = { 'last-event-id': id };
      const stream = await openSse(t, `${product.url}/api/tasks/${guid}/events`, { headers });
      await waitFor('the end', () => stream.ended);
      return stream.messages;
    };
    const rest = await from(String(seen[0]?.id));
    const nothing = await from(String(seen.at(-1)?.id));

    assert.equal(read(rest.at(-2)!).state.name, 'FINISHED');
    assert.ok(rest.every(({ id }) => id !== seen[0]?.id));
    assert.deepEqual(nothing, [{ event: 'end', id: undefined, data: '' }]);
  });

  test('knows no task that is not there, and tells a wrong cursor in the words of the API', async (t) => {
    const guid = await beginExport();

    const missing = await fetch(`${product.url}/api/tasks/${crypto.randomUUID()}/events`);
    const wrong = await openSse(t, `${product.url}/api/tasks/${guid}/events`, {
      headers: { 'last-event-id': 'elsewhere.1' },
    });

    assert.equal(missing.status, 404);
    const { event, data } = await wrong.at(0);
    assert.equal(event, 'error');
    assert.match(data, /not a cursor/);
  });
});
