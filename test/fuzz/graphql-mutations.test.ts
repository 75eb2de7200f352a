import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { operationRuns, runSettings } from './fuzz-settings.js';
import { callsOf, rootFields } from './graphql-calls.js';
import { GraphqlFuzzer } from './graphql-fuzzer.js';

describe('the mutations under hostile arguments', () => {
  let fuzzer: GraphqlFuzzer;
  before(async () => {
    fuzzer = await GraphqlFuzzer.open();
  });
  after(() => fuzzer.product.close());

  for (const field of rootFields('mutation')) {
    test(`${field.name} refuses or does what it is told, whatever that is`, async () => {
      const property = fc.asyncProperty(callsOf('mutation', field, fuzzer.known), async (call) => {
        await fuzzer.refill();
        await fuzzer.mutation(call);
      });

      await fc.assert(property, runSettings(operationRuns));
    });
  }
});
