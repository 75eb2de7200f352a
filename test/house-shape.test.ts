import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { entriesOf, filesBelow, foldersBelow, sourceFiles, sourceFolders } from './support/source-tree.js';

const hardLimit = 400;
const lookAgain = 250;

/** Tables may be longer than other files: their rows are read one by one. */
const isTable = (path: string): boolean => /\/(migrations\/[^/]+|routes)\.ts$/.test(path);

const topFolders = ['.ci', 'bin', 'docs', ...sourceFolders.filter((folder) => folder !== 'bin')].sort();
const topFiles = (
  'README.md ARCHITECTURE.md CHANGELOG.md CONTRIBUTING.md SECURITY.md LICENSE package.json package-lock.json ' +
  'tsconfig.json docker-compose.yml .dockerignore .editorconfig .env.example .gitignore .npmrc .nvmrc ' +
  '.oxfmtrc.json .oxlintrc.json'
).split(' ');
/** What .gitignore names; git itself keeps it out. */
const ignored = /^(\.env|\.idea|\.vscode|\.DS_Store|\.prepare\.lock.*|.*\.log|core\.\d+|.*profile)$/;

const kernelFolders =
  'config database errors events identity log secrets server subgraph tasks telemetry'.split(' ');

/** `references.ts` finds entities by key where the composition root has no room for it. */
const subgraphFiles = 'README.md subgraph.ts config.ts events.ts loaders.ts references.ts'.split(' ');
const subgraphFolders = ['drivers', 'entities', 'migrations', 'resolvers', 'services', 'tasks'];
/** What some subgraphs have besides. */
const ownFolders: Readonly<Record<string, readonly string[]>> = {
  storage: ['snmp', 'exporters', 'import'],
  backup: ['archive', 'destinations', 'images'],
};
const gatewayFolders = 'auth console federation http limits rest subscriptions'.split(' ');
const dialectFiles = ['dialect.ts', 'faults.ts', 'operations.ts', 'routes.ts', 'shapes.ts'];

const bannedNames = /^(index|utils?|helpers?|common|misc|types)$|(^|-)(utils?|helpers?|misc)(-|$)/;
const kebabCase = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

const files = sourceFiles();
const subgraphs = entriesOf('subgraphs').folders.filter((name) => name !== 'kernel');
const dialects = entriesOf('gateway/rest').folders;

suite('the house', () => {
  test('has only the rooms of its plan at the top', () => {
    const { folders, files: names } = entriesOf('.');

    assert.deepEqual(
      folders.filter((name) => !ignored.test(name)),
      topFolders,
    );
    assert.deepEqual(names.filter((name) => !ignored.test(name)).sort(), topFiles.toSorted());
  });

  test('has a kernel of exactly its eleven capabilities', () => {
    assert.deepEqual(entriesOf('subgraphs/kernel'), {
      folders: kernelFolders,
      files: ['kernel.ts', 'tables.ts'],
    });
  });

  for (const name of subgraphs) {
    test(`has the subgraph ${name} in the shape of all subgraphs`, () => {
      const { folders, files: names } = entriesOf(`subgraphs/${name}`);

      const allowed = [...subgraphFolders, ...(ownFolders[name] ?? [])];

      assert.deepEqual(beyond(folders, allowed), []);
      assert.deepEqual(beyond(names, subgraphFiles), []);
      assert.deepEqual(beyond(['README.md', 'subgraph.ts'], names), []);
      assert.deepEqual(
        subgraphFolders.flatMap((folder) =>
          folder === 'drivers' || !folders.includes(folder)
            ? []
            : entriesOf(`subgraphs/${name}/${folder}`).folders,
        ),
        [],
      );
    });
  }

  test('has a gateway of its seven parts', () => {
    const { folders, files: names } = entriesOf('gateway');

    assert.deepEqual({ folders, names }, { folders: gatewayFolders, names: ['config.ts', 'gateway.ts'] });
  });

  for (const name of dialects) {
    test(`has the dialect ${name} in the shape of all dialects`, () => {
      const { folders, files: names } = entriesOf(`gateway/rest/${name}`);

      assert.deepEqual(folders, []);
      assert.deepEqual(beyond(dialectFiles, names), []);
    });
  }

  test('has tests that mirror the source', () => {
    const rooms = [...sourceFolders, ...subgraphs, 'kernel'].filter((name) => name !== 'subgraphs');
    const own = ['support', 'contract', 'journeys', 'fuzz', 'bench', 'docs'];

    assert.deepEqual(beyond(entriesOf('test').folders, [...rooms, ...own]), []);
  });

  test('has no empty folder', () => {
    const empty = [...sourceFolders, 'docs'].flatMap(foldersBelow).filter((folder) => {
      const { folders, files: names } = entriesOf(folder);
      return folders.length + names.length === 0;
    });

    assert.deepEqual(empty, []);
  });

  test('names everything in kebab case, and nothing by what it is not', () => {
    const paths = [...sourceFolders, 'docs'].flatMap(filesBelow);
    const parts = new Set(paths.flatMap((path) => path.split('/')));

    const wrong = [...parts].filter(
      (part) =>
        !/^(README\.md|Dockerfile)$/.test(part) &&
        (!kebabCase.test(part) || part.split('.').some((word) => bannedNames.test(word))),
    );

    assert.deepEqual(wrong, []);
  });

  test('has files of a size one can read', (t) => {
    const sizes = files
      .filter(({ path }) => !path.startsWith('test/'))
      .map(({ lines }) => lines)
      .sort((a, b) => a - b);
    const median = sizes[Math.floor(sizes.length / 2)] ?? 0;
    const long = files.filter(({ path, lines }) => lines > lookAgain && !isTable(path));

    t.diagnostic(`median of ${sizes.length} source files: ${median} lines`);
    for (const { path, lines } of long) t.diagnostic(`look again: ${path} has ${lines} lines`);

    assert.deepEqual(
      long.filter(({ lines }) => lines > hardLimit).map(({ path, lines }) => `${path}: ${lines} lines`),
      [],
    );
    assert.ok(median < 80, `the median is ${median} lines`);
  });
});

/** What `given` holds beyond `allowed`. */
function beyond(given: readonly string[], allowed: readonly string[]): string[] {
  return given.filter((name) => !allowed.includes(name));
}
