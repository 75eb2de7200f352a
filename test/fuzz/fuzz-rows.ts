import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { documentedDialects } from '../../bin/commands/dialects.js';
import { openFuzzProduct, type FuzzProduct } from './fuzz-product.js';
import { runSettings } from './fuzz-settings.js';
import { RestFuzzer } from './rest-fuzzer.js';
import { wordsOf } from './rest-words.js';
import { requestsOf } from './row-requests.js';

/** Which rows of which dialects a file of tests takes; the files share them out, so that they run side by side. */
export type RowChoice = (dialect: string, method: string) => boolean;

/** Sends each chosen row hostile requests, in a product of their own. */
export function fuzzRows(choice: RowChoice): void {
  const chosen = documentedDialects().flatMap(({ name, rows }) =>
    rows.flatMap(({ method, path }, index) => (choice(name, method) ? [{ name, method, path, index }] : [])),
  );

  describe('the REST rows under hostile requests', () => {
    let product: FuzzProduct;
    let fuzzer: RestFuzzer;
    before(async () => {
      assert.notEqual(chosen.length, 0);
      product = await openFuzzProduct();
      fuzzer = await RestFuzzer.on(product);
    });
    after(() => product.close());

    for (const { name, method, path, index } of chosen)
      test(`${name}: ${method} ${path} answers in its dialect whatever it is sent`, async () => {
        const dialect = product.dialects.find((one) => one.name === name);
        const row = dialect?.rows[index];
        assert.ok(dialect && row);

        const property = fc.asyncProperty(requestsOf(row, wordsOf(dialect)), async (request) => {
          await fuzzer.check(dialect, row, request);
        });

        await fc.assert(property, runSettings());
      });

    test('all still answer good requests', async () => {
      const [health, nodes] = await Promise.all([
        product.gateway.app.inject('/health/ready'),
        product.gateway.app.inject('/api/v1/nodes'),
      ]);

      assert.deepEqual([health.statusCode, nodes.statusCode], [200, 200]);
      assert.deepEqual(product.errors.takeErrors(), []);
    });
  });
}
