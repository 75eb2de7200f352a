import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { type BlockDevice, brokenImage } from '../../subgraphs/backup/images/block-device.js';
import { download } from '../../subgraphs/backup/images/download.js';
import type { FileView } from '../../subgraphs/backup/images/file-view.js';
import { findFileSystems, openFileSystem } from '../../subgraphs/backup/images/find-file-systems.js';
import { ext2Image, ext4Image } from './ext-images.js';

const images = { ext2: image(ext2Image), ext4: image(ext4Image) };
const big = Array.from({ length: 25_000 }, (_, i) => `line ${String(i % 100).padStart(7, '0')}\n`).join('');

function image(base64: string): Buffer {
  return gunzipSync(Buffer.from(base64, 'base64'));
}

function deviceOf(bytes: Buffer): BlockDevice {
  return {
    size: bytes.length,
    read: async (offset, length) => {
      if (!(offset >= 0 && offset + length <= bytes.length)) throw brokenImage('it points beyond its end');
      return Buffer.from(bytes.subarray(offset, offset + length));
    },
  };
}

function open(bytes: Buffer, first = 0, size = bytes.length): Promise<FileView> {
  return openFileSystem(deviceOf(bytes), first, size);
}

/** A disk with a DOS or GUID table and one partition at 1 MiB. */
function partitioned(bytes: Buffer, table: 'DOS' | 'GUID'): Buffer {
  const disk = Buffer.alloc((2 << 20) + bytes.length);
  bytes.copy(disk, 1 << 20);
  disk.writeUInt16LE(0xaa55, 510);
  disk.writeUInt8(table === 'DOS' ? 0x83 : 0xee, 446 + 4);
  disk.writeUInt32LE(2048, 446 + 8);
  disk.writeUInt32LE(bytes.length / 512, 446 + 12);
  if (table === 'DOS') return disk;
  disk.write('EFI PART', 512, 'latin1');
  disk.writeBigUInt64LE(2n, 512 + 72);
  disk.writeUInt32LE(4, 512 + 80);
  disk.writeUInt32LE(128, 512 + 84);
  disk.fill(7, 1024, 1040);
  disk.writeBigUInt64LE(2048n, 1024 + 32);
  disk.writeBigUInt64LE(BigInt(2048 + bytes.length / 512 - 1), 1024 + 40);
  return disk;
}

suite('file systems in images', () => {
  for (const [type, bytes] of Object.entries(images)) {
    test(`lists and reads ${type}`, async () => {
      const view = await open(bytes);

      const etc = await view.list('/etc');
      assert.deepEqual([view.type, view.label], [type, type === 'ext4' ? 'data' : null]);
      assert.deepEqual(
        etc.map(({ name, kind }) => `${name} ${kind}`),
        [
          'deep DIRECTORY',
          'hostname REGULAR_FILE',
          'hosts REGULAR_FILE',
          'longlink BROKEN_SYMLINK',
          'lost BROKEN_SYMLINK',
          'names SYMLINK',
        ],
      );
      const hosts = etc.find(({ name }) => name === 'hosts');
      assert.deepEqual([hosts?.mode, hosts?.size], [0o640, 20]);
      assert.equal(hosts?.modified?.toISOString(), '2026-01-02T03:04:05.000Z');
      assert.equal((await view.list('/etc/deep/er')).length, 60);
      assert.equal((await view.read('/var/big', 1e6)).toString(), big);
      assert.deepEqual(await view.read('/var/sparse', 1e6), Buffer.alloc(50_000));
    });

    test(`follows links of ${type} inside of it and never out of it`, async () => {
      const view = await open(bytes);

      for (const path of ['/etc/hostname', '/var/host', '/var/out'])
        assert.equal((await view.read(path, 100)).toString(), 'erp-db-02\n');
      await assert.rejects(view.read('/var/loop', 100), {
        extensions: { code: 'NOT_FOUND', reason: 'NOT_FOUND' },
      });
      for (const path of ['/../etc/hostname', '/etc/../../x', 'a\0b'])
        await assert.rejects(view.read(path, 100), {
          extensions: { code: 'BAD_USER_INPUT', reason: 'VALIDATION', field: 'path' },
        });
      await assert.rejects(view.read('/var/big', 1000), /More than 1000 bytes/);
    });
  }

  test('finds partitions of both kinds of tables, and shows what it does not know as it is', async () => {
    for (const table of ['DOS', 'GUID'] as const) {
      const disk = partitioned(images.ext4, table);
      const [found, ...others] = await findFileSystems(deviceOf(disk), 'root');

      assert.deepEqual(others, []);
      assert.deepEqual(
        [found?.volume, found?.type, found?.firstByte],
        ['root, partition 1', 'ext4', 1 << 20],
      );
      const view = await open(disk, found?.firstByte, found?.size);
      assert.equal((await view.read('/etc/hostname', 100)).toString(), 'erp-db-02\n');
    }
    const plain = Buffer.from('nothing that is known');
    assert.deepEqual(await findFileSystems(deviceOf(plain), 'root'), [
      { volume: 'root', label: null, type: 'raw', size: plain.length, firstByte: 0 },
    ]);
    assert.deepEqual(await (await open(plain)).read('/content.raw', 100), plain);
  });

  test('downloads one file as it is and several as an archive, within a limit', async () => {
    const view = await open(images.ext4);

    const single = await download(view, ['/etc/hosts'], 1000);
    assert.deepEqual([single.name, single.contentType], ['hosts', 'application/octet-stream']);
    const several = await download(view, ['/etc/hosts', '/etc/deep'], 100_000);
    assert.deepEqual([several.name, several.contentType], ['files.tar', 'application/x-tar']);
    const names = tarNames(several.content);
    assert.deepEqual(
      [names.length, names[0], names[2], names.at(-1)],
      [63, 'hosts', 'deep/er/', 'deep/er/file-9'],
    );
    await assert.rejects(download(view, ['/'], 100_000), /More than 100000 bytes/);
  });

  test('ends with a fault on images whose bytes lie, without end or damage', async () => {
    const lies = fc.array(fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) }), {
      minLength: 1,
      maxLength: 40,
    });

    await fc.assert(
      fc.asyncProperty(fc.constantFrom('ext2' as const, 'ext4' as const), lies, async (type, changes) => {
        const bytes = Buffer.from(images[type]);
        for (const { at, byte } of changes) bytes.writeUInt8(byte, 1024 + (at % 60_000));
        const view = await open(bytes);
        for (const work of [
          view.list('/'),
          view.list('/etc'),
          view.read('/var/big', 1e6),
          download(view, ['/'], 2e6),
        ])
          await work.catch((error: unknown) =>
            assert.match(String(error), /Fault|GraphQLError|file system|There is no|More than/),
          );
      }),
      { numRuns: 25 },
    );
  });
});

function tarNames(archive: Buffer): string[] {
  const names: string[] = [];
  for (let at = 0; at < archive.length && archive[at] !== 0;) {
    names.push(archive.toString('utf8', at, archive.indexOf(0, at)));
    const size = Number.parseInt(archive.toString('latin1', at + 124, at + 135), 8);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return names;
}
