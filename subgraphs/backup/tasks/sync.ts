import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { Fault, faultOf } from '../../kernel/errors/fault.js';
import type { TaskRun, TaskType } from '../../kernel/tasks/contract.js';
import { faultOfDriver } from '../drivers/driver-fault.js';
import type { Inventory } from '../drivers/inventory.js';
import { emitInventoryEvent, subgraphName } from '../events.js';
import type { BackupParts } from '../services/parts.js';
import { syncTaskName, type SyncInput } from '../services/start-sync.js';
import { markVanished, writeMachines } from '../services/write-machines.js';
import { writeSurroundings } from '../services/write-inventory.js';

/** Machines that one transaction writes: the embedded database serves nobody else meanwhile. */
const machinesAtOnce = 1000;

/**
 * Reads the inventory of a hypervisor manager as a whole, then writes it in short transactions. It may be
 * done again from the beginning at any point. Machines that are gone stay, marked as vanished; what others
 * do about them is done in the same transaction.
 */
export function syncTask(parts: BackupParts): TaskType<SyncInput> {
  return {
    name: syncTaskName,
    subgraph: subgraphName,
    meaning: 'Reads the inventory of a hypervisor manager.',
    maxAttempts: 3,
    run: async (run) => {
      try {
        return await syncInventory(parts, run);
      } catch (error) {
        run.signal.throwIfAborted();
        const fault = faultOfDriver(error);
        await recordFailure(parts, run, faultOf(fault)?.message ?? 'The sync failed; the log says why.');
        throw fault;
      }
    },
  };
}

async function syncInventory(
  parts: BackupParts,
  run: TaskRun<SyncInput>,
): Promise<Readonly<Record<string, unknown>>> {
  const { managerGuid } = run.input;
  await run.step('reading');
  const driver = await parts.drivers.of(managerGuid);
  const inventory = await driver.inventory(run.signal);
  await run.step('writing');
  const { machines } = inventory;
  await writing(parts, run, (tx) => writeSurroundings(tx.sql, managerGuid, inventory));
  let [added, updated] = [0, 0];
  for (let from = 0; from < machines.length; from += machinesAtOnce) {
    const some = machines.slice(from, from + machinesAtOnce);
    const counts = await writing(parts, run, (tx) => writeMachines(tx.sql, managerGuid, some));
    added += counts.added;
    updated += counts.updated;
    await run.progress({ done: from + some.length, total: machines.length });
  }
  const vanished = await writing(parts, run, (tx) => finish(parts, tx, managerGuid, inventory));
  return { machines: machines.length, added, updated, vanished };
}

async function finish(parts: BackupParts, tx: Tx, managerGuid: string, { machines }: Inventory): Promise<number> {
  const present = machines.map(({ uuid }) => uuid);
  const vanished = await markVanished(tx.sql, managerGuid, present);
  await sql`
    update backup.hypervisor_manager set last_sync_at = clock_timestamp(), last_sync_error = null
    where guid = ${managerGuid}`.execute(tx.sql);
  for (const hook of parts.hooks.afterSync) await hook(tx, managerGuid);
  emitInventoryEvent(parts.events, tx, managerGuid, { machines: machines.length, vanished });
  return vanished;
}

/** The manager must still be there, and this be the task that reads it. */
function writing<R>(parts: BackupParts, run: TaskRun<SyncInput>, work: (tx: Tx) => Promise<R>): Promise<R> {
  return run.transaction(parts.store, async (tx) => {
    const { rows } = await sql`
      select from backup.hypervisor_manager where guid = ${run.input.managerGuid} and sync_task = ${run.guid}
      for key share`.execute(tx.sql);
    if (rows.length === 0)
      throw new Fault('CONFLICT', 'The hypervisor manager was removed, or is read by another task.');
    return work(tx);
  });
}

async function recordFailure(parts: BackupParts, run: TaskRun<SyncInput>, message: string): Promise<void> {
  await run.transaction(parts.store, async (tx) => {
    await sql`
      update backup.hypervisor_manager set last_sync_error = ${message}
      where guid = ${run.input.managerGuid} and sync_task = ${run.guid}`.execute(tx.sql);
  });
}
