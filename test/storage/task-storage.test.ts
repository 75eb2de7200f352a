import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openProduct, type OpenProduct } from '../support/product.js';
import { requestStatements } from '../support/request-statements.js';
import { waitFor } from '../support/wait-for.js';

interface Answer {
  readonly tasks: { readonly nodes: readonly TaskNode[] };
}

interface TaskNode {
  readonly guid: string;
  readonly state: string;
  readonly storage: { readonly uuid: string; readonly name: string } | null;
}

async function ask<T>({ gateway }: OpenProduct, query: string, variables: object = {}): Promise<T> {
  const answer = await gateway.app.inject({
    method: 'POST',
    url: '/graphql',
    payload: { query, variables },
  });
  const { data, errors } = answer.json<{ data: T; errors?: readonly object[] }>();
  assert.equal(errors, undefined);
  return data;
}

/** Registers a fake array; gives its UUID and the task of its first sync. */
async function register(product: OpenProduct, host: string): Promise<{ uuid: string; guid: string }> {
  const rest = { host, port: 8443, username: 'monitor', password: 's3cret' };
  const input = {
    vendor: 'fake_storage',
    model: 'fake_driver',
    rest,
    extraAttributes: { delay: '0', volumes: '1' },
  };
  const { done } = await ask<{ done: { storage: { uuid: string }; task: { guid: string } } }>(
    product,
    'mutation ($input: RegisterStorageInput!) { done: registerStorage(input: $input) { storage { uuid } task { guid } } }',
    { input },
  );
  return { uuid: done.storage.uuid, guid: done.task.guid };
}

const tasks = (first: number): string =>
  `{ tasks(first: ${first}, filter: { type: "storage.sync" }) { nodes { guid state storage { uuid name } } } }`;

test('tasks name the storage they are about, any number of them in the same statements', async (t) => {
  const product = await openProduct(t);
  const arrays = [];
  for (const i of [1, 2, 3]) arrays.push(await register(product, `192.0.2.${i}`));
  await waitFor(
    'the syncs',
    async () => (await ask<Answer>(product, tasks(9))).tasks.nodes.every(({ state }) => state === 'FINISHED'),
    { withinMs: 60_000 },
  );

  const one = await requestStatements(() => ask<Answer>(product, tasks(1)));
  const all = await requestStatements(() => ask<Answer>(product, tasks(9)));
  const gone = await ask<{ done: { task: TaskNode } }>(
    product,
    'mutation ($uuid: ID!) { done: deleteStorage(input: { storageUuid: $uuid }) { task { guid storage { uuid } } } }',
    { uuid: arrays[0]?.uuid },
  );

  assert.deepEqual(
    new Map(all.result.tasks.nodes.map(({ guid, storage }) => [guid, storage?.uuid])),
    new Map(arrays.map(({ guid, uuid }) => [guid, uuid])),
  );
  assert.ok(all.result.tasks.nodes.every(({ storage }) => storage?.name === 'fake_driver'));
  assert.equal(all.statements.length, one.statements.length);
  assert.equal(gone.done.task.storage, null);
});
