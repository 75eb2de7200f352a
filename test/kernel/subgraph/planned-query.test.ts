import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import {
  buildSchema,
  execute,
  GraphQLError,
  isObjectType,
  parse,
  validate,
  type ExecutionResult,
  type GraphQLFieldResolver,
} from 'graphql';
import { PlannedQuery } from '../../../subgraphs/kernel/subgraph/planned-query.js';

const schema = buildSchema(`
  type Query { thing(deep: Int): Thing, must: Thing!, any: Any, echo(text: String = "usual", many: [Int!]): String }
  interface Named { name: String }
  union Any = Thing | Other
  type Thing implements Named {
    name: String, mustName: String!, number: Int, kind: Kind, child: Thing, mustChild: Thing!, named: Named, any: Any
    list: [Thing], mustList: [Thing!]!, names: [String!], lists: [[Int]], called(with: Int): String
  }
  type Other implements Named { name: String, other: String!, thing: Thing }
  enum Kind { GOOD BAD }
`);

/** What a field can come to; `later` makes a promise of it. */
type Outcome = { readonly later: boolean; readonly value: unknown };

const names = [
  'name',
  'mustName',
  'number',
  'kind',
  'child',
  'mustChild',
  'named',
  'any',
  'list',
  'mustList',
  'names',
  'lists',
];

/** Sources whose fields are values, nothing, errors, things of the wrong kind, and functions that throw, now or later. */
function sourceOf(depth: number, late = fc.boolean()): fc.Arbitrary<unknown> {
  const deeper = depth === 0 ? fc.constant(null) : sourceOf(depth - 1, late);
  // Of a list that breaks off at an item graphql-js leaves rejections of the items before it to nobody.
  const prompt = depth === 0 ? deeper : sourceOf(depth - 1, fc.constant(false));
  const fields = [...names, 'other', 'thing'].map((name) => [
    name,
    valueFor(name, name === 'mustList' ? prompt : deeper, late),
  ]);
  return fc.record({
    ...(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>),
    __typename: fc.constantFrom('Thing', 'Thing', 'Thing', 'Other', 'Nothing'),
  });
}

const source = sourceOf(2);

function valueFor(
  name: string,
  deeper: fc.Arbitrary<unknown>,
  later: fc.Arbitrary<boolean>,
): fc.Arbitrary<unknown> {
  const text = fc.constantFrom('a', 'null', '');
  const object = fc.oneof(fc.constant(null), deeper, deeper);
  const plain: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    number: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant('no number'), fc.constant(2 ** 40)),
    kind: fc.constantFrom('GOOD', 'BAD', 'UGLY'),
    names: fc.array(fc.oneof(text, fc.constant(null)), { maxLength: 3 }),
    lists: fc.array(
      fc.oneof(
        fc.array(fc.oneof(fc.integer({ max: 9 }), fc.constant(Number.NaN)), { maxLength: 2 }),
        fc.constant(null),
      ),
      { maxLength: 2 },
    ),
    list: fc.oneof(fc.constant('no list'), fc.array(object, { maxLength: 3 })),
    mustList: fc.oneof(fc.constant([]), fc.array(object, { maxLength: 3 })),
    child: object,
    mustChild: object,
    named: object,
    any: object,
    thing: object,
  };
  const sane = plain[name] ?? text;
  const outcome = fc.oneof(
    { weight: 8, arbitrary: sane },
    { weight: 1, arbitrary: fc.constantFrom(null, undefined) },
    { weight: 1, arbitrary: fc.constant(new Error(`${name} is an error`)) },
    {
      weight: 1,
      arbitrary: fc.constant(new GraphQLError(`${name} has a code`, { extensions: { code: 'ODD' } })),
    },
  );
  return fc.record({ value: outcome, later, called: fc.boolean() }).map(answering);
}

/** The value as it is, promised, or from a method; of an error also by a throw or a rejection. */
function answering({ value, later, called }: Outcome & { readonly called: boolean }): unknown {
  const now = (): unknown => {
    if (value instanceof Error && called) throw value;
    return later ? Promise.resolve(value) : value;
  };
  return called || later ? now : value;
}

const fragments = `
  fragment Leaves on Thing { name mustName number kind names lists }
  fragment Branch on Named { __typename name ... on Thing { number child { name } } ... on Other { other thing { name } } }
`;
const selections = [
  'name',
  'mustName',
  'number',
  'kind',
  'again: name',
  '__typename',
  'names',
  'lists',
  '...Leaves',
  'child { name mustName mustChild { name mustName } }',
  'mustChild { ...Leaves child { name } }',
  'named { ...Branch }',
  'any { ...Branch ... on Thing { mustName } }',
  'list { name mustName mustList { name } }',
  'mustList { ...Leaves mustChild { number } }',
  'number @skip(if: $yes)',
  'names @include(if: $no)',
  '... @include(if: $yes) { kind }',
];
const operation = fc
  .uniqueArray(fc.constantFrom(...selections), { minLength: 1, maxLength: 6 })
  .chain((chosen) =>
    fc
      .constantFrom('thing', 'must', 'any { __typename ... on Thing', 'thing')
      .map((root) => ({ chosen, root })),
  )
  .map(({ chosen, root }) => {
    const text = `query ($yes: Boolean!, $no: Boolean!) { ${root} { ${chosen.join(' ')} } ${root.includes('{') ? '}' : ''} echo }`;
    return withUsed(text);
  });

/** With the fragments it uses, and its variables used, as validation asks for. */
function withUsed(text: string): string {
  const used = fragments.split('\n').filter((line) => {
    const name = /fragment (\w+)/.exec(line)?.[1];
    return name !== undefined && text.includes(`...${name}`);
  });
  return [text.replace(/echo \}$/, 'echo @skip(if: $yes) more: echo @include(if: $no) }'), ...used].join(
    '\n',
  );
}

async function both(
  text: string,
  rootValue: object,
  variables: object,
): Promise<[ExecutionResult, ExecutionResult]> {
  const document = parse(text);
  assert.deepEqual(validate(schema, document), []);
  const root = Object.fromEntries(
    Object.entries(rootValue).map(([name, value]) => [name, value as GraphQLFieldResolver<unknown, unknown>]),
  );
  for (const [name, value] of Object.entries(root)) {
    const query = schema.getQueryType()?.getFields()[name];
    if (query) query.resolve = () => (typeof value === 'function' ? (value as () => unknown)() : value);
  }
  const planned = await PlannedQuery.of(schema, document)?.execute(variables as never, {});
  const reference = await execute({ schema, document, variableValues: variables as never, contextValue: {} });
  assert.ok(planned);
  return [planned, reference];
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;
/** What is told of an error; of a type that the schema does not know each says it in its own words. */
const told = ({ errors = [] }: ExecutionResult): string[] =>
  errors.map(({ message, path, extensions, locations }) => {
    const shown = message.startsWith('Abstract type') ? 'another type' : message;
    return JSON.stringify([shown, path, extensions, locations]);
  });

/** Whether the answer has null, or nothing more, where an error says it happened. */
function isBelowNull(data: unknown, path: readonly (string | number)[]): boolean {
  let at = data;
  for (const step of path) {
    if (at === null || at === undefined) return true;
    at = (at as Record<string | number, unknown>)[step];
  }
  return at === null || at === undefined;
}

suite('a planned query', () => {
  test('answers what graphql-js answers, errors included, whatever its fields come to', async () => {
    await fc.assert(
      fc.asyncProperty(
        operation,
        source,
        source,
        fc.boolean(),
        fc.boolean(),
        async (text, thing, any, yes, no) => {
          const [planned, reference] = await both(text, { thing, must: thing, any }, { yes, no });

          assert.deepEqual(plain(planned.data), plain(reference.data));
          assert.equal(JSON.stringify(planned.data), JSON.stringify(reference.data));
          const [ours, theirs] = [new Set(told(planned)), new Set(told(reference))];
          assert.equal(ours.size === 0, theirs.size === 0);
          // Of what null has taken the place of, graphql-js tells whichever error came first.
          for (const { path = [], message } of planned.errors ?? [])
            assert.ok(isBelowNull(planned.data, path), `${message} at ${path.join('.')} left a value`);
          const certain = (result: ExecutionResult): string[] =>
            told({
              errors: (result.errors ?? []).filter(
                ({ path = [] }) => !isBelowNull(result.data, path.slice(0, -1)),
              ),
            }).toSorted();
          assert.deepEqual(
            certain(planned).filter((one) => !theirs.has(one)),
            [],
          );
          assert.deepEqual(
            certain(reference).filter((one) => !ours.has(one)),
            [],
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  test('gives arguments their defaults and variables, the same to every row', async () => {
    const seen: unknown[] = [];
    const thing = (name: string): object => ({
      name,
      called: (args: unknown) => {
        seen.push(args);
        return name;
      },
    });
    const text = 'query ($with: Int) { thing { list { called(with: $with) } } echo }';

    const [planned] = await both(
      text,
      { thing: { list: [thing('a'), thing('b')] }, echo: 'echo' },
      { with: 7 },
    );

    assert.deepEqual(plain(planned.data), {
      thing: { list: [{ called: 'a' }, { called: 'b' }] },
      echo: 'echo',
    });
    assert.deepEqual(plain(seen), [{ with: 7 }, { with: 7 }, { with: 7 }, { with: 7 }]);
  });

  test('tells a resolver its field and the way to it', async () => {
    const query = schema.getQueryType()?.getFields()['thing'];
    const type = schema.getType('Thing');
    assert.ok(query && isObjectType(type));
    const infos: unknown[] = [];
    const { called } = type.getFields();
    assert.ok(called);
    called.resolve = (
      _source,
      _args,
      _context,
      { fieldName, path, parentType, returnType, operation: of },
    ) => {
      infos.push(plain({ fieldName, path, parentType, returnType, kind: of.operation }));
      return 'x';
    };

    await both('{ thing { one: list { two: called } } }', { thing: { list: [{}, {}] } }, {});

    called.resolve = undefined as never;
    const withoutTypes = plain(infos) as { path: { prev: unknown } }[];
    assert.equal(withoutTypes.length, 4);
    for (const i of [0, 1]) {
      const [ours, theirs] = [withoutTypes[i], withoutTypes[i + 2]].map((info) =>
        JSON.stringify(info, (key, value: unknown) => (key === 'typename' ? undefined : value)),
      );
      assert.equal(ours, theirs);
    }
  });

  for (const [what, text] of [
    ['a change', 'mutation { thing { name } }'],
    ['several operations', 'query A { thing { name } } query B { thing { name } }'],
    ['a question about the schema', '{ __schema { types { name } } }'],
    ['a name that no plain object can have', '{ __proto__: thing { name } }'],
  ] as const)
    test(`is not made of ${what}`, () => assert.equal(PlannedQuery.of(schema, parse(text)), undefined));

  test('leaves variables that do not fit to graphql-js', async () => {
    const query = PlannedQuery.of(schema, parse('query ($n: Int!) { thing(deep: $n) { name } }'));

    assert.equal(await query?.execute({ n: 'no number' }, {}), undefined);
  });
});
