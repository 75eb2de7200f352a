import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { CloudDriver, NodeSpec, ProviderNode } from '../../subgraphs/compute/drivers/driver.js';
import { ComputeNodeStateEnum } from '../../subgraphs/compute/entities/compute-node-state.js';

/** A driver under test with its far side. */
export interface DriverBench {
  readonly driver: CloudDriver;
  /** Makes every later call of the far side fail or hang until `mend`. */
  readonly break?: (how: 'refuse' | 'hang') => void;
  readonly mend?: () => void;
  close(): Promise<void>;
}

/** What every driver must do, whatever its cloud (subgraphs/compute/drivers/driver.ts). */
export function conforms(name: string, open: () => Promise<DriverBench>): void {
  describe(`the driver "${name}" keeps the contract`, () => {
    let bench: DriverBench;
    const { signal } = new AbortController();
    before(async () => {
      bench = await open();
    });
    after(() => bench.close());

    async function spec(): Promise<NodeSpec> {
      const [images, sizes] = await Promise.all([
        bench.driver.listImages(signal),
        bench.driver.listSizes(signal),
      ]);
      return {
        name: 'conformance',
        imageId: images[0]!.id,
        sizeId: sizes[0]!.id,
        metadata: { purpose: 'test' },
      };
    }

    async function ids(): Promise<string[]> {
      return (await bench.driver.listNodes(signal)).map(({ id }) => id);
    }

    function create(token: string): Promise<ProviderNode> {
      assert.ok(bench.driver.createNode);
      return spec().then((wish) => bench.driver.createNode!(wish, token, signal));
    }

    test('lists images and sizes with ids, names and numbers', async () => {
      const images = await bench.driver.listImages(signal);
      const sizes = await bench.driver.listSizes(signal);

      assert.ok(images.length > 0 && sizes.length > 0);
      for (const { id, name: label } of [...images, ...sizes])
        assert.ok(typeof id === 'string' && id !== '' && typeof label === 'string');
      for (const { ram, disk, cpu = 0 } of sizes)
        assert.ok([ram, disk, cpu].every((number) => Number.isInteger(number) && number >= 0));
    });

    test('lists machines in the same order each time, each once, with known states', async () => {
      const nodes = await bench.driver.listNodes(signal);

      assert.deepEqual(
        await ids(),
        nodes.map(({ id }) => id),
      );
      assert.equal(new Set(nodes.map(({ id }) => id)).size, nodes.length);
      for (const { state, extra } of nodes)
        assert.ok(state in ComputeNodeStateEnum && typeof extra === 'object');
    });

    test('creates a machine that is then listed', async () => {
      const node = await create('token-1');

      assert.ok((await ids()).includes(node.id));
    });

    test('creates one machine however often it is asked with one token', async () => {
      const first = await create('token-2');
      const before2 = await ids();

      const second = await create('token-2');

      assert.equal(second.id, first.id);
      assert.deepEqual(await ids(), before2);
    });

    test('creates one machine for one token asked twice at the same time, or tells the second to try again', async () => {
      const count = (await ids()).length;

      const outcomes = await Promise.allSettled([create('token-3'), create('token-3')]);

      assert.ok(outcomes.some(({ status }) => status === 'fulfilled'));
      assert.equal((await ids()).length, count + 1);
    });

    test('destroys a machine, and takes one that is gone for destroyed', async () => {
      const node = await create('token-4');

      await bench.driver.destroyNode!(node.id, 'token-5', signal);
      await bench.driver.destroyNode!(node.id, 'token-6', signal);

      assert.ok(!(await ids()).includes(node.id));
    });

    test('destroys nothing a second time with one token, even when the id is used again', async () => {
      const node = await create('token-7');
      await bench.driver.destroyNode!(node.id, 'token-8', signal);
      await create('token-9');
      const present = await ids();

      await bench.driver.destroyNode!(node.id, 'token-8', signal);

      assert.deepEqual(await ids(), present);
    });

    test('takes an id that its cloud could never have for one that is gone', async () => {
      const present = await ids();

      for (const [i, id] of ['no-such-node', '../../x', '0', "1' or '1'='1"].entries())
        await bench.driver.destroyNode!(id, `odd-${i}`, signal);

      assert.deepEqual(await ids(), present);
    });

    test('fails with a sorted error when its cloud refuses, and ends with its signal when the cloud hangs', async () => {
      if (!bench.break || !bench.mend) return;

      bench.break('refuse');
      const refused = await bench.driver.listNodes(signal).catch((error: unknown) => error);
      bench.break('hang');
      const ended = await bench.driver.listNodes(AbortSignal.timeout(50)).catch((error: unknown) => error);
      bench.mend();

      assert.equal((refused as Error).name, 'CloudError');
      assert.ok(ended instanceof Error);
      assert.ok((await ids()).length > 0);
    });
  });
}
