import { once } from 'node:events';
import type { Tx } from '../../kernel/database/store.js';
import { Fault } from '../../kernel/errors/fault.js';
import { TaskCancelled } from '../../kernel/tasks/abort-reasons.js';
import type { TaskRun, TaskType } from '../../kernel/tasks/contract.js';
import { DriverFault } from '../drivers/driver-fault.js';
import type { StorageDriver } from '../drivers/driver.js';
import type { SyncUnitKind } from '../entities/sync-unit.js';
import { emitStorageEvent, subgraphName } from '../events.js';
import { learnCapabilities } from '../services/capabilities.js';
import { abandonSync, endSync } from '../services/end-sync.js';
import type { StorageParts } from '../services/parts.js';
import { syncTaskName, type SyncInput } from '../services/start-sync.js';
import { storageFault, type StorageFaultReason } from '../services/storage-fault.js';
import { isDataError } from '../services/data-error.js';
import {
  beginUnit,
  failedUnit,
  holdStorage,
  readUnit,
  recordUnit,
  writeUnit,
  type ReadUnit,
  type UnitOutcome,
} from '../services/sync-units.js';

/**
 * Reads a storage's inventory, one unit after the other (section 7.3). Each unit is written with its outcome
 * in one transaction, so an attempt after a crash goes on behind the last one written. A unit that fails is
 * written down and costs nothing else; when the array cannot be reached at all the rest fails with it, and so
 * does the task.
 */
export function syncTask(parts: StorageParts): TaskType<SyncInput> {
  return {
    name: syncTaskName,
    subgraph: subgraphName,
    meaning: "Reads a storage's inventory from the array.",
    maxAttempts: 1,
    run: async (run) => {
      try {
        return await new SyncRun(parts, run).toTheEnd();
      } catch (error) {
        // The process is ending and its sessions are closed: the task goes on elsewhere.
        if (parts.drivers.hasStopped && !run.signal.aborted) await once(run.signal, 'abort');
        if (run.signal.reason instanceof TaskCancelled)
          await abandonSync(parts, run.input.storageId, run.guid, 'The sync was cancelled.');
        throw error;
      }
    },
  };
}

/** Besides what a driver says: it is another array, or there is no driver for it, as after an import. */
const endingReasons: readonly unknown[] = [
  'StorageSerialNumberMismatch',
  'StorageDriverNotFound',
] satisfies StorageFaultReason[];

/** What an attempt leaves to the next one. */
interface SyncCheckpoint {
  readonly units?: readonly UnitOutcome[];
  /** Why the array cannot be reached. */
  readonly down?: { readonly reason: StorageFaultReason; readonly args: readonly string[] };
  readonly ended?: boolean;
}

class SyncRun {
  private readonly outcomes: UnitOutcome[];
  /** Why the array cannot be reached, once that is known. */
  private down: Fault | undefined;

  constructor(
    private readonly parts: StorageParts,
    private readonly run: TaskRun<SyncInput>,
  ) {
    const { units = [], down } = (run.checkpoint ?? {}) as SyncCheckpoint;
    this.outcomes = [...units];
    this.down = down && storageFault(down.reason, down.args);
  }

  async toTheEnd(): Promise<Readonly<Record<string, unknown>>> {
    const { kinds } = this.run.input;
    if ((this.run.checkpoint as SyncCheckpoint | undefined)?.ended !== true) await this.work(kinds);
    if (this.down) throw this.down;
    return { units: this.outcomes, failed: this.outcomes.filter(({ state }) => state === 'FAILED').length };
  }

  private async work(kinds: readonly SyncUnitKind[]): Promise<void> {
    for (const [i, kind] of kinds.entries()) {
      if (i < this.outcomes.length) continue;
      if (i === 0) await this.transaction((tx) => beginUnit(tx, this.run.input.storageId, kind));
      await this.unit(kind, kinds[i + 1]);
      await this.run.progress({ done: i + 1, total: kinds.length });
    }
    await this.transaction(async (tx) => {
      await endSync(this.parts, tx, this.run.input.storageId, this.down);
      await this.run.save(tx, { ...this.checkpoint(this.outcomes), ended: true });
    });
  }

  private async unit(kind: SyncUnitKind, next: SyncUnitKind | undefined): Promise<void> {
    let read: ReadUnit | undefined;
    try {
      if (this.down) return await this.record(next, () => failedUnit(kind, this.down as Fault));
      read = await this.read(kind);
    } catch (error) {
      return this.fail(kind, next, error);
    }
    try {
      await this.record(next, (tx) => writeUnit(tx, this.run.input.storageId, kind, read));
    } catch (error) {
      await this.fail(kind, next, isDataError(error) ? unstorable(error) : error);
    }
  }

  /** Only what the array did wrong is the unit's outcome; everything else ends the attempt. */
  private async fail(kind: SyncUnitKind, next: SyncUnitKind | undefined, error: unknown): Promise<void> {
    this.run.signal.throwIfAborted();
    const fault = error instanceof DriverFault ? storageFault(error.code, error.args, error) : error;
    const hopeless = fault instanceof Fault && endingReasons.includes(fault.extensions['reason']);
    if (
      this.parts.drivers.hasStopped ||
      !(fault instanceof Fault) ||
      !(error instanceof DriverFault || hopeless)
    )
      throw error;
    if (hopeless || (error instanceof DriverFault && error.unreachable)) this.down = fault;
    this.parts.log.warn(
      { err: error, storage: this.run.input.storageId, unit: kind },
      'A unit of a sync failed',
    );
    await this.record(next, () => failedUnit(kind, fault));
  }

  private async learn(driver: StorageDriver): Promise<void> {
    const { storageId } = this.run.input;
    await learnCapabilities(this.parts, storageId, driver).catch((err: unknown) =>
      this.parts.log.warn({ err, storage: storageId }, 'What a storage can measure could not be kept'),
    );
  }

  private async read(kind: SyncUnitKind): Promise<ReadUnit | undefined> {
    const { storageId } = this.run.input;
    const { unitTimeout, unitRows } = this.parts.config;
    // Asked for anew each time: the access info may have changed, and with it the session.
    const driver = await this.parts.drivers.of(storageId, this.run.signal);
    const limit = AbortSignal.timeout(unitTimeout);
    try {
      const read = await readUnit(driver, kind, unitRows, AbortSignal.any([this.run.signal, limit]));
      if (kind === 'DEVICE') await this.learn(driver);
      return read;
    } catch (error) {
      if (limit.aborted && !this.run.signal.aborted)
        throw new DriverFault('StorageBackendException', [
          `the list took longer than ${unitTimeout / 1000} s`,
        ]);
      throw error;
    }
  }

  private async record(
    next: SyncUnitKind | undefined,
    work: (tx: Tx) => UnitOutcome | Promise<UnitOutcome>,
  ): Promise<void> {
    const { storageId } = this.run.input;
    const outcome = await this.transaction(async (tx) => {
      const result = await work(tx);
      await recordUnit(tx, storageId, result, next);
      await this.run.save(tx, { ...this.checkpoint([...this.outcomes, result]) });
      emitStorageEvent(this.parts.events, tx, 'sync.unit', storageId, { task: this.run.guid, ...result });
      return result;
    });
    this.outcomes.push(outcome);
  }

  private checkpoint(units: readonly UnitOutcome[]): SyncCheckpoint {
    if (!this.down) return { units };
    const { reason, args } = this.down.extensions as unknown as NonNullable<SyncCheckpoint['down']>;
    return { units, down: { reason, args } };
  }

  private transaction<R>(work: (tx: Tx) => Promise<R>): Promise<R> {
    return this.run.transaction(this.parts.store, async (tx) => {
      await holdStorage(tx, this.run.input.storageId, this.run.guid);
      return work(tx);
    });
  }
}

/** The database refuses what the array told, although it passed all checks. */
function unstorable(cause: unknown): DriverFault {
  return new DriverFault('InvalidResults', ['What the array told cannot be stored.'], { cause });
}
