import assert from 'node:assert/strict';
import { readFile, readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { ChainedDisk } from '../../subgraphs/backup/archive/chain.js';
import { chunkRanges } from '../../subgraphs/backup/archive/chunk-source.js';
import { chunkBytes } from '../../subgraphs/backup/archive/chunk.js';
import { realFiles } from '../../subgraphs/backup/archive/files.js';
import { manifestText, parseManifest } from '../../subgraphs/backup/archive/manifest.js';
import { openChain } from '../../subgraphs/backup/archive/open-chain.js';
import { contentOf, verifyDigest, writeImage } from '../../subgraphs/backup/archive/restore-image.js';
import { bytesToStage, stageDisk } from '../../subgraphs/backup/archive/stage-disk.js';
import { DiskFixture, piecesOf, sha256Of, temporaryFolder, unwatched } from './disk-fixture.js';

const size = 3 * chunkBytes + 4567;

async function fixture(t: TestContext, bytes = size): Promise<DiskFixture> {
  const made = new DiskFixture(await temporaryFolder(t), Buffer.alloc(bytes));
  await made.destination().initialise();
  return made;
}

/** Restores a backup to a file and gives the content. */
async function restored(disk: DiskFixture, backup: string): Promise<Buffer> {
  const chain = await openChain(disk.destination(), { machine: disk.machine, backup });
  const whole = await ChainedDisk.open(chain, chain[0]!.manifest.disks[0]!);
  const path = join(disk.root, `${backup}.raw`);
  try {
    await writeImage(realFiles, path, whole);
    return await readFile(path);
  } finally {
    await whole.close();
  }
}

suite('an archive', () => {
  test('gives back a disk byte by byte after ten incrementals of changes of any kind', async (t) => {
    const change = fc.record({
      offset: fc.nat(size - 1),
      length: fc.integer({ min: 1, max: 1_500_000 }),
      zero: fc.boolean(),
    });
    const increments = fc.array(fc.array(change, { maxLength: 3 }), { minLength: 10, maxLength: 10 });

    await fc.assert(
      fc.asyncProperty(increments, async (rounds) => {
        const disk = await fixture(t);
        disk.change(chunkBytes + 5, 700_000);
        const contents = new Map([[await disk.backUp(disk.destination()), disk.content]]);
        for (const round of rounds) {
          const ranges = round.map(({ offset, length, zero }) => disk.change(offset, length, zero));
          contents.set(await disk.backUp(disk.destination(), ranges), disk.content);
        }

        for (const [backup, content] of contents)
          assert.equal(sha256Of(await restored(disk, backup)), sha256Of(content));
      }),
      { numRuns: 4 },
    );
  });

  test('rounds any ranges out to whole chunks, ascending, without overlap, and within the disk', () => {
    const range = fc.record({ offset: fc.nat(5 * chunkBytes), length: fc.nat(2 * chunkBytes) });

    fc.assert(
      fc.property(fc.array(range), (ranges) => {
        const whole = chunkRanges(ranges, size);

        const covers = (at: number): boolean =>
          whole.some(({ offset, length }) => offset <= at && at < offset + length);
        for (const { offset, length } of ranges.filter((one) => one.length > 0 && one.offset < size))
          assert.ok(covers(offset) && covers(Math.min(size, offset + length) - 1));
        whole.forEach(({ offset, length }, i) => {
          const before = whole[i - 1];
          assert.ok(length > 0 && offset % chunkBytes === 0 && offset + length <= size);
          assert.ok(!before || before.offset + before.length < offset);
        });
      }),
    );
  });

  test('keeps nothing of holes and only whole changed chunks of an incremental', async (t) => {
    const disk = await fixture(t);
    disk.change(chunkBytes, 10);
    await disk.backUp(disk.destination());
    const range = disk.change(2 * chunkBytes + 1, 1);

    const staged = await disk.stage([range]);

    const full = await disk.destination().open({ machine: disk.machine, backup: disk.backups[0]! });
    const [before, after] = [full.manifest.disks[0]!, staged.manifest.disks[0]!];
    assert.deepEqual([before.records, before.whole, after.records, after.whole], [1, true, 1, false]);
    assert.ok(before.storedBytes < 1000 && after.storedBytes < 1000);
    const source = { disk: after, changed: [range], read: () => assert.fail() };
    assert.equal(bytesToStage(source), chunkBytes);
  });

  test('keeps bytes of chance as they are and counts them once', async (t) => {
    const disk = await fixture(t);
    disk.change(0, size);

    const { manifest } = await disk.stage();

    assert.equal(manifest.disks[0]!.storedBytes, size);
  });

  test('tells a changed byte of its data, its index or its manifest', async (t) => {
    const disk = await fixture(t);
    disk.change(0, size);
    for (const name of ['disk-0.data', 'disk-0.index', 'manifest.json']) {
      const backup = await disk.backUp(disk.destination());
      const path = join(disk.root, 'vault', disk.machine, backup, name);
      const bytes = await readFile(path);
      bytes.writeUInt8((bytes.readUInt8(bytes.length >> 1) + 1) % 256, bytes.length >> 1);
      await writeFile(path, bytes);

      await assert.rejects(
        restored(disk, backup),
        { extensions: { code: 'BACKEND_ERROR', reason: 'DAMAGED' } },
        name,
      );
    }
  });

  test('tells a file that is too short and a parent that is gone', async (t) => {
    const disk = await fixture(t);
    disk.change(0, size);
    const first = await disk.backUp(disk.destination());
    const second = await disk.backUp(disk.destination(), [disk.change(0, 1)]);

    await truncate(join(disk.root, 'vault', disk.machine, second, 'disk-0.data'), 100);
    await assert.rejects(restored(disk, second), {
      extensions: { code: 'BACKEND_ERROR', reason: 'DAMAGED' },
    });
    await disk.destination().remove({ machine: disk.machine, backup: first });
    await assert.rejects(restored(disk, second), {
      extensions: { code: 'BACKEND_ERROR', reason: 'MISSING' },
    });
  });

  test('knows the digest of the whole content of an incremental without reading its data', async (t) => {
    const disk = await fixture(t);
    disk.change(0, size);
    await disk.backUp(disk.destination());
    const incremental = await disk.backUp(disk.destination(), [disk.change(chunkBytes, 5)]);

    const full = await disk.backUp(disk.destination());

    const digests = await Promise.all(
      [incremental, full].map(async (backup) => {
        const { manifest } = await disk.destination().open({ machine: disk.machine, backup });
        return manifest.disks[0]!.digest;
      }),
    );
    assert.match(digests[0]!, /^[0-9a-f]{64}$/);
    assert.equal(digests[0], digests[1]);
  });

  test('goes on staging behind what a broken attempt made safe', async (t) => {
    const disk = await fixture(t);
    disk.change(0, size);
    const whole = await disk.stage();
    const folder = join(disk.root, 'staging', whole.manifest.backup);
    await truncate(join(folder, 'disk-0.index'), 48 + 20);
    await writeFile(
      join(folder, 'disk-0.data'),
      (await readFile(join(folder, 'disk-0.data'))).subarray(0, 1_200_000),
    );
    const read: number[] = [];

    const again = await stageDisk(
      realFiles,
      folder,
      {
        disk: whole.manifest.disks[0]!,
        changed: undefined,
        read: (ranges) => {
          read.push(...ranges.map(({ offset }) => offset));
          return piecesOf(disk.content, ranges);
        },
      },
      unwatched,
    );

    assert.deepEqual(read, [chunkBytes]);
    assert.deepEqual(again, whole.manifest.disks[0]);
  });

  test('ends reading when it is told to', async (t) => {
    const disk = await fixture(t);
    disk.change(0, size);
    const backup = await disk.backUp(disk.destination());
    const chain = await openChain(disk.destination(), { machine: disk.machine, backup });
    const whole = await ChainedDisk.open(chain, chain[0]!.manifest.disks[0]!);
    t.after(() => whole.close());
    const told = new AbortController();
    verifyDigest(whole);

    const reading = async (): Promise<void> => {
      for await (const { offset } of contentOf(whole, { signal: told.signal })) {
        assert.equal(offset, 0);
        told.abort(new Error('enough'));
      }
    };

    await assert.rejects(reading(), /enough/);
  });

  test('has a manifest that reads as it was written and names no file outside its folder', async (t) => {
    const disk = await fixture(t);
    const { manifest } = await disk.stage();

    assert.deepEqual(parseManifest(manifestText(manifest), 'it'), manifest);
    const foreign = { ...manifest, disks: [{ ...manifest.disks[0]!, data: '../../etc/passwd' }] };
    assert.throws(() => manifestText(foreign));
    assert.deepEqual((await readdir(join(disk.root, 'staging', manifest.backup))).toSorted(), [
      'disk-0.data',
      'disk-0.index',
      'manifest.json',
    ]);
  });
});
