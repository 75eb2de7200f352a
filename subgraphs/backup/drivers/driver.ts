import type { z } from 'zod';
import type { HypervisorManagerType } from '../entities/platform-words.js';
import type { GivenInventory } from './inventory.js';

/** A machine as drivers are told of it: by the platform's own id. */
export interface MachineName {
  readonly uuid: string;
  readonly name: string;
}

/** A disk of a machine, by the platform's own id; `size` in bytes. */
export interface DiskName {
  readonly uuid: string;
  readonly size: number;
}

/** A part of a disk, in bytes. */
export interface DiskRange {
  readonly offset: number;
  readonly length: number;
}

/** Bytes and where on the disk they belong. */
export interface DiskChunk {
  readonly offset: number;
  readonly data: Uint8Array;
}

/** The snapshot to make; a second wish of the same name for the same machine finds the first's. */
export interface SnapshotWish {
  readonly name: string;
  readonly quiesce: boolean;
}

/** A snapshot as the platform has it. */
export interface TakenSnapshot {
  readonly id: string;
  readonly takenAt: Date;
}

/** A disk of a machine to be made. */
export interface DiskWish {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly storageUuid?: string | undefined;
  /** `PREALLOCATED` or `SPARSE`; the platform's way when absent. */
  readonly format?: string | undefined;
}

/** A machine to be made. What the platform does not know is its own choice. */
export interface MachineWish {
  /** Names the effect: a second wish with the same key gives the first one's machine. */
  readonly key: string;
  readonly name: string;
  readonly disks: readonly DiskWish[];
  readonly networkUuids?: readonly string[] | undefined;
  readonly clusterUuid?: string | undefined;
  readonly projectUuid?: string | undefined;
  readonly flavorUuid?: string | undefined;
  /** Image it is made from; of no meaning where machines are made without one. REFUSED for one there is not. */
  readonly imageUuid?: string | undefined;
}

/** A machine that was made; its disks stand in the order of the wish. */
export interface MadeMachine {
  readonly uuid: string;
  readonly name: string;
  readonly disks: readonly DiskName[];
  /** Whether its making was ended already, by an earlier call: its disks are its own then. */
  readonly finished: boolean;
}

/**
 * One hypervisor manager. Every call ends soon after its signal aborts and throws a DriverFault when the
 * far side fails. What changes something may be called again after a crash and has one effect.
 */
export interface HypervisorDriver {
  /** Whether it can tell which parts of a disk have changed, so that a backup can be incremental. */
  readonly changedBlocks: boolean;
  /** Whether it makes machines from images. */
  readonly images: boolean;
  /** Whether the manager answers and takes the credentials. */
  checkAccess(signal: AbortSignal): Promise<void>;
  inventory(signal: AbortSignal): Promise<GivenInventory>;
  createSnapshot(machine: MachineName, wish: SnapshotWish, signal: AbortSignal): Promise<TakenSnapshot>;
  /** A snapshot that is not there counts as removed. */
  removeSnapshot(machine: MachineName, snapshotId: string, signal: AbortSignal): Promise<void>;
  /** SNAPSHOT_GONE when there is none. */
  revertToSnapshot(machine: MachineName, snapshotId: string, signal: AbortSignal): Promise<void>;
  /** What changed between two snapshots, in order, without overlap. SNAPSHOT_GONE when the older one is gone. */
  changedRanges(
    machine: MachineName,
    disk: DiskName,
    snapshotId: string,
    sinceSnapshotId: string,
    signal: AbortSignal,
  ): AsyncIterable<DiskRange>;
  /**
   * The bytes of these ranges as the snapshot holds them, in order, in chunks of at most 1 MiB; all of the
   * disk when no ranges are given. What a driver knows to be zero may be left out, of whole disks alone.
   */
  readDisk(
    machine: MachineName,
    disk: DiskName,
    snapshotId: string,
    ranges: AsyncIterable<DiskRange> | Iterable<DiskRange> | undefined,
    signal: AbortSignal,
  ): AsyncIterable<DiskChunk>;
  /** Makes a machine that does not run yet, with empty disks; the same key finds it again, also when it is finished. */
  createMachine(wish: MachineWish, signal: AbortSignal): Promise<MadeMachine>;
  /** Writes onto a disk of a machine that does not run; may be repeated. */
  writeDisk(
    machineUuid: string,
    diskUuid: string,
    chunks: AsyncIterable<DiskChunk>,
    signal: AbortSignal,
  ): Promise<void>;
  /** Ends the making of a machine: it is whole, and runs if wished. */
  finishMachine(machineUuid: string, wish: { readonly powerOn: boolean }, signal: AbortSignal): Promise<void>;
  /** Takes back a machine whose making was not finished; one that is not there counts as taken back. */
  discardMachine(machineUuid: string, signal: AbortSignal): Promise<void>;
  /** Deletes a machine with its disks and snapshots; one that is not there counts as deleted. */
  deleteMachine(machineUuid: string, signal: AbortSignal): Promise<void>;
  /** Ends what it holds open. */
  close(): Promise<void>;
}

/** How a hypervisor manager signs us in; what is not set was not given. */
export interface ManagerSecret {
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
}

/** What a driver is opened with. */
export interface DriverOptions<S = Readonly<Record<string, unknown>>> {
  readonly managerGuid: string;
  readonly url: string;
  /** As `settings` of its type has read them. */
  readonly settings: S;
  readonly secret: ManagerSecret;
  /** Folder of its own, where it may keep files; it need not exist. */
  readonly folder: string;
  /** Addresses a host may be reached at; ADDRESS_REFUSED when there are none that are allowed. */
  readonly addressesOf: (host: string) => Promise<readonly string[]>;
}

/** A kind of hypervisor manager: one row of the registry. */
export interface DriverType<S = never> {
  /** What managers name it by, such as `simulated`. */
  readonly name: string;
  /** Name for people. */
  readonly displayName: string;
  /** How the legacy API shows its managers unless one is registered as another. */
  readonly managerType: HypervisorManagerType;
  /** Whether it connects to the manager's address, so that this is checked. */
  readonly connects: boolean;
  /** Reads the settings of a manager. */
  readonly settings: z.ZodType<S>;
  /** Opens the driver without calling anybody. */
  readonly open: (options: DriverOptions<S>) => HypervisorDriver;
}
