import assert from 'node:assert/strict';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Archive } from '../../subgraphs/backup/archive/archive.js';
import { chunkBytes } from '../../subgraphs/backup/archive/chunk.js';
import { openChain } from '../../subgraphs/backup/archive/open-chain.js';
import { storeArchive } from '../../subgraphs/backup/archive/store-archive.js';
import type { Destination } from '../../subgraphs/backup/destinations/destination.js';
import { FilesystemDestination } from '../../subgraphs/backup/destinations/filesystem/filesystem-destination.js';
import { destinationTypes } from '../../subgraphs/backup/destinations/registry.js';
import { startChild } from '../support/child.js';
import { DiskFixture, temporaryFolder, unwatched } from './disk-fixture.js';
import { failing, fullAfter } from './failing-files.js';

const size = 3 * chunkBytes;
const fault = (reason: string): object => ({ extensions: { code: 'BACKEND_ERROR', reason } });

async function fixture(t: TestContext): Promise<DiskFixture> {
  const disk = new DiskFixture(await temporaryFolder(t), Buffer.alloc(size));
  disk.change(0, size);
  await disk.destination().initialise();
  return disk;
}

async function store(disk: DiskFixture, staged: Archive, destination: Destination): Promise<void> {
  const { backup } = staged.manifest;
  const sink = await destination.create({ machine: disk.machine, backup }, 'try-1');
  await storeArchive(staged, [], sink, unwatched);
}

/** Names below the machine's folder of the destination. */
function namesIn(disk: DiskFixture): Promise<string[]> {
  return readdir(join(disk.root, 'vault', disk.machine));
}

suite('a destination in the file system', () => {
  test('is a type of the registry', () => {
    const [type] = destinationTypes.filter((one) => one.type === 'FILESYSTEM');

    const opened = type?.open({ guid: crypto.randomUUID(), name: 'x', path: '/nowhere', capacity: 1 });

    assert.ok(opened instanceof FilesystemDestination);
  });

  test('is gone when its folder or its marker is', async (t) => {
    const disk = await fixture(t);
    const staged = await disk.stage();
    await rm(join(disk.root, 'vault'), { recursive: true });

    await assert.rejects(store(disk, staged, disk.destination()), {
      ...fault('GONE'),
      message: 'The destination "vault" is not there: its folder, or the marker in it, is missing.',
    });
    await mkdir(join(disk.root, 'vault'));
    await assert.rejects(disk.destination().space(), fault('GONE'));
    await assert.rejects(disk.destination().remove({ machine: disk.machine, backup: 'x' }), fault('GONE'));

    assert.deepEqual(await readdir(join(disk.root, 'vault')), []);
  });

  test('is not written to when its marker is of another, or none', async (t) => {
    const disk = await fixture(t);
    const other = new FilesystemDestination({
      guid: crypto.randomUUID(),
      name: 'other',
      path: join(disk.root, 'vault'),
      capacity: undefined,
    });

    await assert.rejects(other.initialise(), fault('FOREIGN'));
    await assert.rejects(other.create({ machine: disk.machine, backup: 'x' }, '1'), fault('FOREIGN'));
    await writeFile(join(disk.root, 'vault', '.infragraph-destination.json'), 'torn');

    await assert.rejects(disk.destination().space(), fault('FOREIGN'));
  });

  test('may be initialised again', async (t) => {
    const disk = await fixture(t);
    const backup = await disk.backUp(disk.destination());

    await disk.destination().initialise();

    await disk.destination().open({ machine: disk.machine, backup });
  });

  test('that is full refuses a backup and keeps the older ones', async (t) => {
    const disk = await fixture(t);
    const backup = await disk.backUp(disk.destination());
    const staged = await disk.stage();

    for (const destination of [
      disk.destination(size + size / 2),
      disk.destination(undefined, fullAfter(1_500_000)),
      disk.destination(undefined, fullAfter(size + 100, 'EDQUOT')),
    ])
      await assert.rejects(store(disk, staged, destination), {
        ...fault('FULL'),
        message: 'The destination "vault" has no space left.',
      });

    assert.deepEqual(await namesIn(disk), [backup]);
    await openChain(disk.destination(), { machine: disk.machine, backup });
    await store(disk, staged, disk.destination(2 * size + 10_000));
  });

  test('that can only be read says so without a path', async (t) => {
    const disk = await fixture(t);
    const staged = await disk.stage();

    for (const [files, reason] of [
      [failing(['mkdir'], 'EROFS'), 'READ_ONLY'],
      [failing(['rename'], 'EACCES'), 'READ_ONLY'],
      [failing(['statfs'], 'EIO'), 'UNREADABLE'],
    ] as const)
      await assert.rejects(store(disk, staged, disk.destination(undefined, files)), (error: Error) => {
        assert.equal((error as { extensions?: { reason?: string } }).extensions?.reason, reason);
        return !error.message.includes('/');
      });

    assert.deepEqual(await namesIn(disk).catch(() => []), []);
  });

  test('tells its room within its limit', async (t) => {
    const disk = await fixture(t);
    await disk.backUp(disk.destination());

    const space = await disk.destination(10 * size).space();

    assert.ok(space.used > size && space.used < size + 10_000);
    assert.equal(space.available, 10 * size - space.used);
    assert.equal((await disk.destination(1).space()).available, 0);
  });

  test('shows nothing of a backup before it is published, and takes it once', async (t) => {
    const disk = await fixture(t);
    const staged = await disk.stage();
    const key = { machine: disk.machine, backup: staged.manifest.backup };
    const destination = disk.destination();
    const torn = await destination.create(key, 'dead');
    await torn.write('disk-0.data', [disk.content]);

    await assert.rejects(destination.open(key), fault('MISSING'));
    await store(disk, staged, destination);
    await store(disk, staged, destination);

    assert.deepEqual((await namesIn(disk)).toSorted(), [`.partial-${key.backup}-dead`, key.backup]);
    assert.equal((await destination.open(key)).manifest.backup, key.backup);
  });

  test('loses what broken writes and removals left, but not what is being written', async (t) => {
    const disk = await fixture(t);
    const destination = disk.destination();
    const kept = await disk.backUp(destination);
    const [dead, alive] = [crypto.randomUUID(), crypto.randomUUID()];
    await destination.create({ machine: disk.machine, backup: dead }, '1');
    await destination.create({ machine: disk.machine, backup: alive }, '1');
    await mkdir(join(disk.root, 'vault', disk.machine, '.removed-x'));

    const removed = await destination.clean(async (backups) => {
      assert.deepEqual([...backups].toSorted(), [dead, alive].toSorted());
      return new Set([alive]);
    });

    assert.equal(removed, 2);
    assert.deepEqual((await namesIn(disk)).toSorted(), [`.partial-${alive}-1`, kept]);
  });

  test('removes a backup whole, once', async (t) => {
    const disk = await fixture(t);
    const destination = disk.destination();
    const key = { machine: disk.machine, backup: await disk.backUp(destination) };

    await destination.remove(key);
    await destination.remove(key);

    assert.deepEqual(await namesIn(disk), []);
  });

  test('holds whole backups only, wherever its writer is killed', async (t) => {
    const disk = await fixture(t);
    const source = join(disk.root, 'source.raw');
    await writeFile(source, disk.content);
    const worker = fileURLToPath(new URL('store-worker.js', import.meta.url));
    const published: string[] = [];
    let killed = 0;
    for (let call = 2; published.length === 0; call += 2) {
      const args = [worker, disk.root, disk.machine, source, String(call)];
      const child = await startChild(t, process.execPath, args);
      const { signal } = await child.exited;
      if (signal === 'SIGKILL') killed += 1;
      published.push(...child.stdout.map((line) => line.replace('published ', '')));
    }
    const destination = disk.destination();

    await destination.clean(() => Promise.resolve(new Set()));

    const names = await namesIn(disk);
    assert.ok(killed > 5 && names.length < killed, `${killed} killed, ${names.length} there`);
    assert.ok(published.every((backup) => names.includes(backup)));
    for (const backup of names) {
      const [archive] = await openChain(destination, { machine: disk.machine, backup });
      const opened = await archive!.disk(archive!.manifest.disks[0]!);
      for (const record of opened.index) await opened.content(record);
      await opened.close();
    }
  });
});
