import { realFiles } from '../archive/files.js';
import { chunkBytes } from '../archive/chunk.js';
import type { DiskManifest } from '../archive/manifest.js';
import { bytesToStage, stageDisk, type DiskSource } from '../archive/stage-disk.js';
import { DriverFault, faultOfDriver } from '../drivers/driver-fault.js';
import type { HypervisorDriver } from '../drivers/driver.js';
import type { TaskRun } from '../../kernel/tasks/contract.js';
import { sql } from 'kysely';
import { changesOf, chooseExport, keepChoice, whyFull, type ExportChoice } from '../services/begin-export.js';
import { ByteMeter } from '../services/byte-meter.js';
import { countObjects } from '../services/count-objects.js';
import type { DataParts } from '../services/data-parts.js';
import { exportPlan, type ExportPlan } from '../services/export-plan.js';
import { removeSupersededSnapshots } from '../services/snapshot-clean.js';
import { Staging } from '../services/staging.js';
import { present } from '../services/present.js';
import type { WorkFunction, WorkResult } from '../services/work-contract.js';

/**
 * EXPORT (vprotect.md 4.2, 4.4): a snapshot of the machine, and of its disks what the backup needs, packed
 * into the staging area of this node. After a crash it goes on with the same snapshot, and here also behind
 * the chunks that are staged already.
 */
export function exportWork(parts: DataParts): WorkFunction {
  return async (run, { backupGuid }) => {
    try {
      return await exportAgain(parts, run, present(backupGuid, 'backup'));
    } catch (error) {
      throw faultOfDriver(error);
    }
  };
}

/**
 * An attempt may have died when all was staged and its snapshot was removed already, for nothing needed it any more.
 * The next one, perhaps on another node, then begins anew.
 */
async function exportAgain(parts: DataParts, run: TaskRun, backupGuid: string): Promise<WorkResult> {
  const known = run.checkpoint as ExportChoice | undefined;
  try {
    return await exportBackup(parts, run, backupGuid, known);
  } catch (error) {
    if (!known || !(error instanceof DriverFault) || error.code !== 'SNAPSHOT_GONE') throw error;
    return exportBackup(parts, run, backupGuid, undefined);
  }
}

async function exportBackup(
  parts: DataParts,
  run: TaskRun,
  backupGuid: string,
  known: ExportChoice | undefined,
): Promise<WorkResult> {
  const read = await exportPlan(parts.store.sql, backupGuid);
  const driver = await parts.drivers.of(read.managerGuid);
  const staging = new Staging(parts.stagingDir);
  const plan = known ? { ...read, disks: known.disks } : read;
  const choice = known ?? (await settle(parts, run, driver, plan));
  await run.step('reading');
  const folder = await staging.folder(backupGuid, `${choice.snapshotUuid} ${choice.parent ?? ''}`);
  const disks = await stageDisks(parts, run, { driver, plan, choice }, (source, progress) =>
    staging.inside(() => stageDisk(realFiles, folder, source, { signal: run.signal, progress })),
  );
  await staging.publish({
    format: 'infragraph-backup/1',
    backup: backupGuid,
    machine: plan.machine,
    type: choice.type,
    parent: choice.parent,
    snapshotTime: choice.snapshotTime,
    chunkBytes,
    disks: disks.manifests,
    config: plan.config,
  });
  const size = plan.disks.reduce((sum, disk) => sum + disk.size, 0);
  await run.transaction(parts.store, (tx) =>
    sql`update backup.backup set size = ${size}, effective_size = ${disks.bytes}, changed_at = now()
        where guid = ${backupGuid}`.execute(tx.sql),
  );
  if (plan.keepsSnapshots !== 'YES') await removeSupersededSnapshots(parts, plan.machine.guid, run.signal);
  const statusInfo = whyFull(plan, choice);
  return { type: choice.type, bytes: disks.bytes, size, ...(statusInfo !== undefined && { statusInfo }) };
}

/** Settles what is read, and keeps that; anew when the parent goes at that very moment. */
async function settle(
  parts: DataParts,
  run: TaskRun,
  driver: HypervisorDriver,
  plan: ExportPlan,
): Promise<ExportChoice> {
  await run.step('snapshot');
  for (;;) {
    const choice = await chooseExport(parts.store.sql, driver, plan, run.guid, run.signal);
    const kept = await run.transaction(parts.store, async (tx) => {
      if (!(await keepChoice(tx, plan, choice))) return false;
      await run.save(tx, { ...choice });
      return true;
    });
    if (kept) return choice;
  }
}

interface Reading {
  readonly driver: HypervisorDriver;
  readonly plan: ExportPlan;
  readonly choice: ExportChoice;
}

type StageOne = (source: DiskSource, progress: (bytes: number) => Promise<void>) => Promise<DiskManifest>;

async function stageDisks(
  parts: DataParts,
  run: TaskRun,
  { driver, plan, choice }: Reading,
  stageOne: StageOne,
): Promise<{ manifests: DiskManifest[]; bytes: number }> {
  const { machine } = plan;
  const sources: DiskSource[] = [];
  for (const disk of plan.disks)
    sources.push({
      disk,
      changed: await changesOf(driver, plan, choice, disk.guid, run.signal),
      read: (ranges) => {
        // Of a whole disk the driver may leave out what it knows to be zero.
        const whole = ranges[0]?.length === disk.size ? undefined : ranges;
        return driver.readDisk(machine, disk, choice.snapshotUuid, whole, run.signal);
      },
    });
  const total = sources.reduce((sum, source) => sum + bytesToStage(source), 0);
  const meter = new ByteMeter(run, total);
  const manifests: DiskManifest[] = [];
  for (const source of sources) {
    manifests.push(await stageOne(source, (bytes) => meter.part(bytes)));
    meter.next(bytesToStage(source));
    await run.transaction(parts.store, (tx) => countObjects(tx, run.guid, manifests.length, sources.length));
  }
  return { manifests, bytes: total };
}
