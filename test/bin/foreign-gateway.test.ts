import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { composeSupergraph } from '../../schema/compose.js';
import { inventorySchemaFile, inventoryServer } from '../docs/own-subgraph/inventory.js';
import type { Child } from '../support/child.js';
import { runCommand, startCommand, temporaryFolder } from '../support/command-line.js';
import { post } from '../support/sample-gateway.js';
import { waitFor } from '../support/wait-for.js';

interface Foreign {
  readonly child: Child;
  readonly url: string;
  readonly file: string;
  /** Puts another supergraph in the place of the file: one without or with the mutation. */
  replace(withMutation: boolean): Promise<void>;
}

describe('the gateway over a supergraph of others', () => {
  test('needs no database, serves queries and mutations, and ends with 0 on SIGTERM', async (t) => {
    const { child, url } = await startForeign(t);

    const racks = await post(url, '{ racks { name room } }');
    const assigned = await post(url, 'mutation { assignRack(uuid: "1", rack: "B7") { uuid rack { room } } }');
    child.kill('SIGTERM');
    const exit = await child.exited;

    assert.deepEqual(racks.body.data, {
      racks: [
        { name: 'A1', room: 'cellar' },
        { name: 'B7', room: 'attic' },
      ],
    });
    assert.deepEqual(assigned.body.data, { assignRack: { uuid: '1', rack: { room: 'attic' } } });
    assert.deepEqual(exit, { code: 0, signal: null });
  });

  test('drops no request while its file changes twenty times', async (t) => {
    const { url, replace } = await startForeign(t);
    const mutations = async (): Promise<boolean> => {
      const { body } = await post(url, '{ __schema { mutationType { name } } }');
      return JSON.stringify(body.data).includes('"Mutation"');
    };
    let going = true;
    let answered = 0;
    const failures: unknown[] = [];
    const client = async (): Promise<void> => {
      while (going) {
        const { status, body } = await post(url, '{ racks { name } }').catch((error: unknown) => ({
          status: 0,
          body: { data: undefined, errors: error },
        }));
        if (status === 200 && body.data && !body.errors) answered++;
        else failures.push({ status, body });
      }
    };
    const clients = [client(), client(), client()];

    try {
      for (let round = 0; round < 20; round++) {
        const withMutation = round % 2 === 1;
        await replace(withMutation);
        await waitFor('the new schema', async () => (await mutations()) === withMutation, {
          withinMs: 10_000,
        });
      }
    } finally {
      going = false;
      await Promise.all(clients);
    }

    assert.deepEqual(failures, []);
    assert.ok(answered > 100, `${answered} requests`);
  });

  test('serves the former supergraph on when the file holds none', async (t) => {
    const { child, url, file } = await startForeign(t);

    await writeFile(file, 'type Query { broken');
    await child.waitForLine(/cannot be used; the former one is served on/);
    const { body } = await post(url, '{ racks { name } }');

    assert.equal((body.data as { racks: unknown[] }).racks.length, 2);
  });

  test('says which subgraph has no URL', async (t) => {
    const file = join(temporaryFolder(t), 'supergraph.graphql');
    const sdl = await readFile(inventorySchemaFile, 'utf8');
    await writeFile(file, composeSupergraph([{ name: 'inventory', sdl }]));

    const { code, stderr } = await runCommand(t, ['gateway', '--supergraph', file, '--port', '0']);

    assert.equal(code, 2);
    assert.match(stderr, /INFRAGRAPH_SUBGRAPH_URLS must name inventory, for which the supergraph has no URL/);
  });
});

async function startForeign(t: TestContext): Promise<Foreign> {
  const server = inventoryServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const whole = await readFile(inventorySchemaFile, 'utf8');
  const folder = temporaryFolder(t);
  const file = join(folder, 'supergraph.graphql');
  const replace = async (withMutation: boolean): Promise<void> => {
    const sdl = withMutation ? whole : whole.slice(0, whole.indexOf('type Mutation'));
    const draft = join(folder, 'draft.graphql');
    await writeFile(draft, composeSupergraph([{ name: 'inventory', sdl, url }]));
    await rename(draft, file);
  };
  await replace(true);
  const child = await startCommand(t, [
    'gateway',
    '--supergraph',
    file,
    '--port',
    '0',
    '--log-level',
    'warn',
  ]);
  const [, address = ''] = await child.waitForLine(
    /^The gateway is ready after [\d.]+ s at (\S+)\/graphql/,
    30_000,
  );
  return { child, url: address, file, replace };
}
