import assert from 'node:assert/strict';
import { before, suite, test, mock } from 'node:test';
import { documentedDialects } from '../bin/commands/dialects.js';
import { configRows } from '../bin/config-groups.js';
import { driverTypes } from '../subgraphs/compute/drivers/registry.js';
import { mailReport } from '../subgraphs/backup/services/daily-reports.js';
import { workKinds } from '../subgraphs/backup/services/work-kinds.js';
import { driverTypes as backupDriverTypes } from '../subgraphs/backup/drivers/registry.js';
import { driverTypes as storageDriverTypes } from '../subgraphs/storage/drivers/registry.js';
import { Database, type StoreDefinition } from '../subgraphs/kernel/database/database.js';
import type { TaskType } from '../subgraphs/kernel/tasks/contract.js';
import { Tasks } from '../subgraphs/kernel/tasks/tasks.js';
import { subgraphModule, subgraphNames } from '../subgraphs/main.js';
import { openProduct } from './support/product.js';
import { readyDataDir } from './support/ready-databases.js';
import { entriesOf, importsOf, readSource, sourceFiles } from './support/source-tree.js';

const known = new Set(sourceFiles().map(({ path }) => path));
const ended: (() => Promise<void>)[] = [];
const stores: StoreDefinition[] = [];
const taskTypes: TaskType[] = [];

suite('what is registered', () => {
  before(async () => {
    const owner = { after: (end: () => Promise<void>) => void ended.push(end) };
    // Made beforehand, because making one registers everything too.
    const dataDir = await readyDataDir(owner);
    const register = mock.method(Tasks.prototype, 'register');
    const store = mock.method(Database.prototype, 'store');
    await openProduct(owner, { dataDir });
    stores.push(...store.mock.calls.map(({ arguments: [definition] }) => definition));
    taskTypes.push(...register.mock.calls.map(({ arguments: [type] }) => type));
    for (const end of ended.reverse()) await end();
  });

  test('is every subgraph that has a folder', () => {
    const folders = entriesOf('subgraphs').folders.filter((name) => name !== 'kernel');

    assert.deepEqual(subgraphNames.toSorted(), folders);
  });

  test('is every dialect that has a folder, with its settings', () => {
    const folders = entriesOf('gateway/rest').folders;

    assert.deepEqual(
      documentedDialects()
        .map(({ name }) => name)
        .sort(),
      folders,
    );
    assert.deepEqual(
      folders.filter((name) => !(name in configRows)),
      [],
    );
  });

  for (const [subgraph, types] of Object.entries({
    backup: backupDriverTypes,
    compute: driverTypes,
    storage: storageDriverTypes,
  }))
    test(`is every driver of ${subgraph} that has a folder`, () => {
      const folders = entriesOf(`subgraphs/${subgraph}/drivers`).folders;
      const path = `subgraphs/${subgraph}/drivers/registry.ts`;

      const imported = importsOf(path, readSource(path), known).flatMap(({ to }) => to.split('/')[3] ?? []);

      assert.deepEqual([...new Set(imported)].filter((name) => !name.endsWith('.ts')).sort(), folders);
      assert.equal(types.length, folders.length);
    });

  test('is every kind of work that has a file', () => {
    const files = subgraphNames.flatMap((subgraph) =>
      filesIn(`subgraphs/${subgraph}/tasks`).map((file) => `${subgraph} ${file}`),
    );

    const registered = taskTypes.map(({ name, subgraph }) => `${subgraph} ${name.split('.').at(-1) ?? ''}`);

    const ofBackup = (name: string): boolean => name.startsWith('backup ');
    assert.deepEqual(
      registered.filter((name) => !ofBackup(name)).sort(),
      files.filter((name) => !ofBackup(name)).sort(),
    );
    assert.ok(registered.length > 0);
  });

  test('is every kind of work of backup, and the mail of reports, its functions being all that there are', () => {
    const functions = ['work-functions', 'data-work', 'register-work'].flatMap((name) => {
      const path = `subgraphs/backup/services/${name}.ts`;
      return importsOf(path, readSource(path), known).flatMap(
        ({ to }) => /^subgraphs\/backup\/tasks\/(.+)\.ts$/.exec(to)?.[1] ?? [],
      );
    });

    const registered = taskTypes.filter(({ subgraph }) => subgraph === 'backup').map(({ name }) => name);

    assert.deepEqual(functions.sort(), filesIn('subgraphs/backup/tasks').sort());
    assert.deepEqual(
      registered.sort(),
      [...Object.values(workKinds).map(({ task }) => task), mailReport].sort(),
    );
  });

  test('is every migration that has a file, in the order of their numbers', () => {
    const files = stores.map(({ schema }) => [
      schema,
      filesIn(
        schema === 'kernel' ? 'subgraphs/kernel/database/migrations' : `subgraphs/${schema}/migrations`,
      ),
    ]);

    const registered = stores.map(({ schema, migrations }) => [
      schema,
      migrations.map(({ name }) => fileOfMigration(name)),
    ]);

    assert.deepEqual(registered, files);
  });

  test('is every entity that is a table', () => {
    const tables = subgraphNames.flatMap((name) =>
      filesIn(`subgraphs/${name}/entities`)
        .map((file) => readSource(`subgraphs/${name}/entities/${file}.ts`))
        .flatMap((text) => [...text.matchAll(/^@Entity\([\s\S]*?export class (\w+)/gm)])
        .map(([, entity]) => entity)
        .map((entity) => `${name} ${entity}`),
    );

    const registered = stores
      .filter(({ schema }) => schema !== 'kernel')
      .flatMap(({ schema, entities }) => entities.map(({ name }) => `${schema} ${name}`));

    assert.deepEqual(registered.sort(), tables.sort());
  });

  test('is every resolver that has a file', async () => {
    for (const name of subgraphNames) {
      const classes = filesIn(`subgraphs/${name}/resolvers`)
        .map((file) => readSource(`subgraphs/${name}/resolvers/${file}.ts`))
        .flatMap((text) => [...text.matchAll(/^(?: {2})?@Resolver\([\s\S]*?class (\w+)/gm)])
        .map(([, resolver = '']) => resolver);

      const { graph } = await subgraphModule(name);

      assert.deepEqual(
        // A file may make one class for each of several types, all under one name.
        [...new Set(graph().resolvers.map((resolver) => resolver.constructor.name))].sort(),
        classes.sort(),
      );
    }
  });
});

/** Names of the TypeScript files in a folder, without their ending; none where there is no such folder. */
function filesIn(folder: string): string[] {
  return [...known]
    .filter((path) => path.startsWith(`${folder}/`))
    .map((path) => path.slice(folder.length + 1, -'.ts'.length))
    .sort();
}

/** `Migration0001BackupsAndClients` stands in `0001-backups-and-clients`. */
function fileOfMigration(className: string): string {
  const [, number = '', words = ''] = /^Migration(\d+)(\w+)$/.exec(className) ?? [];
  return `${number}${words.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
