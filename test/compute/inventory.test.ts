import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { sql } from 'kysely';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { driverTypes } from '../../subgraphs/compute/drivers/registry.js';
import { CloudError } from '../../subgraphs/compute/drivers/driver.js';
import { countStatements } from '../../subgraphs/kernel/database/statements.js';
import { waitFor } from '../support/wait-for.js';
import { ComputeHouse } from './compute-house.js';
import { FarCloud, farNode, unauthorized } from './far-cloud.js';

const refresh = '{ cloud { nodes(refresh: true) { nodes { nativeId name state } } } }';
const present = '{ cloud { reachable lastError nodes { nodes { nativeId } } } }';

interface Listed {
  readonly cloud: {
    readonly reachable: boolean;
    readonly lastError: string | null;
    readonly nodes: { readonly nodes: readonly { readonly nativeId: string }[] };
  };
}

describe('the inventory of machines', () => {
  let folder: string;
  let house: ComputeHouse;
  let far: FarCloud;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inventory-'));
    const cloudsFile = join(folder, 'clouds.json');
    await writeFile(
      cloudsFile,
      JSON.stringify({
        default: { ENGINE: 'far' },
        dummy: { ENGINE: 'dummy' },
        old: { ENGINE: 'rackspace' },
      }),
    );
    far = new FarCloud();
    house = await ComputeHouse.open({
      config: { cloudsFile, cloudTimeout: 300, catalogCache: 0, refreshInterval: 3_600_000 },
      drivers: [...driverTypes, far.type],
    });
    await house.data(refresh);
  });
  after(async () => {
    await house.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    Object.assign(far, { nodes: [farNode('a'), farNode('b')], gate: Promise.resolve() });
    far.failures.length = 0;
    await house.data(refresh);
  });

  async function ids(): Promise<string[]> {
    return (await house.data<Listed>(present)).cloud.nodes.nodes.map(({ nativeId }) => nativeId);
  }
  async function changes(work: () => Promise<unknown>): Promise<string[]> {
    const { head } = await house.kernel.events.log.range('compute');
    await work();
    return (await house.kernel.events.log.read('compute', head, 1000)).map(
      ({ kind, subject }) => `${kind} ${subject}`,
    );
  }

  test("keeps the provider's order and logs what differs, nothing else", async () => {
    assert.deepEqual(await changes(() => house.data(refresh)), []);

    far.nodes = [farNode('c'), farNode('b', { state: 'STOPPED' }), farNode('b')];
    const logged = await changes(() => house.data(refresh));

    assert.deepEqual(logged.toSorted(), [
      'node.changed default/b',
      'node.created default/c',
      'node.removed default/a',
    ]);
    assert.deepEqual(await ids(), ['c', 'b']);
  });

  test('does not count a new place in the list as a change', async () => {
    far.nodes = [farNode('b'), farNode('a')];

    assert.deepEqual(await changes(() => house.data(refresh)), []);
    assert.deepEqual(await ids(), ['b', 'a']);
  });

  test('keeps what the database cannot hold out of it', async () => {
    far.nodes = [farNode('a', { name: 'x\0y\ud800', extra: { 'k\0': 'v\0' } })];

    const { cloud } = await house.data<{ cloud: { nodes: { nodes: { name: string }[] } } }>(refresh);

    assert.equal(cloud.nodes.nodes[0]?.name, 'xy\ufffd');
  });

  test('a listing that finds what the last one found costs two statements, its number and its confirmation', async () => {
    const { statements } = await countStatements(() =>
      house.data('{ cloud { nodes(refresh: true) { totalCount } } }'),
    );

    const kinds = ['nextval', 'update', 'count(*)', 'select'];
    assert.deepEqual(
      statements.map((statement) => kinds.find((kind) => statement.includes(kind))),
      ['nextval', 'update', 'select', 'count(*)'],
    );
  });

  test('heals what another process has changed since, though the cloud tells the same', async () => {
    const { sql: db } = house.kernel.store;
    await sql`delete from compute.node where cloud = 'default' and native_id = 'a'`.execute(db);
    await sql`update compute.cloud set applied = nextval('compute.listing_number') where name = 'default'`.execute(
      db,
    );

    const logged = await changes(() => house.data(refresh));

    assert.deepEqual(logged, ['node.created default/a']);
    assert.deepEqual(await ids(), ['a', 'b']);
  });

  test('throws a listing away that began before a newer one', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    far.gate = promise;
    const begun = far.listings;
    const slow = house.data(refresh);
    await waitFor('the slow listing to begin', () => far.listings > begun);
    const start = house.data(
      'mutation { startComputeNode(input: { name: "n", imageId: "i", sizeId: "s", wait: true }) { node { nativeId } } }',
    );

    await start;
    resolve();
    await slow;

    assert.equal((await ids()).length, 3);
  });

  test('a cloud that hangs or fails costs its own answer, with the reason and within the deadline', async () => {
    far.gate = new Promise(() => undefined);
    const began = performance.now();
    const { data, errors } = await house.execute('{ clouds { name nodes(refresh: true) { totalCount } } }');
    const took = performance.now() - began;
    const { cloud } = await house.data<Listed>(present);

    assert.deepEqual(data?.['clouds'], [
      { name: 'default', nodes: null },
      { name: 'dummy', nodes: { totalCount: 2 } },
      { name: 'old', nodes: null },
    ]);
    assert.deepEqual(
      errors?.map(({ message, extensions }) => [message, extensions?.['code']]),
      [
        [
          'The cloud "old" cannot be used: there is no driver for the engine "rackspace" yet.',
          'BACKEND_ERROR',
        ],
        ['The cloud "default" could not list its nodes within 300 ms.', 'BACKEND_ERROR'],
      ],
    );
    assert.ok(took < 1500, `${took} ms`);
    assert.deepEqual(
      [cloud.reachable, cloud.lastError],
      [false, 'The cloud "default" could not list its nodes within 300 ms.'],
    );
    assert.deepEqual(await ids(), ['a', 'b']);
  });

  test('opens a session anew that is no longer accepted, three attempts in all', async () => {
    const { reconnects } = far;
    far.failures.push(unauthorized(), unauthorized());
    await house.data(refresh);
    far.failures.push(unauthorized(), unauthorized(), unauthorized());
    const fault = await house.fault(refresh);

    assert.equal(far.reconnects - reconnects, 4);
    assert.deepEqual(fault, {
      message: 'The cloud "default" could not list its nodes: it no longer accepts our session',
      code: 'BACKEND_ERROR',
      reason: 'CLOUD_UNAUTHORIZED',
    });
  });

  test('does not remember a failure of the catalogue', async () => {
    far.failures.push(new CloudError('FAILED', 'it is on fire'));
    const query = '{ cloud { sizes { totalCount nodes { cpu } } } }';

    const fault = await house.fault(query);

    assert.equal(fault.message, 'The cloud "default" could not list its sizes: it is on fire');
    assert.deepEqual(await house.data(query), { cloud: { sizes: { totalCount: 1, nodes: [{ cpu: 3 }] } } });
  });

  test('has no tenants where the driver knows none', async () => {
    const fault = await house.fault('{ cloud { tenants { name } } }');

    assert.deepEqual([fault.code, fault.reason], ['BAD_USER_INPUT', 'NOT_SUPPORTED']);
  });

  test('assignment records follow the machines: new is free, an assigned one that is gone is faulty until it is back', async () => {
    const records = async (): Promise<string[]> => {
      const { cloud } = await house.data<{
        cloud: { assignments: { nodes: { nodeId: string; status: string }[] } };
      }>('{ cloud { assignments(refresh: true) { nodes { nodeId status } } } }');
      return cloud.assignments.nodes.map(({ nodeId, status }) => `${nodeId} ${status}`);
    };
    await house.data(
      'mutation { assignComputeNode(input: { nodeId: "a", user: "u", application: "t", wait: true }) { message } }',
    );

    far.nodes = [farNode('c')];
    const gone = await records();
    far.nodes = [farNode('a')];
    const back = await records();

    assert.deepEqual(gone, ['a FAULTY', 'c FREE']);
    assert.deepEqual(back, ['a ASSIGNED']);
  });
});
