import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { buildSchema, printSchema } from 'graphql';
import { apiSchemaOf } from '../../gateway/federation/federation.js';
import { schemaChanges, untold, type SchemaChange } from '../../schema/changes.js';
import { readReleased, releasedPath, releasedText } from '../../schema/released.js';
import { readSource } from '../support/source-tree.js';

const now = apiSchemaOf(readSource('schema/supergraph.graphql'));
const sdl = printSchema(now);
/** The field with its description, and the end of the arguments of a list. */
const viewer = /^ {2}"""[^"]*"""\n {2}viewer: Viewer$/m;
const tasks = /^( {2}\): TaskConnection)$/m;

const changelog = (entries: string): string =>
  `# Changelog\n\n## Unreleased\n\n### Added\n\n${entries}\n\n## 0.1.0\n`;

/** What changes for clients when `from` is written as `to` in the API schema of now. */
async function changesBy(from: RegExp, to: string): Promise<SchemaChange[]> {
  const after = sdl.replace(from, to);
  assert.notEqual(after, sdl, `${from} is in the schema`);
  return schemaChanges(now, buildSchema(after));
}

const breaking = (changes: readonly SchemaChange[]): string[] =>
  changes.filter(({ effect }) => effect === 'breaking').map(({ coordinate }) => coordinate);

suite('a change of the graph', () => {
  test('breaks clients where it takes something away or asks for more', async () => {
    const fieldGone = await changesBy(viewer, '');
    const valueGone = await changesBy(
      /(enum ComputeNodeState \{[\s\S]*?)^ {2}"""[^"]*"""\n {2}REBOOTING$/m,
      '$1',
    );
    const mayBeNull = await changesBy(/(type ComputeNode implements[\s\S]*?^ {2}name: String)!$/m, '$1');
    const asked = await changesBy(tasks, '    because: String!\n$1');

    assert.deepEqual(breaking(fieldGone), ['Query.viewer']);
    assert.deepEqual(breaking(valueGone), ['ComputeNodeState.REBOOTING']);
    assert.deepEqual(breaking(mayBeNull), ['ComputeNode.name']);
    assert.equal(breaking(asked).length, 1);
    assert.match(breaking(asked)[0] ?? '', /^\w+\.\w+(\.because)?$/);
  });

  test('breaks nobody where it adds a field, an optional argument or words', async () => {
    const field = await changesBy(viewer, '  viewer: Viewer\n  weather: String');
    const argument = await changesBy(tasks, '    because: String\n$1');
    const words = await changesBy(/"""[^"]{20,}"""/, '"""Other words."""');

    assert.deepEqual(field, [
      {
        coordinate: 'Query.weather',
        effect: 'harmless',
        message: "Field 'weather' was added to object type 'Query'",
      },
    ]);
    assert.equal(argument.length, 1);
    assert.deepEqual(breaking(argument), []);
    assert.deepEqual(words, []);
  });

  test('is dangerous where clients may meet a value they do not know', async () => {
    const changes = await changesBy(/(enum ComputeNodeState \{)/, '$1\n  MELTED');

    assert.deepEqual(
      changes.map(({ coordinate, effect }) => [coordinate, effect]),
      [['ComputeNodeState.MELTED', 'dangerous']],
    );
  });

  test('must be told where it breaks clients, by its coordinate, as breaking, since the last release', async () => {
    const changes = await changesBy(viewer, '');

    const names = (entries: string): string[] =>
      untold(changes, changelog(entries)).map((one) => one.coordinate);

    assert.deepEqual(names('- **breaking** `Query.viewer` has gone: ask\n  `Query.account`.'), []);
    assert.deepEqual(names('- Something else.\n- **breaking** Gone for good,\n  `Query.viewer`.'), []);
    assert.deepEqual(names('- `Query.viewer` has gone.'), ['Query.viewer']);
    assert.deepEqual(names('- **breaking** `Query.views` has gone.'), ['Query.viewer']);
    assert.deepEqual(names('- Nothing.\n\n## 0.0.9\n\n- **breaking** `Query.viewer` has gone.'), [
      'Query.viewer',
    ]);
    assert.deepEqual(
      untold(changes, '# Changelog\n\n## Unreleased\n\n- **breaking** `Query.viewer` has gone.\n'),
      [],
    );
  });
});

suite('the schema of the last release', () => {
  test('is kept without descriptions and otherwise whole', async () => {
    const { version, schema } = readReleased(releasedText('1.2.3', now));

    const changes = await schemaChanges(schema, now);

    assert.equal(version, '1.2.3');
    assert.deepEqual(changes, []);
    assert.deepEqual(Object.keys(schema.getTypeMap()).sort(), Object.keys(now.getTypeMap()).sort());
  });

  test('says of which release it is', () => {
    assert.throws(() => readReleased('type Query { a: Int }'), /of which release/);
  });

  test('has no breaking change behind it that the changelog does not tell', async () => {
    const released = readReleased(readSource(releasedPath));

    const changes = await schemaChanges(released.schema, now);

    assert.match(released.version, /^\d+\.\d+\.\d+$/);
    assert.deepEqual(untold(changes, readSource('CHANGELOG.md')), []);
  });
});
