import type { ZodType } from 'zod';
import { Fault } from '../../kernel/errors/fault.js';
import { limitedCall } from '../../kernel/server/limited-call.js';
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
import { inventorySchema, type Inventory } from './inventory.js';

/** How long things may take, in milliseconds. */
export interface CallLimits {
  /** One call, or one step of a stream. */
  readonly callMs: number;
  /** Reading an inventory. */
  readonly inventoryMs: number;
}

/**
 * A driver as the product uses it: every call has a limit, what comes in is read, whatever it throws that is
 * no DriverFault becomes one that says no more than that, and no secret of the manager is repeated.
 */
export class GuardedDriver implements HypervisorDriver {
  constructor(
    private readonly driver: HypervisorDriver,
    private readonly limits: CallLimits,
    private readonly secrets: readonly string[] = [],
  ) {}

  get changedBlocks(): boolean {
    return this.driver.changedBlocks;
  }

  get images(): boolean {
    return this.driver.images;
  }

  checkAccess(signal: AbortSignal): Promise<void> {
    return this.call(signal, (limited) => this.driver.checkAccess(limited));
  }

  async inventory(signal: AbortSignal): Promise<Inventory> {
    const given = await this.call(
      signal,
      (limited) => this.driver.inventory(limited),
      this.limits.inventoryMs,
    );
    return checked(inventorySchema as unknown as ZodType<Inventory>, given);
  }

  createSnapshot(machine: MachineName, wish: SnapshotWish, signal: AbortSignal): Promise<TakenSnapshot> {
    return this.call(signal, (limited) => this.driver.createSnapshot(machine, wish, limited));
  }

  removeSnapshot(machine: MachineName, snapshotId: string, signal: AbortSignal): Promise<void> {
    return this.call(signal, (limited) => this.driver.removeSnapshot(machine, snapshotId, limited));
  }

  revertToSnapshot(machine: MachineName, snapshotId: string, signal: AbortSignal): Promise<void> {
    return this.call(signal, (limited) => this.driver.revertToSnapshot(machine, snapshotId, limited));
  }

  changedRanges(
    machine: MachineName,
    disk: DiskName,
    snapshotId: string,
    sinceSnapshotId: string,
    signal: AbortSignal,
  ): AsyncIterable<DiskRange> {
    return this.steps(signal, () =>
      this.driver.changedRanges(machine, disk, snapshotId, sinceSnapshotId, signal),
    );
  }

  readDisk(
    machine: MachineName,
    disk: DiskName,
    snapshotId: string,
    ranges: AsyncIterable<DiskRange> | Iterable<DiskRange> | undefined,
    signal: AbortSignal,
  ): AsyncIterable<DiskChunk> {
    return this.steps(signal, () => this.driver.readDisk(machine, disk, snapshotId, ranges, signal));
  }

  createMachine(wish: MachineWish, signal: AbortSignal): Promise<MadeMachine> {
    return this.call(signal, (limited) => this.driver.createMachine(wish, limited));
  }

  /** Has no limit as a whole: who gives the chunks decides how fast they come. */
  async writeDisk(
    machineUuid: string,
    diskUuid: string,
    chunks: AsyncIterable<DiskChunk>,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      await this.driver.writeDisk(machineUuid, diskUuid, chunks, signal);
    } catch (error) {
      throw this.faultOf(error, signal);
    }
  }

  finishMachine(
    machineUuid: string,
    wish: { readonly powerOn: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    return this.call(signal, (limited) => this.driver.finishMachine(machineUuid, wish, limited));
  }

  discardMachine(machineUuid: string, signal: AbortSignal): Promise<void> {
    return this.call(signal, (limited) => this.driver.discardMachine(machineUuid, limited));
  }

  deleteMachine(machineUuid: string, signal: AbortSignal): Promise<void> {
    return this.call(signal, (limited) => this.driver.deleteMachine(machineUuid, limited));
  }

  close(): Promise<void> {
    return this.driver.close();
  }

  private async call<R>(
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<R>,
    limitMs = this.limits.callMs,
  ): Promise<R> {
    try {
      const tooSlow = (): DriverFault => new DriverFault('TOO_SLOW', `${limitMs} ms were not enough`);
      return await limitedCall({ timeoutMs: limitMs, tooSlow }, signal, work);
    } catch (error) {
      throw this.faultOf(error, signal);
    }
  }

  /** Each step of a stream has the limit of a call; a reader that leaves early ends the driver's stream. */
  private async *steps<T>(signal: AbortSignal, open: () => AsyncIterable<T>): AsyncGenerator<T> {
    const source = await this.call(signal, () => Promise.resolve(open()[Symbol.asyncIterator]()));
    try {
      for (;;) {
        const step = await this.call(signal, () => source.next());
        if (step.done === true) return;
        yield step.value;
      }
    } finally {
      // A step that hangs would hang its end, too.
      void source.return?.()?.catch(() => undefined);
    }
  }

  /** Faults of the product, such as a lost database behind the chunks of a disk, pass as they are. */
  private faultOf(error: unknown, signal: AbortSignal): unknown {
    if (signal.aborted) return signal.reason;
    if (error instanceof DriverFault) {
      const { code, detail } = error;
      return new DriverFault(
        code,
        detail === undefined ? detail : this.clean(detail),
        this.causeOf(error.cause),
      );
    }
    if (error instanceof Fault) return error;
    return new DriverFault('UNEXPECTED', undefined, this.causeOf(error));
  }

  private causeOf(error: unknown): ErrorOptions | undefined {
    if (!(error instanceof Error)) return undefined;
    const cause = new Error(this.clean(error.message));
    cause.name = error.name;
    cause.stack = this.clean(error.stack ?? '');
    return { cause };
  }

  /** Very short secrets would tear words apart and are left alone. */
  private clean(text: string): string {
    return this.secrets
      .filter((secret) => secret.length >= 3)
      .reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
  }
}

function checked<T>(schema: ZodType<T>, given: unknown): T {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new DriverFault('BAD_ANSWER', `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
}
