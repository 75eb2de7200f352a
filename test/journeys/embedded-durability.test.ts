import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { runCommand } from '../support/command-line.js';
import { ask, askWell, type GraphPlace } from '../support/graph-client.js';
import { readyDataDir } from '../support/ready-databases.js';
import { startProduct } from '../support/product.js';
import { waitFor } from '../support/wait-for.js';
import { askLegacy, listNodes, postRecord, startNode } from './legacy-client.js';

interface Keepsake {
  readonly clouds: readonly { readonly nodes: { readonly nodes: readonly object[] } }[];
  readonly backupRecords: { readonly nodes: readonly object[] };
  readonly tasks: { readonly nodes: readonly object[] };
  readonly accounts: { readonly nodes: readonly object[] };
}

const everything = `{
  clouds { name nodes { nodes { id name uuid state createdAt } } }
  backupRecords { nodes { id backupId userId } }
  tasks { nodes { id guid type state title result createdAt finishedAt } }
  accounts { nodes { id name role createdAt } }
}`;

interface TaskRow {
  readonly type: string;
  readonly state: string;
}

describe('the embedded database', () => {
  it('keeps nodes, records, tasks, accounts and credentials over a restart', async (t) => {
    const dataDir = await readyDataDir(t);
    const password = randomBytes(16).toString('hex');
    const env = { INFRAGRAPH_DATA_DIR: dataDir };
    await runCommand(t, ['account', 'create', 'ann'], { env, input: password });
    const token = (await runCommand(t, ['token', 'create', 'ann'], { env })).stdout;
    const product = await startProduct(t, { dataDir });
    const node = await startNode({ url: product.url, token });
    await postRecord({ url: product.url, token }, node.name, 1_700_000_000);
    const before = await askWell<Keepsake>({ url: product.url, token }, everything);

    await product.restart();
    const after = await askWell<Keepsake>({ url: product.url, token }, everything);
    const login = await ask(
      { url: product.url },
      'mutation ($input: LoginInput!) { login(input: $input) { token } }',
      {
        input: { name: 'ann', password },
      },
    );

    assert.deepEqual(after, before);
    assert.equal(before.clouds[0]?.nodes.nodes.length, 3);
    assert.deepEqual(
      [before.backupRecords, before.tasks, before.accounts].map(({ nodes }) => nodes.length),
      [1, 1, 1],
    );
    assert.deepEqual(login.errors, []);
  });

  it('is consistent after kill -9 amid starts and stops: tasks end, no node is there twice or lost', async (t) => {
    const dataDir = await readyDataDir(t);
    const product = await startProduct(t, { dataDir });

    const acknowledged = { started: 0, stopped: 0 };
    for (let kill = 0; kill < 2; kill++) {
      const burst = startBurst(product, acknowledged);
      const seen = acknowledged.started + acknowledged.stopped;
      await waitFor('work to be done', () => acknowledged.started + acknowledged.stopped >= seen + 12, {
        withinMs: 60_000,
      });
      await product.kill9();
      await burst;
      await product.restart();
    }
    const tasks = await waitFor(
      'all tasks to end',
      async () => {
        const all = await allTasks(product);
        return all.every(({ state }) => ['FINISHED', 'FAILED', 'CANCELLED'].includes(state))
          ? all
          : undefined;
      },
      { withinMs: 60_000, everyMs: 250 },
    );

    const nodes = await listNodes(product);
    const ids = nodes.map(({ id }) => id);
    const finished = (type: string): number =>
      tasks.filter((task) => task.type === type && task.state === 'FINISHED').length;
    assert.deepEqual(
      tasks.filter(({ state }) => state !== 'FINISHED'),
      [],
    );
    assert.equal(new Set(ids).size, ids.length, `ids are unique: ${ids.join(', ')}`);
    assert.equal(nodes.length, 2 + finished('compute.node.start') - finished('compute.node.stop'));
    assert.ok(finished('compute.node.start') >= acknowledged.started, 'every acknowledged start is there');
    assert.ok(finished('compute.node.stop') >= acknowledged.stopped, 'every acknowledged stop is there');
  });
});

/** Eight clients that start nodes and stop their own until the server is gone. */
async function startBurst(
  place: GraphPlace,
  acknowledged: { started: number; stopped: number },
): Promise<void> {
  const clients = Array.from({ length: 8 }, async () => {
    const { url } = place;
    const mine: string[] = [];
    try {
      for (;;) {
        mine.push((await startNode({ url })).id);
        acknowledged.started++;
        const id = mine.length > 2 ? mine.shift() : undefined;
        if (id === undefined) continue;
        const { status } = await askLegacy({ url }, 'PUT', '/api/v1/vm/stop', { node: id });
        if (status === 200) acknowledged.stopped++;
      }
    } catch (error) {
      // The server was killed amid this request.
      if (!(error instanceof TypeError)) throw error;
    }
  });
  await Promise.all(clients);
}

async function allTasks(place: GraphPlace): Promise<readonly TaskRow[]> {
  const { tasks } = await askWell<{ tasks: { nodes: TaskRow[]; pageInfo: { hasNextPage: boolean } } }>(
    place,
    '{ tasks(first: 1000) { nodes { type state error { message } title } pageInfo { hasNextPage } } }',
  );
  assert.equal(tasks.pageInfo.hasNextPage, false);
  return tasks.nodes;
}
