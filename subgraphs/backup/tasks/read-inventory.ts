import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { Fault, faultOf } from '../../kernel/errors/fault.js';
import { faultOfDriver } from '../drivers/driver-fault.js';
import type { Inventory } from '../drivers/inventory.js';
import { emitInventoryEvent } from '../events.js';
import type { BackupParts } from '../services/parts.js';
import type { WorkFunction, WorkResult } from '../services/work-contract.js';
import { markVanished, writeMachines } from '../services/write-machines.js';
import { writeSurroundings } from '../services/write-inventory.js';

type Run = Parameters<WorkFunction>[0];

/** Machines that one transaction writes: the embedded database serves nobody else meanwhile. */
const machinesAtOnce = 1000;

/**
 * Reads the inventory of a hypervisor manager as a whole, then writes it in short transactions. It may be
 * done again from the beginning at any point. Machines that are gone stay, marked as vanished; what others
 * do about them is done in the same transaction.
 */
export function readInventory(parts: BackupParts): WorkFunction {
  return async (run, { managerGuid }) => {
    if (managerGuid === null) throw gone();
    try {
      return await syncInventory(parts, run, managerGuid);
    } catch (error) {
      run.signal.throwIfAborted();
      const fault = faultOfDriver(error);
      await recordFailure(parts, run, managerGuid, faultOf(fault)?.message ?? 'It failed; the log says why.');
      throw fault;
    }
  };
}

async function syncInventory(parts: BackupParts, run: Run, managerGuid: string): Promise<WorkResult> {
  await run.step('reading');
  const driver = await parts.drivers.of(managerGuid);
  const inventory = await driver.inventory(run.signal);
  await run.step('writing');
  const { machines } = inventory;
  await writing(parts, run, managerGuid, (tx) => writeSurroundings(tx.sql, managerGuid, inventory));
  let [added, updated] = [0, 0];
  for (let from = 0; from < machines.length; from += machinesAtOnce) {
    const some = machines.slice(from, from + machinesAtOnce);
    const counts = await writing(parts, run, managerGuid, (tx) => writeMachines(tx.sql, managerGuid, some));
    added += counts.added;
    updated += counts.updated;
    await run.progress({ done: from + some.length, total: machines.length });
  }
  const vanished = await writing(parts, run, managerGuid, (tx) => finish(parts, tx, managerGuid, inventory));
  const statusInfo = `${machines.length} machines: ${added} new, ${updated} changed, ${vanished} vanished`;
  return { statusInfo, machines: machines.length, added, updated, vanished };
}

async function finish(
  parts: BackupParts,
  tx: Tx,
  managerGuid: string,
  { machines }: Inventory,
): Promise<number> {
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
function writing<R>(
  parts: BackupParts,
  run: Run,
  managerGuid: string,
  work: (tx: Tx) => Promise<R>,
): Promise<R> {
  return run.transaction(parts.store, async (tx) => {
    const { rows } = await sql`
      select from backup.hypervisor_manager where guid = ${managerGuid} and sync_task = ${run.guid}
      for key share`.execute(tx.sql);
    if (rows.length === 0) throw gone();
    return work(tx);
  });
}

function gone(): Fault {
  return new Fault('CONFLICT', 'The hypervisor manager was removed, or is read by another task.');
}

async function recordFailure(
  parts: BackupParts,
  run: Run,
  managerGuid: string,
  message: string,
): Promise<void> {
  await run.transaction(parts.store, async (tx) => {
    await sql`
      update backup.hypervisor_manager set last_sync_error = ${message}
      where guid = ${managerGuid} and sync_task = ${run.guid}`.execute(tx.sql);
  });
}
