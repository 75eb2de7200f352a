import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse, type ExecutionResult } from 'graphql';
import { PlannedQuery } from '../../../subgraphs/kernel/subgraph/planned-query.js';

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { thing: Thing }
  interface Named @key(fields: "id") { id: ID! name: String }
  type Thing implements Named @key(fields: "id") { id: ID! name: String strict: String! }
  type Other implements Named @key(fields: "id") { id: ID! name: String }
  type Bare @key(fields: "id") { id: ID! kind: String }
  type Keyless { name: String }
`);

interface Reference {
  readonly __typename: string;
  readonly id: string;
}

/** What a reference to a thing finds, by its id. */
function found({ id }: Reference): unknown {
  const thing = Object.freeze({ id, name: `thing ${id}`, strict: id === 'lax' ? null : 'yes' });
  if (id === 'none') return null;
  if (id === 'nothing') return undefined;
  if (id === 'wrong') return new Error('It is broken.');
  if (id === 'late') return Promise.resolve({ ...thing });
  if (id === 'late none') return Promise.resolve(null);
  if (id === 'late wrong') return Promise.reject(new Error('It broke.'));
  return { ...thing };
}

const schema = buildSubgraphSchema([
  {
    typeDefs,
    resolvers: {
      Thing: { __resolveReference: found },
      Other: {
        __resolveReference: ({ id }: Reference) => ({ id, name: `other ${id}`, __typename: 'Other' }),
      },
      Named: {
        __resolveReference: ({ id }: Reference) => ({ id, name: 'named' }),
        __resolveType: ({ id }: Reference) => (id === 'o' ? 'Other' : 'Thing'),
      },
    } as never,
  },
]);
const document = parse(`query ($more: Boolean = true, $r: [_Any!]!, $n: Int) {
  again: _entities(representations: $r) {
    __typename
    ... on Thing { id name strict @include(if: $more) }
    ... on Other { id name }
    ... on Bare { id kind }
  }
}`);
const planned = PlannedQuery.of(schema, document);

const thing = (id: string): Reference => ({ __typename: 'Thing', id });

async function both(variables: Record<string, unknown>): Promise<(ExecutionResult | undefined)[]> {
  const whole = async (given: unknown): Promise<ExecutionResult | undefined> => {
    const result = (await given) as ExecutionResult | undefined;
    const errors = result?.errors?.map(({ message, path }) => ({ message, path }));
    return result && (JSON.parse(JSON.stringify({ data: result.data, errors })) as ExecutionResult);
  };
  return Promise.all([
    whole(planned?.execute(variables, {})),
    whole(execute({ schema, document, variableValues: variables, contextValue: {} })),
  ]);
}

suite('entities by their representations', () => {
  const lists: Readonly<Record<string, readonly unknown[]>> = {
    'none at all': [],
    'of several types': [
      thing('1'),
      { __typename: 'Other', id: '2' },
      { __typename: 'Bare', id: '3', kind: 'k' },
    ],
    'that are late, and those that are not': [thing('late'), thing('1'), thing('late none'), thing('late')],
    'that are not there': [thing('none'), thing('nothing'), thing('late none')],
    'that fail': [thing('wrong'), thing('1'), thing('late wrong')],
    'with null in a place where it must not be': [thing('lax'), thing('1')],
    'of an interface': [
      { __typename: 'Named', id: 'o' },
      { __typename: 'Named', id: 't' },
    ],
  };
  for (const [what, r] of Object.entries(lists))
    test(`are what graphql-js and Apollo's resolver find: ${what}`, async () => {
      const [ours, theirs] = await both({ r });

      assert.deepEqual(ours, theirs);
    });

  test('come with the other variables of the operation', async () => {
    const [ours, theirs] = await both({ r: [thing('1')], more: false });

    assert.deepEqual(ours, theirs);
    assert.deepEqual(ours?.data, { again: [{ __typename: 'Thing', id: '1', name: 'thing 1' }] });
  });

  test('are not looked for where the variables do not fit, which graphql-js words', async () => {
    for (const variables of [{}, { r: null }, { r: [null] }, { r: [thing('1')], n: 'text' }])
      assert.equal((await both(variables))[0], undefined, JSON.stringify(variables));
    assert.deepEqual((await both({ r: thing('1') }))[0], (await both({ r: [thing('1')] }))[0]);
  });

  test('leave what was found as it was', async () => {
    const entity = Object.freeze({ id: '1', name: 'frozen', strict: 'yes' });
    const own = buildSubgraphSchema([
      { typeDefs, resolvers: { Thing: { __resolveReference: () => entity } } as never },
    ]);

    const result = await PlannedQuery.of(own, document)?.execute({ r: [thing('1')] }, {});

    assert.equal(result?.errors, undefined);
    assert.deepEqual(Object.keys(entity), ['id', 'name', 'strict']);
  });

  test('of types that are none, or have no key, are refused', async () => {
    for (const __typename of ['Nothing', 'Keyless', 'String', undefined]) {
      const [ours] = await both({ r: [{ __typename, id: '1' }, thing('1')] });

      assert.ok(ours?.errors?.length, String(__typename));
    }
  });

  test('that throw cost themselves alone', async () => {
    const own = buildSubgraphSchema([
      {
        typeDefs,
        resolvers: {
          Thing: {
            __resolveReference: ({ id }: Reference) => {
              if (id === '2') throw new Error('Not this one.');
              return { id, strict: 'yes' };
            },
          },
        } as never,
      },
    ]);

    const result = await PlannedQuery.of(own, document)?.execute({ r: ['1', '2', '3'].map(thing) }, {});

    assert.deepEqual(
      (result?.data as { again: ({ id: string } | null)[] } | undefined)?.again.map((one) => one?.id),
      ['1', undefined, '3'],
    );
    assert.deepEqual(
      result?.errors?.map(({ message, path }) => [message, path]),
      [['Not this one.', ['again', 1]]],
    );
  });
});
