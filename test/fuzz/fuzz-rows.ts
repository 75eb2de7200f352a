import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { documentedDialects } from '../../bin/commands/dialects.js';
import { cannotRun, type EngineKind } from '../support/engines.js';
import { seedBackups } from './backup-seed.js';
import { openFuzzProduct, type FuzzProduct } from './fuzz-product.js';
import { runSettings } from './fuzz-settings.js';
import type { Ask } from './graphql-seed.js';
import { RestFuzzer } from './rest-fuzzer.js';
import { wordsOf } from './rest-words.js';
import { requestsOf } from './row-requests.js';

/** Which rows of which dialects a file of tests takes; the files share them out, so that they run side by side. */
export type RowChoice = (dialect: string, method: string) => boolean;

/** Sends each chosen row hostile requests, in a product of their own on a database of the kind. */
export function fuzzRows(kind: EngineKind, choice: RowChoice): void {
  const chosen = documentedDialects().flatMap(({ name, rows }) =>
    rows.flatMap(({ method, path }, index) => (choice(name, method) ? [{ name, method, path, index }] : [])),
  );

  describe(`the REST rows under hostile requests (${kind})`, { skip: cannotRun(kind) }, () => {
    let product: FuzzProduct;
    let fuzzer: RestFuzzer;
    let seeded: readonly string[] = [];
    before(async () => {
      assert.notEqual(chosen.length, 0);
      product = await openFuzzProduct({}, kind);
      if (chosen.some(({ name }) => name === 'vprotect'))
        seeded = Object.values(await seedBackups(askOpenly(product), product.folder));
      fuzzer = await RestFuzzer.on(product);
    });
    after(() => product.close());

    for (const { name, method, path, index } of chosen)
      test(`${name}: ${method} ${path} answers in its dialect whatever it is sent`, async () => {
        const dialect = product.dialects.find((one) => one.name === name);
        const row = dialect?.rows[index];
        assert.ok(dialect && row);

        const property = fc.asyncProperty(requestsOf(row, wordsOf(dialect, seeded)), async (request) => {
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

/** Asks a product without accounts as the local user. */
function askOpenly({ gateway }: FuzzProduct): Ask {
  return async (query, input) => {
    const answer = await gateway.app.inject({
      method: 'POST',
      url: '/graphql',
      payload: { query, variables: { input } },
    });
    const { data, errors } = answer.json<{ data?: Record<string, unknown>; errors?: unknown }>();
    if (errors || !data) throw new Error(`${query} failed: ${answer.body}`);
    return data;
  };
}
