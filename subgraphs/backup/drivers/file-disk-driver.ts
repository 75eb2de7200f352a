import { join } from 'node:path';
import { DriverFault } from './driver-fault.js';
import type {
  DiskChunk,
  DiskName,
  DiskRange,
  HypervisorDriver,
  MachineName,
  MachineWish,
  MadeMachine,
  SnapshotWish,
  TakenSnapshot,
} from './driver.js';
import type { GivenInventory } from './inventory.js';
import { KeptMachines } from './kept-machines.js';
import { fileName, MachineDisks, type KeptDisk } from './machine-disks.js';

/** A driver whose disks are sparse files in its folder; what its machines are is for its kinds to say. */
export abstract class FileDiskDriver implements HypervisorDriver {
  readonly changedBlocks: boolean = true;
  readonly images: boolean = false;
  protected readonly kept: KeptMachines;

  constructor(protected readonly folder: string) {
    this.kept = new KeptMachines(folder);
  }

  abstract checkAccess(signal: AbortSignal): Promise<void>;
  abstract inventory(signal: AbortSignal): Promise<GivenInventory>;
  abstract createMachine(wish: MachineWish, signal: AbortSignal): Promise<MadeMachine>;
  abstract finishMachine(
    machineUuid: string,
    wish: { readonly powerOn: boolean },
    signal: AbortSignal,
  ): Promise<void>;
  abstract deleteMachine(machineUuid: string, signal: AbortSignal): Promise<void>;

  /** Disks of a machine; undefined when there is no such machine. */
  protected abstract disksOf(
    machineUuid: string,
    signal: AbortSignal,
  ): Promise<readonly KeptDisk[] | undefined>;

  /** Called before every operation on disks: a kind may wait or fail there. */
  protected before(_operation: string, _signal: AbortSignal): Promise<void> {
    return Promise.resolve();
  }

  async createSnapshot(
    { uuid }: MachineName,
    { name }: SnapshotWish,
    signal: AbortSignal,
  ): Promise<TakenSnapshot> {
    await this.before('createSnapshot', signal);
    return (await this.machine(uuid, signal)).createSnapshot(name);
  }

  async removeSnapshot({ uuid }: MachineName, snapshotId: string, signal: AbortSignal): Promise<void> {
    await this.before('removeSnapshot', signal);
    const disks = await this.disksOf(uuid, signal);
    if (disks) await this.filesOf(uuid, disks).removeSnapshot(snapshotId);
  }

  async revertToSnapshot({ uuid }: MachineName, snapshotId: string, signal: AbortSignal): Promise<void> {
    await this.before('revertToSnapshot', signal);
    await (await this.machine(uuid, signal)).revert(snapshotId, signal);
  }

  async *changedRanges(
    { uuid }: MachineName,
    disk: DiskName,
    snapshotId: string,
    sinceSnapshotId: string,
    signal: AbortSignal,
  ): AsyncGenerator<DiskRange> {
    await this.before('changedRanges', signal);
    if (!this.changedBlocks) throw new DriverFault('NOT_SUPPORTED');
    yield* (await this.machine(uuid, signal)).changed(disk.uuid, snapshotId, sinceSnapshotId);
  }

  async *readDisk(
    { uuid }: MachineName,
    disk: DiskName,
    snapshotId: string,
    ranges: AsyncIterable<DiskRange> | Iterable<DiskRange> | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<DiskChunk> {
    const files = await this.machine(uuid, signal);
    for await (const chunk of files.read(disk.uuid, snapshotId, ranges, signal)) {
      await this.before('readDisk', signal);
      yield chunk;
    }
  }

  async writeDisk(
    machineUuid: string,
    diskUuid: string,
    chunks: AsyncIterable<DiskChunk>,
    signal: AbortSignal,
  ): Promise<void> {
    await this.before('writeDisk', signal);
    await (await this.machine(machineUuid, signal)).write(diskUuid, chunks, signal);
  }

  async discardMachine(machineUuid: string, signal: AbortSignal): Promise<void> {
    await this.deleteMachine(machineUuid, signal);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Removes the disks of a machine with their snapshots. */
  protected removeDisks(machineUuid: string): Promise<void> {
    return this.filesOf(machineUuid, []).remove();
  }

  private async machine(uuid: string, signal: AbortSignal): Promise<MachineDisks> {
    const disks = await this.disksOf(uuid, signal);
    if (!disks) throw new DriverFault('MACHINE_GONE');
    return this.filesOf(uuid, disks);
  }

  private filesOf(uuid: string, disks: readonly KeptDisk[]): MachineDisks {
    return new MachineDisks(
      join(this.folder, 'machines', fileName(uuid)),
      disks,
      join(this.folder, 'ledger'),
    );
  }
}
