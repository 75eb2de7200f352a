import { sql } from 'kysely';
import type { Sql, Tx } from '../../kernel/database/store.js';
import type { ByteRange } from '../archive/chunk.js';
import { DriverFault } from '../drivers/driver-fault.js';
import type { HypervisorDriver } from '../drivers/driver.js';
import type { ExportPlan, PlannedDisk } from './export-plan.js';
import {
  fullReasons,
  incrementalBase,
  lockBase,
  type FullReason,
  type IncrementalBase,
} from './incremental-base.js';

/** What an export has settled on; kept as its checkpoint. */
export interface ExportChoice {
  readonly type: 'FULL' | 'INCREMENTAL';
  readonly snapshotUuid: string;
  /** RFC 3339. */
  readonly snapshotTime: string;
  readonly parent: string | null;
  readonly root: string | null;
  readonly parentSnapshotUuid: string | null;
  /** The disks that are read. */
  readonly disks: readonly PlannedDisk[];
  /** Disks (GUIDs) of which only the changes are read. */
  readonly changedDisks: readonly string[];
  readonly warnings: readonly string[];
}

/** Makes the snapshot and settles what of the machine is read. Called again for the same task it finds the same snapshot. */
export async function chooseExport(
  handle: Sql,
  driver: HypervisorDriver,
  plan: ExportPlan,
  taskGuid: string,
  signal: AbortSignal,
): Promise<ExportChoice> {
  const snapshot = await driver.createSnapshot(
    plan.machine,
    { name: `infragraph-${taskGuid}`, quiesce: plan.quiesce },
    signal,
  );
  const found =
    plan.requestedType === 'INCREMENTAL'
      ? await incrementalBase(handle, plan, driver.changedBlocks)
      : undefined;
  const base = found !== undefined && (await usable(driver, plan, found, snapshot.id, signal));
  const warnings = plan.unsupported.map(
    (name) => `Disk "${name}" was left out: the platform cannot read it.`,
  );
  const common = {
    disks: plan.disks,
    snapshotUuid: snapshot.id,
    snapshotTime: snapshot.takenAt.toISOString(),
  };
  if (typeof base === 'object')
    return {
      ...common,
      type: 'INCREMENTAL',
      parent: base.backupGuid,
      root: base.rootGuid,
      parentSnapshotUuid: base.snapshotUuid,
      changedDisks: plan.disks
        .filter(({ guid, size }) => base.disks.get(guid) === size)
        .map(({ guid }) => guid),
      warnings,
    };
  return {
    ...common,
    type: 'FULL',
    parent: null,
    root: null,
    parentSnapshotUuid: null,
    changedDisks: [],
    warnings: base === false ? warnings : [...warnings, fullBecause(base)],
  };
}

/** What changed of a disk since the parent; undefined when all of it is wanted. */
export async function changesOf(
  driver: HypervisorDriver,
  plan: ExportPlan,
  choice: Pick<ExportChoice, 'snapshotUuid' | 'parentSnapshotUuid' | 'changedDisks'>,
  diskGuid: string,
  signal: AbortSignal,
): Promise<ByteRange[] | undefined> {
  const disk = plan.disks.find(({ guid }) => guid === diskGuid);
  const { parentSnapshotUuid, snapshotUuid } = choice;
  if (!disk || parentSnapshotUuid === null || !choice.changedDisks.includes(diskGuid)) return undefined;
  const ranges = driver.changedRanges(plan.machine, disk, snapshotUuid, parentSnapshotUuid, signal);
  const changed: ByteRange[] = [];
  for await (const range of ranges) changed.push(range);
  return changed;
}

/** Why it is a full backup although less was asked for; undefined otherwise. */
export function whyFull(plan: ExportPlan, choice: ExportChoice): string | undefined {
  return choice.type === plan.requestedType ? undefined : choice.warnings.at(-1);
}

/** Writes down what was settled on. Gives false when the parent was taken away meanwhile; then it is to be settled anew. */
export async function keepChoice(tx: Tx, plan: ExportPlan, choice: ExportChoice): Promise<boolean> {
  if (choice.parent !== null && !(await lockBase(tx, choice.parent, plan.destinations))) return false;
  const made = await sql<{ guid: string }>`
    insert into backup.snapshot (vm_guid, uuid, snapshot_time, status, stand_alone, rule_guid, backup_guid)
    values (${plan.machine.guid}, ${choice.snapshotUuid}, ${choice.snapshotTime}, 'PRESENT', false, ${plan.ruleGuid}, ${plan.backupGuid})
    returning guid`.execute(tx.sql);
  const why = whyFull(plan, choice) ?? null;
  await sql`
    update backup.backup set type = ${choice.type}, parent_guid = ${choice.parent}, root_guid = ${choice.root},
      snapshot_guid = ${made.rows[0]?.guid}, snapshot_time = ${choice.snapshotTime}, warnings = ${choice.warnings}::text[],
      status_info = coalesce(${why}, status_info), changed_at = now()
    where guid = ${plan.backupGuid}`.execute(tx.sql);
  await sql`update backup.work set backup_type = ${choice.type}, status_info = coalesce(${why}, status_info)
    where backup_guid = ${plan.backupGuid} and type in ('EXPORT', 'STORE')`.execute(tx.sql);
  return true;
}

/** The base, if the platform still tells what changed since it; else the reason. */
async function usable(
  driver: HypervisorDriver,
  plan: ExportPlan,
  base: IncrementalBase | FullReason,
  snapshotUuid: string,
  signal: AbortSignal,
): Promise<IncrementalBase | FullReason> {
  if (typeof base === 'string') return base;
  const known = plan.disks.find(({ guid, size }) => base.disks.get(guid) === size);
  if (!known) return base;
  try {
    const changed = driver.changedRanges(plan.machine, known, snapshotUuid, base.snapshotUuid, signal);
    for await (const _ of changed) break;
    return base;
  } catch (error) {
    if (error instanceof DriverFault && error.code === 'SNAPSHOT_GONE') return 'NO_SNAPSHOT';
    throw error;
  }
}

function fullBecause(reason: FullReason): string {
  return `Made as a full backup: ${fullReasons[reason]}.`;
}
