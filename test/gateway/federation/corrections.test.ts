import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { BothEngines } from './both-engines.js';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@shareable"])';

/** Products whose price is known to one subgraph and whose shipping another works out of it. */
function shop(): BothEngines {
  const stored = { __typename: 'Product', id: 'p1', sku: 's1', name: 'Chair' };
  return new BothEngines([
    {
      name: 'catalog',
      sdl: `${link}
        type Product @key(fields: "id") { id: ID! name: String price(currency: String): Int comments(limit: Int = 9): [Comment!] }
        type Comment @shareable { text: String }
        type Query { product: Product }`,
      resolvers: {
        Query: { product: () => stored },
        Product: {
          __resolveReference: ({ id }: { id: string }) => ({ ...stored, id }),
          price: (_: unknown, { currency }: { currency?: string }) => (currency === 'YEN' ? 1500 : 10),
          comments: (_: unknown, { limit }: { limit: number }) =>
            Array.from({ length: limit }, (__, n) => ({ text: `c${n}` })),
        },
      },
    },
    {
      name: 'shipping',
      sdl: `${link}
        type Product @key(fields: "id") {
          id: ID!
          price(currency: String): Int @external
          comments(limit: Int = 9): [Comment!] @external
          inYen: String @requires(fields: "price(currency: \\"YEN\\")")
          inEuro: String @requires(fields: "price(currency: \\"EUR\\")")
          three: String @requires(fields: "comments(limit: 3) { text }")
          note: String
        }
        type Comment @shareable { text: String }`,
      resolvers: {
        Product: {
          inYen: ({ price }: { price: number }) => `¥${price}`,
          inEuro: ({ price }: { price: number }) => `€${price}`,
          three: ({ comments }: { comments: { text: string }[] }) => comments.map(({ text }) => text).join(),
          note: ({ id }: { id: string }) => `note of ${id}`,
        },
      },
    },
  ]);
}

suite('what Apollo Gateway answers wrongly is answered rightly:', () => {
  test('a field required with arguments is not the one a client asks for with others', async () => {
    const graph = shop();
    const query = '{ product { comments(limit: 1) { text } three } }';
    const right = { product: { comments: [{ text: 'c0' }], three: 'c0,c1,c2' } };

    const [ours, stock] = [await graph.ours(query), await graph.stock(query)];

    assert.deepEqual(ours, { data: right, errors: [] });
    assert.notDeepEqual(stock.data, right);
  });

  test('two fields that require one field with different arguments each get their own', async () => {
    const graph = shop();
    const query = '{ product { note inYen inEuro } }';
    const right = { product: { note: 'note of p1', inYen: '¥1500', inEuro: '€10' } };

    const [ours, stock] = [await graph.ours(query), await graph.stock(query)];

    assert.deepEqual(ours, { data: right, errors: [] });
    assert.notDeepEqual(stock.data, right);
  });

  test('an alias that is the name of a key does not choose the key', async () => {
    const graph = shop();
    const query = '{ product { id: name note } }';
    const right = { product: { id: 'Chair', note: 'note of p1' } };

    const [ours, stock] = [await graph.ours(query), await graph.stock(query)];

    assert.deepEqual(ours, { data: right, errors: [] });
    assert.notDeepEqual(stock.data, right);
  });

  test('an alias "__typename" does not choose the type', async () => {
    const graph = shop();
    const query = '{ product { __typename: name note kind: __typename } }';
    const right = { product: { __typename: 'Chair', note: 'note of p1', kind: 'Product' } };

    const [ours, stock] = [await graph.ours(query), await graph.stock(query)];

    assert.deepEqual(ours, { data: right, errors: [] });
    assert.notDeepEqual(stock.data, right);
  });

  test('errors below a private name are told by the name the client gave', async () => {
    const graph = new BothEngines([
      {
        name: 'catalog',
        sdl: `${link} type Product @key(fields: "id") { id: ID! broken: String } type Query { products: [Product] }`,
        resolvers: {
          Query: { products: () => [{ id: '1' }, { id: '2' }] },
          Product: {
            broken: ({ id }: { id: string }) => {
              if (id === '2') throw new Error('It broke.');
              return 'whole';
            },
          },
        },
      },
      {
        name: 'notes',
        sdl: `${link} type Product @key(fields: "id") { id: ID! note: String }`,
        resolvers: { Product: { note: ({ id }: { id: string }) => `note of ${id}` } },
      },
    ]);
    const query = '{ products { id: broken note } }';

    const [ours, stock] = [await graph.ours(query), await graph.stock(query)];

    assert.deepEqual(ours, {
      data: {
        products: [
          { id: 'whole', note: 'note of 1' },
          { id: null, note: 'note of 2' },
        ],
      },
      errors: [{ message: 'It broke.', path: ['products', 1, 'id'] }],
    });
    assert.notDeepEqual(stock.data, ours.data);
  });

  test('after a requirement the subgraph is entered by a key that can be resolved there', async () => {
    const graph = new BothEngines([
      {
        name: 'a',
        sdl: `${link}
          type Thing @key(fields: "id", resolvable: false) @key(fields: "code") {
            id: ID! code: String! size: Int @external double: Int @requires(fields: "size")
          }
          type Query { thing: Thing }`,
        resolvers: {
          Query: { thing: () => ({ id: '1', code: 'c1' }) },
          Thing: {
            __resolveReference: (given: { code?: string; size?: number }) => {
              if (given.code === undefined) throw new Error('Cannot be resolved by id.');
              return { ...given, id: '1' };
            },
            double: ({ size }: { size: number }) => size * 2,
          },
        },
      },
      {
        name: 'b',
        sdl: `${link} type Thing @key(fields: "id") @key(fields: "code") { id: ID! code: String! size: Int }`,
        resolvers: { Thing: { size: () => 21 } },
      },
    ]);

    const [ours, stock] = [
      await graph.ours('{ thing { double } }'),
      await graph.stock('{ thing { double } }'),
    ];

    assert.deepEqual(ours, { data: { thing: { double: 42 } }, errors: [] });
    assert.deepEqual(stock.data, { thing: { double: null } });
  });

  test('a root field that no subgraph is asked for is an error, unless it is left out', async () => {
    const graph = new BothEngines([
      {
        name: 'a',
        sdl: `${link} interface Shape @key(fields: "id") { id: ID! } type Query { shape: Shape count: Int }`,
        resolvers: { Query: { shape: () => null, count: () => 1 } },
      },
      {
        name: 'b',
        sdl: `${link} interface Shape @key(fields: "id") { id: ID! area: Int }`,
        resolvers: {},
      },
    ]);
    const query = 'query ($no: Boolean = false) { count form: shape @skip(if: $no) { area } }';

    const [ours, stock] = [await graph.ours(query), await graph.stock(query)];
    const skipped = await graph.ours(query, { no: true });

    assert.deepEqual(stock, { data: { count: 1, form: null }, errors: [] });
    assert.deepEqual(ours.data, { count: 1, form: null });
    assert.deepEqual(
      ours.errors.map(({ path }) => path),
      [['form']],
    );
    assert.deepEqual(skipped, { data: { count: 1 }, errors: [] });
  });

  test('an error in one entity of several types has the place of that entity', async () => {
    const graph = new BothEngines([
      {
        name: 'a',
        sdl: `${link}
          union Pet = Cat | Dog
          type Cat @key(fields: "id") { id: ID! } type Dog @key(fields: "id") { id: ID! }
          type Query { pets: [Pet!]! }`,
        resolvers: {
          Query: {
            pets: () => [
              { __typename: 'Cat', id: 'c' },
              { __typename: 'Dog', id: 'd' },
            ],
          },
        },
      },
      {
        name: 'b',
        sdl: `${link} type Dog @key(fields: "id") { id: ID! bark: String }`,
        resolvers: {
          Dog: {
            bark: () => {
              throw new Error('It does not bark.');
            },
          },
        },
      },
    ]);
    const query = '{ pets { ... on Dog { bark } } }';

    const [ours, stock] = [await graph.ours(query), await graph.stock(query)];

    assert.deepEqual(ours, {
      data: { pets: [{}, { bark: null }] },
      errors: [{ message: 'It does not bark.', path: ['pets', 1, 'bark'] }],
    });
    assert.deepEqual(stock.errors[0]?.path, ['pets', 0, 'bark']);
  });

  test(
    'what is deferred where an interface is an object is answered whole, and at once',
    { timeout: 20_000 },
    async () => {
      const entities = link.replace('"@key"', '"@key", "@interfaceObject"');
      const graph = new BothEngines([
        {
          name: 'people',
          sdl: `${entities} interface Thing @key(fields: "id") { id: ID! label: String }
          type User implements Thing @key(fields: "id") @key(fields: "code") { id: ID! code: String! label: String }`,
          resolvers: {
            Thing: { __resolveReference: () => ({ __typename: 'User', id: '1', code: 'c1', label: 'Ann' }) },
          },
        },
        {
          name: 'flags',
          sdl: `${entities} interface Thing { id: ID! } type User implements Thing @key(fields: "id") { id: ID! flag: Boolean }`,
          resolvers: { User: { flag: () => true } },
        },
        {
          name: 'things',
          sdl: `${entities} type Thing @interfaceObject @key(fields: "id") { id: ID! views: Int } type Query { thing: Thing }`,
          resolvers: { Query: { thing: () => ({ id: '1' }) } },
        },
      ]);
      const query = '{ thing { ... on User { ... on User @defer { code flag } code label } label } }';

      const whole = await graph.ours(query);
      const parts = await graph.oursInParts(query);

      assert.deepEqual(whole, { data: { thing: { code: 'c1', flag: true, label: 'Ann' } }, errors: [] });
      assert.equal(parts, undefined);
    },
  );
});
