import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { Fault, faultOf } from '../../kernel/errors/fault.js';
import { faultOfDriver } from '../drivers/driver-fault.js';
import type { Inventory } from '../drivers/inventory.js';
import { emitInventoryEvent } from '../events.js';
import { executeAutoAssignment, selfAssigning } from '../services/execute-auto-assignment.js';
import { countObjects } from '../services/count-objects.js';
import type { BackupParts } from '../services/parts.js';
import type { WorkFunction, WorkResult } from '../services/work-contract.js';
import { markVanished, writeMachines } from '../services/write-machines.js';
import { writeSurroundings } from '../services/write-inventory.js';

type Run = Parameters<WorkFunction>[0];

/** Machines that one transaction writes: the embedded database serves nobody else meanwhile. */
const machinesAtOnce = 1000;

/**
 * Reads the inventory of a hypervisor manager as a whole, then writes it in short transactions. After a crash
 * it is read again from the beginning; what came of its end comes once. Machines that are gone stay, marked as vanished; what others
 * do about them is done in the same transaction.
 */
export function readInventory(parts: BackupParts): WorkFunction {
  return async (run, { managerGuid }) => {
    if (managerGuid === null) throw gone();
    try {
      const result = await syncInventory(parts, run, managerGuid);
      // Part of the task, so that no crash between the two keeps machines out of their policies (vprotect.md 4.6).
      await executeAutoAssignment(parts, await selfAssigning(parts.store.sql));
      return result;
    } catch (error) {
      run.signal.throwIfAborted();
      const fault = faultOfDriver(error);
      await recordFailure(parts, run, managerGuid, faultOf(fault)?.message ?? 'It failed; the log says why.');
      throw fault;
    }
  };
}

/** What of an inventory was written so far; kept as the checkpoint, so that a crash loses no count and ends nothing twice. */
interface Written {
  readonly added: number;
  readonly updated: number;
  /** Set by the last transaction. */
  readonly result?: WorkResult;
}

async function syncInventory(parts: BackupParts, run: Run, managerGuid: string): Promise<WorkResult> {
  const before = run.checkpoint as Written | undefined;
  if (before?.result) return before.result;
  await run.step('reading');
  const driver = await parts.drivers.of(managerGuid);
  const inventory = await driver.inventory(run.signal);
  await run.step('writing');
  const { machines } = inventory;
  const total = machines.length;
  await writing(parts, run, managerGuid, (tx) => writeSurroundings(tx.sql, managerGuid, inventory));
  let [added, updated] = [before?.added ?? 0, before?.updated ?? 0];
  for (let from = 0; from < total; from += machinesAtOnce) {
    const some = machines.slice(from, from + machinesAtOnce);
    const done = from + some.length;
    [added, updated] = await writing(parts, run, managerGuid, async (tx) => {
      const counts = await writeMachines(tx.sql, managerGuid, some);
      const sums = [added + counts.added, updated + counts.updated] as const;
      await run.save(tx, { added: sums[0], updated: sums[1] });
      await countObjects(tx, run.guid, done, total);
      return sums;
    });
    await run.progress({ done, total });
  }
  return writing(parts, run, managerGuid, async (tx) => {
    const vanished = await finish(parts, tx, managerGuid, inventory);
    const statusInfo = `${total} machines: ${added} new, ${updated} changed, ${vanished} vanished`;
    const result = { statusInfo, machines: total, added, updated, vanished };
    await run.save(tx, { added, updated, result });
    return result;
  });
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
