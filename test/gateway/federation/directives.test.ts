import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { printSchema } from 'graphql';
import { apiSchemaOf } from '../../../gateway/federation/federation.js';
import { BothEngines } from './both-engines.js';

const link = (imports: string): string =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])`;

/** A field that moves from subgraph `old` to `new` by a label. */
function moving(label: string, options: { overrideLabels?: string[]; random?: () => number }): BothEngines {
  return new BothEngines(
    [
      {
        name: 'old',
        sdl: `${link('"@key"')} type Book @key(fields: "id") { id: ID! stock: String } type Query { book: Book }`,
        resolvers: { Query: { book: () => ({ id: '1' }) }, Book: { stock: () => 'old' } },
      },
      {
        name: 'new',
        sdl: `${link('"@key", "@override"')}
          type Book @key(fields: "id") { id: ID! stock: String @override(from: "old", label: "${label}") }`,
        resolvers: { Book: { stock: () => 'new' } },
      },
    ],
    options,
  );
}

describe('a supergraph may use', () => {
  test('progressive overrides: by share of operations', async () => {
    let drawn = 0;
    const graph = moving('percent(30)', { random: () => drawn });
    const stock = async (): Promise<unknown> => (await graph.ours('{ book { stock } }')).data;

    drawn = 0.29;
    const below = await stock();
    drawn = 0.31;
    const above = await stock();

    assert.deepEqual([below, above], [{ book: { stock: 'new' } }, { book: { stock: 'old' } }]);
  });

  test('progressive overrides: by a label that is switched on', async () => {
    const query = '{ book { stock } }';

    const off = await moving('migration', {}).ours(query);
    const on = await moving('migration', { overrideLabels: ['migration'] }).ours(query);

    assert.deepEqual([off.data, on.data], [{ book: { stock: 'old' } }, { book: { stock: 'new' } }]);
  });

  test('schemas of Federation 1', async () => {
    const graph = new BothEngines([
      {
        name: 'books',
        sdl: 'type Book @key(fields: "id") { id: ID! title: String } type Query { book: Book }',
        resolvers: { Query: { book: () => ({ id: '1', title: 'Dune' }) } },
      },
      {
        name: 'reviews',
        sdl: `extend type Book @key(fields: "id") { id: ID! @external title: String @external
          review: String @requires(fields: "title") }`,
        resolvers: { Book: { review: ({ title }: { title: string }) => `about ${title}` } },
      },
    ]);

    assert.deepEqual(await graph.ours('{ book { review } }'), {
      data: { book: { review: 'about Dune' } },
      errors: [],
    });
  });

  test('@inaccessible and @tag: what is hidden is not there', async () => {
    const graph = new BothEngines([
      {
        name: 'books',
        sdl: `${link('"@inaccessible", "@tag"')}
          type Book { title: String @tag(name: "public") cost: Int @inaccessible }
          type Query { book: Book }`,
        resolvers: { Query: { book: () => ({ title: 'Dune', cost: 3 }) } },
      },
    ]);

    await assert.rejects(graph.ours('{ book { cost } }'), /Cannot query field "cost"/);
    assert.doesNotMatch(printSchema(apiSchemaOf(graph.supergraphSdl)), /cost/);
    assert.deepEqual((await graph.ours('{ book { title } }')).data, { book: { title: 'Dune' } });
  });

  test('@composeDirective: directives of its own', async () => {
    const graph = new BothEngines([
      {
        name: 'books',
        sdl: `extend schema
            @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@composeDirective"])
            @link(url: "https://example.org/shelf/v1.0", import: ["@shelf"])
            @composeDirective(name: "@shelf")
          directive @shelf(name: String!) on FIELD_DEFINITION
          type Query { title: String @shelf(name: "A") }`,
        resolvers: { Query: { title: () => 'Dune' } },
      },
    ]);

    assert.match(graph.supergraphSdl, /title: String @shelf\(name: "A"\)/);
    assert.deepEqual((await graph.ours('{ title }')).data, { title: 'Dune' });
  });

  test('no @context: it is refused by name', () => {
    const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
        import: ["@key", "@context", "@fromContext"])
      type User @key(fields: "id") @context(name: "user") { id: ID! currency: String item: Item }
      type Item @key(fields: "id") { id: ID! price(in: String @fromContext(field: "$user { currency }")): Int }
      type Query { user: User }`;

    assert.throws(
      () => new BothEngines([{ name: 'a', sdl, resolvers: {} }]),
      /uses @context and @fromContext/,
    );
  });
});
