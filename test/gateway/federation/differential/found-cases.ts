import type { Operation } from './draw-operation.js';
import type { EntitySpec, FieldSpec, TypeSpec, World } from './world.js';

/** A case in which the answer once differed. */
export interface FoundCase {
  /** What was wrong. */
  readonly found: string;
  readonly world: World;
  readonly operation: Operation;
}

const one = { required: false, list: false, elementsRequired: false };
const leaf = (name: string): TypeSpec => ({ ...one, name, kind: 'leaf' });
const entity = (name: string): TypeSpec => ({ ...one, name, kind: 'entity' });
const byId = [{ set: 'id', resolvable: true }] as const;

const field = (name: string, type: TypeSpec, home: string, more: Partial<FieldSpec> = {}): FieldSpec => ({
  name,
  type,
  home,
  argument: false,
  ...more,
});

const user = (fields: readonly FieldSpec[], more: Partial<EntitySpec> = {}): EntitySpec => ({
  name: 'User',
  homes: [
    { subgraph: 'one', keys: byId },
    { subgraph: 'two', keys: byId },
  ],
  fields,
  isThing: false,
  inUnion: false,
  ...more,
});

const world = (entities: readonly EntitySpec[], more: Partial<World> = {}): World => ({
  subgraphs: ['one', 'two'],
  values: [{ name: 'Size', fields: [{ name: 'x', type: leaf('Int') }] }],
  queries: [field('q0', { ...entity('User'), required: true }, 'one')],
  mutations: [],
  entities,
  ...more,
});

const query = (source: string, variables: Operation['variables'] = {}): Operation => ({ source, variables });

/** Every case that the drawing has found; new ones are added, shrunk, at the end. */
export const foundCases: readonly FoundCase[] = [
  {
    found: 'a type below an interface was lost where the subgraph was not asked what the object is',
    world: world([user([field('f0', entity('User'), 'two')], { isThing: true })], {
      thing: { owner: 'one', labelArgument: false },
    }),
    operation: query('{ q0 { f0 { ... on Thing { id ... on User { f0 { id } } } } } }'),
  },
  {
    found: 'objects all of whose fields are left out were null',
    world: world([user([])], {
      queries: [
        field(
          'q0',
          { name: 'Size', kind: 'value', required: true, list: true, elementsRequired: true },
          'one',
        ),
      ],
    }),
    operation: query('query ($no: Boolean!) { q0 { x @skip(if: true) } a: q0 { x @skip(if: $no) } }', {
      no: true,
    }),
  },
  {
    found: 'a chain of requirements that comes back to its first subgraph was asked for at once',
    world: world([
      user([
        field('f0', leaf('String'), 'two'),
        field('f1', leaf('String'), 'one', { requires: [{ field: 'f0' }] }),
        field('f2', leaf('String'), 'two', { requires: [{ field: 'f1' }] }),
      ]),
    ]),
    operation: query('{ q0 { f2 } }'),
  },
  {
    found: 'fields stood in another order when one of them was selected twice, with a condition and without',
    world: world([user([field('f0', leaf('Int'), 'one')])]),
    operation: query('query ($no: Boolean!) { q0 { id @skip(if: $no) f0 id } }', { no: false }),
  },
  {
    found:
      'a field was null because another one, left out by a condition, requires what was not fetched then',
    world: world([
      user([
        field('f0', leaf('Int'), 'one'),
        field('f1', leaf('Int'), 'two'),
        field('f2', leaf('String'), 'two', { requires: [{ field: 'f0' }] }),
      ]),
    ]),
    operation: query('query ($all: Boolean!) { q0 { f1 f2 @include(if: $all) } }', { all: false }),
  },
  {
    found:
      'a chain of requirements with arguments was put together again where its twin could be entered early',
    world: world(
      [
        user([
          field('f1', leaf('Float'), 'two', { argument: true }),
          field('f2', leaf('String'), 'one', { argument: true, requires: [{ field: 'f1', n: 2 }] }),
          field('f5', leaf('Color'), 'two', { argument: true, requires: [{ field: 'f2', n: 2 }] }),
        ]),
        { ...user([field('f2', entity('User'), 'one')]), name: 'Book' },
      ],
      { queries: [field('q0', { ...entity('Book'), required: true }, 'two')] },
    ),
    operation: query('query ($all: Boolean!) { q0 { f2 { f3: f5(n: 2) f5 @include(if: $all) } } }', {
      all: false,
    }),
  },
  {
    found: 'an entity was asked for by its type alone where a condition made its key unnecessary',
    world: world(
      [
        { ...user([]), isThing: true, homes: [{ subgraph: 'one', keys: byId }] },
        { ...user([]), name: 'Book', isThing: true, homes: [{ subgraph: 'one', keys: byId }] },
      ],
      {
        subgraphs: ['one', 'two', 'three'],
        thing: { owner: 'one', labelArgument: false, objectIn: 'three' },
        queries: [
          field('q1', { ...entity('User'), required: true }, 'one'),
          field(
            'q2',
            { name: 'Thing', kind: 'thing', required: true, list: false, elementsRequired: false },
            'three',
          ),
        ],
      },
    ),
    operation: query(
      `query ($a: Boolean!, $b: Boolean!) { q2 { __typename views ... on Book { id ... on Thing @skip(if: $a) {
        id views @skip(if: $a) ... on User { views } ... on User @include(if: $b) { a: views } label } } id } }`,
      { a: false, b: false },
    ),
  },
  {
    found: 'a deferred part inside another was told before it, or to nobody',
    world: world([
      user([
        field('f0', entity('User'), 'two'),
        field('f1', leaf('Int'), 'one'),
        field('f2', leaf('Int'), 'two'),
      ]),
    ]),
    operation: query(
      '{ q0 { ... @defer { f0 { id ... @defer { f1 } } } ... @defer { ... @defer { f2 } } } }',
    ),
  },
];
