import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { suite, test } from 'node:test';
import { openProduct, startProduct } from './product.js';

suite('a product for tests', () => {
  test('serves from a process, and again on the same data after kill -9 and after a stop', async (t) => {
    const product = await startProduct(t);
    const clouds = await cloudNames(product.url);

    await product.kill9();
    await product.restart();
    const afterKill = await cloudNames(product.url);
    await product.restart();
    const afterStop = await cloudNames(product.url);

    assert.deepEqual(clouds, ['default', 'fake_driver']);
    assert.deepEqual([afterKill, afterStop], [clouds, clouds]);
  });

  test('serves from the process of the test', async (t) => {
    const product = await openProduct(t);

    const clouds = await cloudNames(product.url);

    assert.deepEqual(clouds, ['default', 'fake_driver']);
  });

  test('removes its data with its owner', async () => {
    const ends: (() => Promise<void>)[] = [];
    const product = await openProduct({ after: (end) => void ends.push(end) });
    const existed = existsSync(product.dataDir);

    for (const end of ends) await end();

    assert.deepEqual([existed, existsSync(product.dataDir)], [true, false]);
  });
});

async function cloudNames(url: string): Promise<string[]> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ clouds { name } }' }),
  });
  const { data } = (await answer.json()) as { data: { clouds: { name: string }[] } };
  return data.clouds.map(({ name }) => name);
}
