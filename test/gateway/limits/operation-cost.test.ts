import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildSchema, Kind, parse, validate, type FragmentDefinitionNode } from 'graphql';
import { readCostDirectives } from '../../../gateway/limits/cost-directives.js';
import { costOf, type OperationCost } from '../../../gateway/limits/operation-cost.js';
import { composeSupergraph } from '../../../schema/compose.js';
import { namedBlock } from '../../support/pages.js';

const link = (more: string): string => `
  schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/cost/v0.1"${more}) {
    query: Query
    mutation: Mutation
  }
  directive @link(url: String, as: String, import: [String]) repeatable on SCHEMA
`;

const types = (cost: string, listSize: string): string => `
  directive @${cost}(weight: Int!) on FIELD_DEFINITION | OBJECT | ARGUMENT_DEFINITION
  directive @${listSize}(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION
  type Query {
    one: Thing
    list: [Thing!]
    pages(first: Int, last: Int, after: String): Page
    some(first: Int): [Thing!]
    few: [Thing!] @${listSize}(assumedSize: 3, requireOneSlicingArgument: false)
    sized(limit: Int = 7, most: Int): [Thing!] @${listSize}(slicingArguments: ["limit", "most"])
    heavy(deep: Boolean @${cost}(weight: 5)): Thing @${cost}(weight: 20)
    dear: Dear
  }
  type Mutation { change: Thing }
  type Thing { name: String things: [Thing!] pages(first: Int): Page @${listSize}(assumedSize: 4, slicingArguments: ["first"], sizedFields: ["nodes"]) }
  type Page { nodes: [Thing!]! edges: [Edge!]! pageInfo: PageInfo! }
  type Edge { node: Thing! cursor: String! }
  type PageInfo { endCursor: String }
  type Dear @${cost}(weight: 50) { name: String }
`;

const sdl = link(', import: ["@listSize"]') + types('cost', 'listSize');

function costIn(supergraph: string, text: string): OperationCost {
  const schema = buildSchema(supergraph, { assumeValidSDL: true });
  const document = parse(text);
  assert.deepEqual(validate(schema, document), []);
  const fragments = new Map(
    document.definitions
      .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  assert.ok(operation);
  return costOf(operation, fragments, {
    schema,
    directives: readCostDirectives(parse(supergraph)),
    listSize: 10,
  });
}

/** Operations with what they cost; those with variables are asked for once more with them. */
const known: readonly (readonly [text: string, cost: number])[] = [
  ['{ one { name } }', 1],
  ['{ a: one { name } b: one { name } }', 2],
  ['{ __typename }', 0],
  ['{ __schema { types { fields { name } } } }', 0],
  ['mutation { change { name } }', 11],
  ['{ list { name } }', 10],
  ['{ list { things { name } } }', 10 * 11],
  ['{ few { things { name } } }', 3 * 11],
  ['{ some(first: 5) { name } }', 5],
  ['{ some { name } }', 50],
  ['{ sized { name } }', 7],
  ['{ sized(limit: 2, most: 30) { name } }', 30],
  ['{ pages { nodes { name } } }', 1 + 50],
  ['{ pages(first: 5) { nodes { name } pageInfo { endCursor } } }', 1 + 5 + 1],
  ['{ pages(last: 5) { edges { cursor node { name } } } }', 1 + 5 * 2],
  ['{ pages(first: 5, last: 8) { nodes { name } edges { cursor } } }', 1 + 8 + 8],
  ['{ pages(first: 0) { nodes { name } } }', 1],
  ['{ pages(first: -5) { nodes { name } } }', 1],
  ['{ pages(first: 5) { nodes { pages(first: 6) { nodes { name } } } } }', 1 + 5 * (1 + 1 + 6)],
  ['{ list { pages { nodes { name } edges { cursor } } } }', 10 * (1 + 1 + 4 + 10)],
  ['{ heavy { name } }', 20],
  ['{ heavy(deep: true) { name } }', 25],
  ['{ dear { name } }', 50],
  [
    '{ pages(first: 5) { ...p } } fragment p on Page { nodes { ... on Thing { name } } ... { edges { cursor } } }',
    11,
  ],
  [
    '{ pages(first: 5) { ...p } some(first: 2) { pages(first: 3) { ...p } } } fragment p on Page { nodes { name } }',
    1 + 5 + 2 * (1 + 1 + 3),
  ],
];

const asked: readonly (readonly [text: string, variables: object, cost: number])[] = [
  ['query ($n: Int) { pages(first: $n) { nodes { name } } }', { n: 7 }, 8],
  ['query ($n: Int) { pages(first: $n) { nodes { name } } }', {}, 51],
  ['query ($n: Int) { pages(first: $n) { nodes { name } } }', { n: null }, 51],
  ['query ($n: Int) { pages(first: $n) { nodes { name } } }', { n: 'many' }, 51],
  ['query ($n: Int = 9) { pages(first: $n) { nodes { name } } }', {}, 10],
  ['query ($n: Int) { pages(first: $n, last: 20) { nodes { name } } }', { n: 7 }, 21],
  [
    'query ($n: Int) { list { some(first: $n) { name } } }'
      .replace('some', 'pages')
      .replace('name', 'nodes { name }'),
    { n: 6 },
    10 * (1 + 1 + 6),
  ],
  [
    'query ($n: Int) { pages(first: $n) { ...p } } fragment p on Page { nodes { pages(first: $n) { ...q } } } fragment q on Page { nodes { name } }',
    { n: 10 },
    1 + 10 * (1 + 1 + 10),
  ],
];

describe('the cost of an operation', () => {
  for (const [text, cost] of known)
    test(`is known from its text: ${text}`, () => {
      assert.equal(costIn(sdl, text), cost);
    });

  for (const [text, variables, cost] of asked)
    test(`is worked out for ${JSON.stringify(variables)}: ${text}`, () => {
      const found = costIn(sdl, text);

      assert.ok(typeof found === 'function');
      assert.equal(found(variables as Record<string, unknown>), cost);
    });

  test('heeds directives that were imported under other names, or under none', () => {
    const renamed = link(', import: [{name: "@cost", as: "@weight"}, {name: "@listSize", as: "@size"}]');
    const prefixed = link(', as: "price"');

    for (const [head, cost, size] of [
      [renamed, 'weight', 'size'],
      [prefixed, 'price', 'price__listSize'],
      [link(''), 'cost', 'cost__listSize'],
    ] as const) {
      const supergraph = head + types(cost, size);

      assert.equal(costIn(supergraph, '{ heavy { name } few { name } }'), 20 + 3);
    }
  });

  test('is what the page on limits says of a subgraph', () => {
    const page = namedBlock('docs/limits-and-trusted-documents.md', 'costs');
    const supergraph = composeSupergraph([{ name: 'racks', sdl: page, url: 'http://localhost' }]);

    assert.equal(costIn(supergraph, '{ racks { name } }'), 20);
    assert.equal(costIn(supergraph, '{ racks(limit: 3) { name } }'), 3);
    assert.equal(costIn(supergraph, '{ plan { text } }'), 40);
  });

  test('of a bomb of fragments is worked out in as many steps as it has fragments', () => {
    const length = 40;
    const fragments = Array.from(
      { length },
      (_, i) => `fragment f${i} on Thing { a: things { ...f${i + 1} } b: things { ...f${i + 1} } }`,
    );
    const last = `fragment f${length} on Thing { pages(first: $n) { nodes { name } } }`;
    let reads = 0;
    const variables = new Proxy({ n: 3 } as Record<string, unknown>, {
      get: (given, name) => {
        reads++;
        return given[String(name)];
      },
    });

    const cost = costIn(sdl, `query ($n: Int) { one { ...f0 } } ${fragments.join(' ')} ${last}`);

    assert.ok(typeof cost === 'function');
    assert.ok(cost(variables) > 1e40);
    assert.equal(reads, 1);
  });
});
