import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { CloudDriver } from '../../subgraphs/compute/drivers/driver.js';
import { dummyDriver, resetDummyCloud } from '../../subgraphs/compute/drivers/dummy/dummy-driver.js';
import { computeTables } from '../../subgraphs/compute/subgraph.js';
import type { Database } from '../../subgraphs/kernel/database/database.js';
import type { Store } from '../../subgraphs/kernel/database/store.js';
import { cannotRun, engines, openTestDatabase, silentLog, type EngineKind } from '../support/engines.js';
import { conforms } from './driver-conformance.js';

async function openStore(kind: EngineKind): Promise<{ database: Database; store: Store }> {
  const database = await openTestDatabase(kind);
  const store = await database.store(computeTables);
  await database.migrate();
  return { database, store };
}

function openDummy(store: Store, cloud: string): CloudDriver {
  return dummyDriver.prepare({ extraParams: {} }).open({ cloud, store, log: silentLog });
}

conforms('dummy', async () => {
  const { database, store } = await openStore('embedded');
  return { driver: openDummy(store, 'default'), close: () => database.close() };
});

for (const kind of engines) {
  describe(`the dummy provider (${kind})`, { skip: cannotRun(kind) }, () => {
    let database: Database;
    let store: Store;
    let driver: CloudDriver;
    const { signal } = new AbortController();
    const wish = { name: 'ignored', imageId: '1', sizeId: '1' };
    before(async () => {
      ({ database, store } = await openStore(kind));
      driver = openDummy(store, 'default');
    });
    after(() => database.close());
    afterEach(() => resetDummyCloud(store, 'default'));

    async function names(of = driver): Promise<string[]> {
      return (await of.listNodes(signal)).map(({ name }) => name);
    }

    let tokens = 0;
    async function create(of = driver): Promise<string> {
      tokens += 1;
      return (await of.createNode!(wish, `create-${tokens}`, signal)).id;
    }
    async function destroy(id: string): Promise<void> {
      tokens += 1;
      await driver.destroyNode!(id, `destroy-${tokens}`, signal);
    }

    test('begins with two machines that share an address', async () => {
      const nodes = await driver.listNodes(signal);

      const node = (number: number): object => ({
        id: String(number),
        name: `dummy-${number}`,
        state: 'RUNNING',
        publicIps: ['127.0.0.1'],
        privateIps: [],
        extra: { foo: 'bar' },
      });
      assert.deepEqual(nodes, [node(1), node(2)]);
    });

    test('gives a new machine the next number, which names it and its address', async () => {
      const node = await driver.createNode!(wish, 'a', signal);

      assert.deepEqual(node, {
        id: '3',
        name: 'dummy-3',
        state: 'RUNNING',
        publicIps: ['127.0.0.3'],
        privateIps: [],
        extra: { foo: 'bar' },
      });
    });

    test('uses a number again when it is free, never one that is taken', async () => {
      assert.equal(await create(), '3');
      assert.equal(await create(), '4');
      await destroy('3');
      assert.equal(await create(), '5');
      await destroy('5');
      await destroy('4');

      assert.equal(await create(), '3');
      assert.deepEqual(await names(), ['dummy-1', 'dummy-2', 'dummy-3']);
    });

    test('begins with number one when nothing is left', async () => {
      await driver.listNodes(signal);
      await destroy('1');
      await destroy('2');

      assert.deepEqual(await names(), []);
      assert.equal(await create(), '1');
    });

    test('keeps its machines when it is opened again, and each cloud its own', async () => {
      await create();

      assert.deepEqual(await names(openDummy(store, 'default')), ['dummy-1', 'dummy-2', 'dummy-3']);
      assert.deepEqual(await names(openDummy(store, 'other')), ['dummy-1', 'dummy-2']);
    });

    test('gives many that are asked for at once numbers of their own', async () => {
      const ids = await Promise.all(Array.from({ length: 8 }, () => create()));

      assert.deepEqual(
        ids.toSorted((a, b) => Number(a) - Number(b)),
        ['3', '4', '5', '6', '7', '8', '9', '10'],
      );
    });
  });
}
