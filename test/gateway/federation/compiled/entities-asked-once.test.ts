import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { BothEngines } from '../both-engines.js';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])';

/** Products whose notes another subgraph has. `failing` names those whose notes fail. */
function shop(failing: readonly string[] = []): BothEngines {
  let asked = 0;
  const ids = ['p1', 'p2', 'p1', 'p1'];
  return new BothEngines([
    {
      name: 'catalog',
      sdl: `${link}
        type Product @key(fields: "id") { id: ID! }
        type Shelf { product: Product }
        type Query { product: Product products: [Product] shelves: [Shelf] }
        type Mutation { move: Product }`,
      resolvers: {
        Query: {
          product: () => ({ id: 'p1' }),
          products: () => ids.map((id) => ({ id })),
          shelves: () => ids.map((id) => ({ product: { id } })),
        },
        Mutation: { move: () => ({ id: 'p1' }) },
      },
    },
    {
      name: 'notes',
      sdl: `${link}
        type Product @key(fields: "id") { id: ID! note: String counted: Int size: Size detail: Detail }
        type Size { x: Int }
        type Detail @key(fields: "id") { id: ID! }`,
      resolvers: {
        Product: {
          note: ({ id }: { id: string }) => {
            if (failing.includes(id)) throw new Error(`No note of ${id}.`);
            return `note of ${id}`;
          },
          counted: () => ++asked,
          size: () => ({ x: 1 }),
          detail: ({ id }: { id: string }) => ({ id: `d-${id}` }),
        },
      },
    },
    {
      name: 'texts',
      sdl: `${link}
        type Detail @key(fields: "id") { id: ID! text(length: Int): String }
        type Product @key(fields: "id") { id: ID! }
        type Mutation { touch: Product }`,
      resolvers: {
        Mutation: { touch: () => ({ id: 'p1' }) },
        Detail: { text: ({ id }: { id: string }, { length }: { length: number }) => id.slice(0, length) },
      },
    },
  ]);
}

/** What a subgraph was asked about, request by request. */
function askedOf(graph: BothEngines, name: string): unknown[] {
  return graph.fetches
    .filter(({ subgraph }) => subgraph === name)
    .map(({ request }) =>
      ((request.variables?.['representations'] ?? []) as { id: string }[]).map(({ id }) => id),
    );
}

suite('an entity is asked about once', () => {
  test('in a list that has it several times', async () => {
    const graph = shop();

    const { data } = await graph.ours('{ products { note } }');

    assert.deepEqual(askedOf(graph, 'notes'), [['p1', 'p2']]);
    const notes = ['p1', 'p2', 'p1', 'p1'].map((id) => ({ note: `note of ${id}` }));
    assert.deepEqual(data, { products: notes });
  });

  test('by fetches that run at the same time', async () => {
    const graph = shop();

    const { data } = await graph.ours('{ a: product { note } b: products { note } }');

    assert.deepEqual(new Set(askedOf(graph, 'notes').flat()), new Set(['p1', 'p2']));
    assert.deepEqual((data as { a: unknown }).a, { note: 'note of p1' });
  });

  test('in each step of a mutation, because the step before may have changed it', async () => {
    const graph = shop();

    const { data } = await graph.ours('mutation { first: move { counted } second: touch { counted } }');

    assert.deepEqual(data, { first: { counted: 1 }, second: { counted: 2 } });
  });

  test('in each operation anew', async () => {
    const graph = shop();

    const answers = [
      await graph.ours('{ product { counted } }'),
      await graph.ours('{ product { counted } }'),
    ];

    assert.deepEqual(
      answers.map(({ data }) => data),
      [{ product: { counted: 1 } }, { product: { counted: 2 } }],
    );
  });
});

suite('what a fetch did not get', () => {
  test('is an error at every place where the entity is', async () => {
    const graph = shop(['p1']);

    const { data, errors } = await graph.ours('{ shelves { product { note } } }');

    assert.deepEqual(askedOf(graph, 'notes'), [['p1', 'p2']]);
    assert.deepEqual(
      errors.map(({ path }) => path),
      [0, 2, 3].map((index) => ['shelves', index, 'product', 'note']),
    );
    assert.deepEqual((data as { shelves: unknown[] }).shelves[1], { product: { note: 'note of p2' } });
  });

  test('another fetch asks for once more', async () => {
    const graph = shop(['p1']);

    const { errors } = await graph.ours('{ a: product { note } b: product { note } }');

    assert.deepEqual(askedOf(graph, 'notes'), [['p1'], ['p1']]);
    assert.deepEqual(new Set(errors.map(({ path }) => path?.join('.'))), new Set(['a.note', 'b.note']));
  });
});

suite('objects behind entities', () => {
  test('stay apart where one response name stands for two things', async () => {
    const graph = shop();

    const { data } = await graph.ours(
      '{ a: product { detail { t: text(length: 1) } } b: product { detail { t: text(length: 4) } } }',
    );

    assert.deepEqual(data, { a: { detail: { t: 'd' } }, b: { detail: { t: 'd-p1' } } });
  });

  test('are written wherever they stand, in every way', async () => {
    const graph = shop();

    const { reference, compiled } = await graph.oursInEveryWay(
      '{ shelves { product { id note size { x } detail { id text(length: 9) } } } products { detail { text(length: 9) } } }',
    );

    assert.equal(((reference.data?.['shelves'] ?? []) as unknown[]).length, 4);
    for (const [way, answer] of compiled)
      assert.equal('text' in answer ? answer.text : JSON.stringify(answer), JSON.stringify(reference), way);
  });
});
