import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { foundCalls, foundRequests } from './found-cases.js';
import { GraphqlFuzzer } from './graphql-fuzzer.js';
import { RestFuzzer } from './rest-fuzzer.js';
import { openFuzzProduct, type FuzzProduct } from './fuzz-product.js';

describe('what fuzzing once found: requests', () => {
  let product: FuzzProduct;
  let fuzzer: RestFuzzer;
  before(async () => {
    product = await openFuzzProduct();
    fuzzer = await RestFuzzer.on(product);
  });
  after(() => product.close());

  for (const { found, dialect: name, row: named, request } of foundRequests)
    test(`no longer: ${found}`, async () => {
      const dialect = product.dialects.find((one) => one.name === name);
      const row = dialect?.rows.find(({ method, path }) => `${method} ${path}` === named);
      assert.ok(dialect && row);

      const { status } = await fuzzer.check(dialect, row, request);

      assert.ok(status >= 400 && status < 500);
    });
});

describe('what fuzzing once found: operations', () => {
  let fuzzer: GraphqlFuzzer;
  before(async () => {
    fuzzer = await GraphqlFuzzer.open();
  });
  after(() => fuzzer.product.close());

  for (const { found, kind, call } of foundCalls)
    test(`no longer: ${found}`, async () => {
      const errors = await fuzzer[kind](call);

      assert.ok(errors.length <= 1);
    });
});
