import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DriverFault } from '../../subgraphs/backup/drivers/driver-fault.js';
import type { DiskChunk, HypervisorDriver } from '../../subgraphs/backup/drivers/driver.js';
import { inventorySchema, type InventoryMachine } from '../../subgraphs/backup/drivers/inventory.js';

/** A driver under test with its far side. */
export interface DriverBench {
  readonly driver: HypervisorDriver;
  /** Writes onto a disk of a machine as a guest would. */
  readonly write: (machine: InventoryMachine, offset: number, data: Uint8Array) => Promise<void>;
  /** Opens the driver again on the same far side, as after a crash. */
  readonly again: () => HypervisorDriver;
  close(): Promise<void>;
}

const block = 65_536;

/** What every driver must do, whatever its platform (subgraphs/backup/drivers/driver.ts). */
export function conforms(name: string, open: () => Promise<DriverBench>): void {
  describe(`the driver "${name}" keeps the contract`, () => {
    let bench: DriverBench;
    let machine: InventoryMachine;
    const { signal } = new AbortController();
    before(async () => {
      bench = await open();
      machine = (await machines())[0]!;
    });
    after(() => bench.close());

    const machines = async (): Promise<readonly InventoryMachine[]> =>
      inventorySchema.parse(await bench.driver.inventory(signal)).machines;

    const disk = (): InventoryMachine['disks'][number] => machine.disks[0]!;

    const snapshot = (of: string): Promise<{ id: string; takenAt: Date }> =>
      bench.driver.createSnapshot(machine, { name: of, quiesce: false }, signal);

    /** The whole disk, holes filled. */
    async function content(snapshotId: string): Promise<Buffer> {
      const whole = Buffer.alloc(disk().size);
      for await (const { offset, data } of bench.driver.readDisk(
        machine,
        disk(),
        snapshotId,
        undefined,
        signal,
      ))
        whole.set(data, offset);
      return whole;
    }

    async function changed(id: string, since: string): Promise<{ offset: number; length: number }[]> {
      return collected(bench.driver.changedRanges(machine, disk(), id, since, signal));
    }

    test('lets us in and tells an inventory that can be read', async () => {
      await bench.driver.checkAccess(signal);

      assert.ok((await machines()).length > 0 && machine.disks.length > 0);
    });

    test('makes one snapshot however often it is asked for one name', async () => {
      const first = await snapshot('once');

      const second = await snapshot('once');

      assert.deepEqual(second, first);
      await bench.driver.removeSnapshot(machine, first.id, signal);
    });

    test('reads a disk as the snapshot holds it, whatever is written afterwards', async () => {
      const { id } = await snapshot('still');
      const earlier = await content(id);

      await bench.write(machine, block, Buffer.alloc(3 * block + 5, 7));

      assert.ok(earlier.equals(await content(id)));
      await bench.driver.removeSnapshot(machine, id, signal);
    });

    test('tells exactly what changed between two snapshots, and the ranges hold the new bytes', async (t) => {
      if (!bench.driver.changedBlocks) return t.diagnostic('it cannot');
      const older = await snapshot('older');
      await bench.write(machine, 2 * block, Buffer.from('changed'));
      const newer = await snapshot('newer');
      await bench.write(machine, 9 * block, Buffer.from('too late'));

      const ranges = await changed(newer.id, older.id);

      assert.deepEqual(ranges, [{ offset: 2 * block, length: block }]);
      const rebuilt = await content(older.id);
      for await (const chunk of bench.driver.readDisk(machine, disk(), newer.id, ranges, signal))
        rebuilt.set(chunk.data, chunk.offset);
      assert.ok(rebuilt.equals(await content(newer.id)));
      await bench.driver.removeSnapshot(machine, older.id, signal);
      await bench.driver.removeSnapshot(machine, newer.id, signal);
    });

    test('keeps what two snapshots hold when one between them is removed', async () => {
      const first = await snapshot('first');
      await bench.write(machine, 0, Buffer.alloc(10, 1));
      const between = await snapshot('between');
      await bench.write(machine, 0, Buffer.alloc(10, 2));
      await bench.write(machine, 5 * block, Buffer.alloc(10, 2));
      const last = await snapshot('last');
      const [held, newest] = [await content(first.id), await content(last.id)];

      await bench.driver.removeSnapshot(machine, between.id, signal);

      assert.ok(held.equals(await content(first.id)) && newest.equals(await content(last.id)));
      assert.deepEqual(
        (await changed(last.id, first.id)).map(({ offset }) => offset),
        [0, 5 * block],
      );
      for (const { id } of [first, last]) await bench.driver.removeSnapshot(machine, id, signal);
    });

    test('goes back to a snapshot', async () => {
      const { id } = await snapshot('back');
      const earlier = await content(id);
      await bench.write(machine, 3 * block, Buffer.alloc(2 * block, 9));

      await bench.driver.revertToSnapshot(machine, id, signal);

      const now = await snapshot('now');
      assert.ok(earlier.equals(await content(now.id)));
      for (const one of [id, now.id]) await bench.driver.removeSnapshot(machine, one, signal);
    });

    test('says of a snapshot that is gone that it is gone, and takes it for removed', async () => {
      const { id } = await snapshot('soon gone');
      const { id: present } = await snapshot('present');
      await bench.driver.removeSnapshot(machine, id, signal);

      await bench.driver.removeSnapshot(machine, id, signal);

      await refused('SNAPSHOT_GONE', () => changed(present, id));
      await refused('SNAPSHOT_GONE', () => bench.driver.revertToSnapshot(machine, id, signal));
      await bench.driver.removeSnapshot(machine, present, signal);
    });

    test('says of a machine that was never there that it is gone', async () => {
      const stranger = { uuid: 'never-there', name: 'never' };

      await refused('MACHINE_GONE', () =>
        bench.driver.createSnapshot(stranger, { name: 'x', quiesce: false }, signal),
      );
      await bench.driver.deleteMachine(stranger.uuid, signal);
      await bench.driver.discardMachine(stranger.uuid, signal);
    });

    test('makes one machine for one key, over a crash, and lists it once it is whole', async () => {
      const wish = { key: 'task-1', name: 'restored', disks: [{ name: 'root', size: 4 * block }] };
      const made = await bench.driver.createMachine(wish, signal);

      const again = await bench.again().createMachine(wish, signal);

      const told = ({ uuid, disks }: typeof made): unknown => [
        uuid,
        ...disks.map((disk) => [disk.uuid, disk.size]),
      ];
      assert.deepEqual(told(again), told(made));
      assert.equal((await machines()).filter(({ uuid }) => uuid === made.uuid).length, 0);
      await bench.driver.writeDisk(
        made.uuid,
        made.disks[0]!.uuid,
        chunks({ offset: 2 * block, data: Buffer.from('restored') }),
        signal,
      );
      await bench.driver.finishMachine(made.uuid, { powerOn: true }, signal);
      const [listed] = (await machines()).filter(({ uuid }) => uuid === made.uuid);
      assert.deepEqual(
        listed?.disks.map(({ size }) => size),
        [4 * block],
      );
    });

    test('takes back a machine that was not finished, and deletes one that was', async () => {
      const wish = { name: 'half', disks: [{ name: 'root', size: block }] };
      const half = await bench.driver.createMachine({ ...wish, key: 'task-2' }, signal);
      const whole = await bench.driver.createMachine({ ...wish, key: 'task-3' }, signal);
      await bench.driver.finishMachine(whole.uuid, { powerOn: false }, signal);

      await bench.driver.discardMachine(half.uuid, signal);
      await bench.driver.deleteMachine(whole.uuid, signal);
      await bench.driver.deleteMachine(whole.uuid, signal);

      const left = (await machines()).map(({ uuid }) => uuid);
      assert.ok(!left.includes(half.uuid) && !left.includes(whole.uuid));
    });

    test('does not begin what was given up already', async () => {
      const gone = AbortSignal.abort(new Error('given up'));

      await assert.rejects(async () => bench.driver.inventory(gone), /given up/);
    });
  });
}

async function refused(code: string, work: () => Promise<unknown>): Promise<void> {
  await assert.rejects(work, (error) => error instanceof DriverFault && error.code === code);
}

/** Chunks as a driver takes them. */
export async function* chunks(...all: readonly DiskChunk[]): AsyncGenerator<DiskChunk> {
  for (const chunk of all) yield await Promise.resolve(chunk);
}

/** Everything a stream gives. */
export async function collected<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of stream) all.push(one);
  return all;
}
