import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { operationRuns, runSettings } from './fuzz-settings.js';
import { callsOf, rootFields } from './graphql-calls.js';
import { GraphqlFuzzer } from './graphql-fuzzer.js';

describe('the queries under hostile arguments', () => {
  let fuzzer: GraphqlFuzzer;
  before(async () => {
    fuzzer = await GraphqlFuzzer.open();
  });
  after(() => fuzzer.product.close());

  for (const field of rootFields('query').filter(({ args }) => args.length > 0)) {
    test(`${field.name} answers or refuses, whatever it is asked`, async () => {
      const property = fc.asyncProperty(callsOf('query', field, fuzzer.known), async (call) => {
        await fuzzer.query(call);
      });

      await fc.assert(property, runSettings(operationRuns));
    });
  }
});
