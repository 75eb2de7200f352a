import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { getOperationAST, GraphQLError, parse, validate, visit } from 'graphql';
import { documentedDialects } from '../../bin/commands/dialects.js';
import { exampleOperations } from '../../gateway/console/example-operations.js';
import { apiSchemaOf } from '../../gateway/federation/federation.js';
import type { Row } from '../../gateway/rest/route.js';
import { consoleOperations } from '../support/console-operations.js';
import { pages } from '../support/pages.js';
import { readSource } from '../support/source-tree.js';

/** The console leaves every limit far away, so that nothing it asks is ever refused. */
const deepestOfConsole = 6;

const schema = apiSchemaOf(readSource('schema/supergraph.graphql'));

suite('the operations we write down', () => {
  test('are fit for the schema in every tab of the IDE', () => {
    assert.ok(exampleOperations.length > 0);
    assert.deepEqual(exampleOperations.flatMap(faultsOf), []);
  });

  test('are fit for the schema in the console, and none is deep', () => {
    const operations = consoleOperations();

    const faults = operations.flatMap(({ path, text }) => faultsOf(text).map((fault) => `${path}: ${fault}`));
    const deep = operations.filter(({ text }) => depthOf(text) > deepestOfConsole);

    assert.ok(operations.length > 20, `${operations.length} operations`);
    assert.deepEqual(faults, []);
    assert.deepEqual(
      deep.map(({ text }) => text),
      [],
    );
  });

  for (const { path, blocks } of pages()) {
    const operations = blocks.filter(({ language }) => language === 'graphql');
    if (operations.length === 0) continue;
    test(`are fit for the schema on the page ${path}`, () => {
      const faults = operations.flatMap(({ text, line }) =>
        faultsOf(text).map((fault) => `line ${line}: ${fault}`),
      );

      assert.deepEqual(faults, []);
    });
  }
});

for (const { name, rows } of documentedDialects())
  suite(`the rows of the ${name} dialect`, () => {
    test('execute operations that are fit for the schema', () => {
      const operations = rows.flatMap((row) => ('operation' in row ? [{ row, ...row.operation }] : []));

      const faults = operations.flatMap(({ row, text }) =>
        faultsOf(text).map((fault) => `${told(row)}: ${fault}`),
      );

      assert.ok(operations.length > 0);
      assert.deepEqual(faults, []);
    });

    test('name each operation once', () => {
      const texts = Map.groupBy(
        rows.flatMap((row) => ('operation' in row ? [row.operation] : [])),
        (operation) => operation.name,
      );

      const ambiguous = [...texts].filter(([, some]) => new Set(some.map(({ text }) => text)).size > 1);

      assert.deepEqual(ambiguous, []);
    });

    test('state who may call them', () => {
      const silent = rows.filter(({ access }) => access !== 'public' && access !== 'dialect');

      assert.deepEqual(silent.map(told), []);
    });

    test('change nothing by GET', () => {
      const changing = rows.filter(
        (row) =>
          row.method === 'GET' &&
          'operation' in row &&
          getOperationAST(parse(row.operation.text))?.operation !== 'query',
      );

      assert.deepEqual(changing.map(told), []);
    });

    test('stand once for each method and path, and say what they do', () => {
      const places = rows.map(told);

      const silent = rows.filter(({ document }) => document.summary.trim() === '');

      assert.equal(new Set(places).size, places.length);
      assert.deepEqual(silent.map(told), []);
    });
  });

function told({ method, path }: Row): string {
  return `${method} ${path}`;
}

function faultsOf(text: string): string[] {
  try {
    return validate(schema, parse(text)).map(({ message }) => message);
  } catch (error) {
    if (error instanceof GraphQLError) return [error.message];
    throw error;
  }
}

/** How deep fields stand in one another; the console's documents have no fragments but inline ones. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  visit(parse(text), {
    Field: {
      enter: () => {
        deepest = Math.max(deepest, ++depth);
      },
      leave: () => {
        depth--;
      },
    },
  });
  return deepest;
}
