import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { BothEngines } from './both-engines.js';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])';

/** `node` and `nodes` in a subgraph that knows notes, and of chairs and lamps nothing but their ids. */
function house(): BothEngines {
  const reference = (id: string): object | null => {
    const type = { n: 'Note', c: 'Chair', l: 'Lamp' }[id[0] ?? ''];
    return type === undefined || id === 'n9' ? null : { __typename: type, id };
  };
  const known = (...ids: string[]): object => ({
    __resolveReference: ({ id }: { id: string }) =>
      id.endsWith('!')
        ? Promise.reject(new Error('The shelf is locked.'))
        : Promise.resolve(ids.includes(id) ? { id, legs: 4 } : null),
  });
  return new BothEngines([
    {
      name: 'finder',
      sdl: `${link}
        interface Node { id: ID! }
        type Note implements Node @key(fields: "id") { id: ID! text: String }
        type Chair implements Node @key(fields: "id", resolvable: false) { id: ID! }
        type Lamp implements Node @key(fields: "id", resolvable: false) { id: ID! }
        type Query { node(id: ID!): Node nodes(ids: [ID!]!): [Node] notes: [Note!]! }`,
      resolvers: {
        Query: {
          node: (_: unknown, { id }: { id: string }) => reference(id),
          nodes: (_: unknown, { ids }: { ids: string[] }) => ids.map(reference),
          notes: () => [{ id: 'n1', text: 'hello' }],
        },
        Note: { __resolveReference: ({ id }: { id: string }) => ({ id, text: 'hello' }) },
      },
    },
    {
      name: 'chairs',
      sdl: `${link}
        interface Node { id: ID! }
        type Chair implements Node @key(fields: "id") { id: ID! legs: Int }`,
      resolvers: { Chair: known('c1', 'c2') },
    },
    {
      name: 'lamps',
      sdl: `${link}
        interface Node { id: ID! }
        type Lamp implements Node @key(fields: "id") { id: ID! watts: Int }`,
      resolvers: { Lamp: known('l1') },
    },
    {
      // Adds to chairs without knowing which there are.
      name: 'prices',
      sdl: `${link}
        type Chair @key(fields: "id") { id: ID! price: Int }`,
      resolvers: { Chair: { __resolveReference: ({ id }: { id: string }) => ({ id }), price: () => 10 } },
    },
  ]);
}

/** Asks in every way; all have to say the same. */
async function answer(graph: BothEngines, query: string, variables: object = {}): Promise<unknown> {
  const { reference, compiled } = await graph.oursInEveryWay(query, { ...variables });
  assert.deepEqual([reference.errors ?? [], reference.extensions], [[], undefined]);
  for (const [way, given] of compiled)
    assert.deepEqual(
      'text' in given ? (JSON.parse(given.text) as unknown) : plain(given),
      plain(reference),
      way,
    );
  return (plain(reference) as { data: unknown }).data;
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

suite('objects that a subgraph only refers to', () => {
  for (const selection of [
    'id',
    '__typename',
    'x: id id: __typename',
    '... on Chair { legs }',
    '... on Lamp { id }',
  ])
    test(`are null where their owner knows none of the id, asked for { ${selection} }`, async () => {
      const graph = house();
      const query = `query ($id: ID!) { node(id: $id) { ${selection} } }`;

      for (const id of ['c9', 'l9', 'n9', 'x'])
        assert.deepEqual(await answer(graph, query, { id }), { node: null });
      for (const id of ['c1', 'l1', 'n1']) {
        const { node } = (await answer(graph, query, { id })) as { node: unknown };
        assert.notEqual(node, null, id);
      }
    });

  test('are null within a list, each in its place', async () => {
    const query = '{ nodes(ids: ["c9", "c1", "x", "l9", "l1", "c9", "n1"]) { id ... on Lamp { watts } } }';

    assert.deepEqual(await answer(house(), query), {
      nodes: [null, { id: 'c1' }, null, null, { id: 'l1', watts: null }, null, { id: 'n1' }],
    });
  });

  test('are null though another subgraph would say something of them', async () => {
    const query = '{ c1: node(id: "c1") { ...P } c9: node(id: "c9") { ...P } } fragment P on Chair { price }';

    assert.deepEqual(await answer(house(), query), { c1: { price: 10 }, c9: null });
  });

  test('are null whatever conditions leave out', async () => {
    const graph = house();
    const query = `query ($yes: Boolean!) {
      a: node(id: "c9") { ... on Chair @include(if: $yes) { legs } }
      b: node(id: "c9") @include(if: $yes) { ... on Chair { legs } }
      c: node(id: "c1") @skip(if: $yes) { id }
      ...Q @skip(if: $yes)
    } fragment Q on Query { d: node(id: "c9") { id } }`;

    assert.deepEqual(await answer(graph, query, { yes: true }), { a: null, b: null });
    assert.deepEqual(await answer(graph, query, { yes: false }), { a: null, c: { id: 'c1' }, d: null });
  });

  test('are null in an answer in parts', async () => {
    const parts = (id: string): Promise<unknown> =>
      house().oursInParts(`{ node(id: "${id}") { id ... on Chair @defer { legs } } notes { id } }`);

    assert.deepEqual(await parts('c1'), {
      data: { node: { id: 'c1', legs: 4 }, notes: [{ id: 'n1' }] },
      errors: [],
    });
    assert.deepEqual(await parts('c9'), { data: { node: null, notes: [{ id: 'n1' }] }, errors: [] });
  });

  test('cost one fetch of their owner and none of others, and no more where it is asked anyway', async () => {
    for (const selection of ['id', 'id ... on Chair { legs }']) {
      const graph = house();

      await graph.ours(`{ node(id: "c1") { ${selection} } nodes(ids: ["n1"]) { id } }`);

      assert.deepEqual(
        graph.fetches.map(({ subgraph }) => subgraph),
        ['finder', 'chairs'],
        selection,
      );
    }
  });

  test('cost nothing where the subgraph knows them itself', async () => {
    const graph = house();

    await graph.ours('{ node(id: "n1") { id ... on Note { text } } notes { id } }');

    assert.deepEqual(
      graph.fetches.map(({ subgraph }) => subgraph),
      ['finder'],
    );
  });

  test('are null with an error where their owner cannot tell', async () => {
    for (const selection of ['id', 'id ... on Chair { legs }']) {
      const { data, errors } = await house().ours(`{ node(id: "c!") { ${selection} } notes { id } }`);

      assert.deepEqual(data, { node: null, notes: [{ id: 'n1' }] });
      assert.deepEqual(errors, [{ message: 'The shelf is locked.', path: ['node'] }]);
    }
  });
});
