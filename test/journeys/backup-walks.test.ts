import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { cannotRun, engines } from '../support/engines.js';
import { lastFirst } from '../support/last-first.js';
import { openProduct, type OpenProduct } from '../support/product.js';
import { requestStatements } from '../support/request-statements.js';
import { createReadyDatabase } from '../support/shared-postgres.js';
import { furnishWalks } from './protected-machines.js';
import { walks, type Walk } from './walks.js';

const many = 24;

/** What stands at the end of a path. Fails where the walk breaks off: a null on the way leaves it out. */
function endsOf(value: unknown, [key, ...rest]: readonly string[]): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (key === undefined) return [value];
  if (key === '*') return (value as readonly unknown[]).flatMap((item) => endsOf(item, rest));
  return endsOf((value as Readonly<Record<string, unknown>>)[key], rest);
}

for (const kind of engines) {
  describe(`the walks over backups on the ${kind} database`, { skip: cannotRun(kind) }, () => {
    const owner = lastFirst({ after });
    let product: OpenProduct;
    before(async () => {
      const databaseUrl = kind === 'server' ? await createReadyDatabase() : undefined;
      product = await openProduct(owner, {
        databaseUrl,
        settings: kind === 'server' ? { 'secrets-key': Buffer.alloc(32, 7).toString('base64') } : {},
      });
      await furnishWalks(product, many);
    });

    async function walk(
      { query, variables = {}, end }: Walk,
      first: number,
    ): Promise<{ readonly statements: readonly string[]; readonly ends: readonly unknown[] }> {
      const { result, statements } = await requestStatements(() =>
        product.gateway.app.inject({
          method: 'POST',
          url: '/graphql',
          payload: { query, variables: { ...variables, first } },
        }),
      );
      const { data, errors } = result.json<{ data: object; errors?: object[] }>();
      assert.equal(errors, undefined, result.body.slice(0, 1000));
      return { statements, ends: endsOf(data, end.split('.')) };
    }

    for (const one of walks)
      test(`${one.title} is one query, and a statement a hop however many there are`, async () => {
        const [narrow, wide] = [await walk(one, 1), await walk(one, many)];

        assert.ok(wide.ends.length > 1, 'the walk leads nowhere');
        assert.ok(wide.ends.length >= narrow.ends.length);
        assert.ok(wide.statements.length <= one.hops.length, wide.statements.join('\n'));
      });
  });
}
