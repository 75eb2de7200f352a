import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { buildSchema, parse, print } from 'graphql';
import { permitted } from '../../../gateway/federation/authorization/refusals.js';
import { anonymous, openViewer, type Viewer } from '../../../subgraphs/kernel/identity/viewer.js';
import { BothEngines } from './both-engines.js';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@authenticated", "@requiresScopes", "@policy"])`;

const reader: Viewer = { ...openViewer, kind: 'account', role: 'viewer' };
const confined: Viewer = { ...reader, kind: 'token', role: 'admin', scopes: ['people:read'] };

const ann = { __typename: 'Person', id: 'p1', name: 'Ann', mail: 'ann@example.org', salary: 5 };
const safe = { __typename: 'Safe', id: 's1', name: 'Safe', code: 'secret' };

describe('what a supergraph keeps from some', () => {
  let graph: BothEngines;
  before(() => {
    graph = new BothEngines([
      {
        name: 'people',
        sdl: `${link}
          interface Named { id: ID! name: String }
          type Person implements Named @key(fields: "id") {
            id: ID! name: String
            mail: String @authenticated
            salary: Int @requiresScopes(scopes: [["people:write"], ["payroll"]])
            grade: Grade
            files: [File!]!
          }
          type File { title: String note: String @authenticated }
          type Safe implements Named @policy(policies: [["admin"], ["auditor"]]) { id: ID! name: String code: String }
          enum Grade @authenticated { LOW HIGH }
          union Either = Person | Safe
          type Query { person: Person named: [Named!]! either: [Either!]! safe: Safe! strict: String! @authenticated }
          type Mutation { fire: Boolean @requiresScopes(scopes: [["people:write"]]) }`,
        resolvers: {
          Query: {
            person: () => ann,
            named: () => [ann, safe],
            either: () => [ann, safe],
            safe: () => safe,
            strict: () => 'strict',
          },
          Mutation: { fire: () => true },
          Person: {
            __resolveReference: () => ann,
            grade: () => 'HIGH',
            files: () => [{ title: 'a', note: 'n' }],
          },
        },
      },
    ]);
  });

  const asked = (): string => graph.fetches.map(({ request }) => request.query).join('\n');

  test('is null with an error for nobody, and no subgraph is asked for it', async () => {
    graph.fetches.length = 0;

    const answer = await graph.ours('{ person { name id: mail salary } }');

    assert.deepEqual(answer, {
      data: { person: { name: 'Ann', id: null, salary: null } },
      errors: [
        { message: 'You may not read Person.mail.', path: ['person', 'id'] },
        { message: 'You may not read Person.salary.', path: ['person', 'salary'] },
      ],
    });
    assert.doesNotMatch(asked(), /mail|salary/);
  });

  test('is given to whom it is for: signed in, by scope or by role', async () => {
    const query = '{ person { mail salary grade } safe { code } }';

    const ofReader = await graph.ours(query, {}, reader);
    const ofConfined = await graph.ours('{ person { mail salary } }', {}, confined);
    const ofAdmin = await graph.ours(query, {}, openViewer);

    assert.deepEqual(ofReader.data, null);
    assert.deepEqual(
      ofReader.errors.map(({ path }) => path),
      [['person', 'salary'], ['safe']],
    );
    assert.deepEqual(ofConfined.data, { person: { mail: 'ann@example.org', salary: null } });
    assert.deepEqual(ofAdmin, {
      data: { person: { mail: 'ann@example.org', salary: 5, grade: 'HIGH' }, safe: { code: 'secret' } },
      errors: [],
    });
  });

  test('is told once where it is in a list, and takes the non-null around it along', async () => {
    const lists = await graph.ours('{ person { files { title note } grade } }');
    const strict = await graph.ours('{ person { name } strict }');

    assert.deepEqual(lists, {
      data: { person: { files: [{ title: 'a', note: null }], grade: null } },
      errors: [
        { message: 'You may not read File.note.', path: ['person', 'files'] },
        { message: 'You may not read Person.grade.', path: ['person', 'grade'] },
      ],
    });
    assert.deepEqual(strict, {
      data: null,
      errors: [{ message: 'You may not read Query.strict.', path: ['strict'] }],
    });
  });

  test('leaves the other types of a union', async () => {
    const answer = await graph.ours(
      '{ either { __typename ... on Person { name } ...Code } } fragment Code on Safe { code }',
      {},
      reader,
    );

    assert.deepEqual(answer, {
      data: {
        either: [
          { __typename: 'Person', name: 'Ann' },
          { __typename: 'Safe', code: null },
        ],
      },
      errors: [{ message: 'You may not read Safe.', path: ['either'] }],
    });
  });

  test('is kept behind an interface whole, as composition has it', async () => {
    const answer = await graph.ours('{ person { name } named { name } }', {}, reader);

    assert.deepEqual(answer.data, null);
    assert.deepEqual(answer.errors, [{ message: 'You may not read Query.named.', path: ['named'] }]);
  });

  test('leaves the other types of an interface that says nothing itself', () => {
    const schema = buildSchema(`interface Named { name: String }
      type Person implements Named { name: String } type Safe implements Named { name: String }
      type Query { named: Named }`);

    const { document, refusals } = permitted(schema, parse('{ named { name } }'), new Set(['Safe']), 'kept');

    assert.equal(print(document).replace(/\s+/g, ' '), '{ named { ... on Person { name } } }');
    assert.deepEqual(refusals, [{ coordinate: 'Named.name', path: ['named', 'name'], conditions: [] }]);
  });

  test('is no error where a variable leaves it out', async () => {
    const query = 'query ($mail: Boolean!) { person { name mail @include(if: $mail) } }';

    const [without, wanted] = [
      await graph.ours(query, { mail: false }),
      await graph.ours(query, { mail: true }),
    ];

    assert.deepEqual(without, { data: { person: { name: 'Ann' } }, errors: [] });
    assert.deepEqual([wanted.data, wanted.errors.length], [{ person: { name: 'Ann', mail: null } }, 1]);
  });

  test('is not done by a mutation either', async () => {
    graph.fetches.length = 0;

    const answer = await graph.ours('mutation { fire }', {}, reader);

    assert.deepEqual(answer.data, { fire: null });
    assert.deepEqual(asked(), '');
    assert.deepEqual((await graph.ours('mutation { fire }', {}, openViewer)).data, { fire: true });
  });

  test('makes a supergraph that Apollo Gateway does not load', async () => {
    await assert.rejects(graph.stock('{ person { name } }'), /authenticated/);
    assert.equal(anonymous.kind, 'anonymous');
  });
});
