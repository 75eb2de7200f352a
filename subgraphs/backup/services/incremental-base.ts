import { sql, type RawBuilder } from 'kysely';
import type { Sql, Tx } from '../../kernel/database/store.js';
import type { ExportPlan } from './export-plan.js';

/** The backup an incremental one builds on. */
export interface IncrementalBase {
  readonly backupGuid: string;
  readonly rootGuid: string;
  /** The platform's id of the snapshot it was made of. */
  readonly snapshotUuid: string;
  /** Sizes of its disks, in bytes, by their GUIDs here. */
  readonly disks: ReadonlyMap<string, number>;
}

/** Why a backup is made in full although less was asked for (vprotect.md 4.4), as people read it. */
export const fullReasons = {
  NOT_SUPPORTED: 'the platform does not support incremental backup',
  NO_POLICY: 'the machine has no backup policy',
  MISSING_INCREMENTAL_SCHEDULER: 'its policy has no active schedule for incremental backups',
  NO_BACKUP: 'there is no earlier backup to build on',
  NO_SNAPSHOT: 'the snapshot of the previous backup no longer exists',
  NOT_THERE: 'the previous backup is not in every destination of this one',
} as const;

/** One of them. */
export type FullReason = keyof typeof fullReasons;

interface BaseRow {
  readonly guid: string;
  readonly root_guid: string | null;
  readonly snapshot_uuid: string | null;
  readonly missing: boolean;
  readonly disks: Readonly<Record<string, number>>;
}

/** The newest good backup of the machine with all an incremental needs of it; else the reason. */
export async function incrementalBase(
  handle: Sql,
  plan: ExportPlan,
  changedBlocks: boolean,
): Promise<IncrementalBase | FullReason> {
  if (!changedBlocks) return 'NOT_SUPPORTED';
  if (plan.keepsSnapshots !== 'YES') return plan.keepsSnapshots;
  const { rows } = await sql<BaseRow>`
    select b.guid, b.root_guid,
      (select s.uuid from backup.snapshot s where s.guid = b.snapshot_guid and s.status = 'PRESENT') as snapshot_uuid,
      ${missingIn(plan.destinations)} as missing,
      coalesce((select jsonb_object_agg(f.disk_guid, f.size) from backup.backup_file f
        where f.backup_guid = b.guid and f.disk_guid is not null), '{}') as disks
    from backup.backup b
    where b.vm_guid = ${plan.machine.guid} and b.guid <> ${plan.backupGuid} and b.status in ('SUCCESS', 'PARTIAL_SUCCESS')
    order by b.snapshot_time desc, b.guid limit 1`.execute(handle);
  const [row] = rows;
  if (!row) return 'NO_BACKUP';
  if (row.snapshot_uuid === null) return 'NO_SNAPSHOT';
  if (row.missing) return 'NOT_THERE';
  return {
    backupGuid: row.guid,
    rootGuid: row.root_guid ?? row.guid,
    snapshotUuid: row.snapshot_uuid,
    disks: new Map(Object.entries(row.disks).map(([guid, size]) => [guid, Number(size)])),
  };
}

/** Keeps a base from being removed until the transaction ends; false when it has been. Its removal takes the same lock. */
export async function lockBase(tx: Tx, guid: string, destinations: readonly string[]): Promise<boolean> {
  await sql`select from backup.backup where guid = ${guid} for update`.execute(tx.sql);
  const { rows } = await sql`
    select from backup.backup b
    where b.guid = ${guid} and b.status in ('SUCCESS', 'PARTIAL_SUCCESS') and not ${missingIn(destinations)}`.execute(
    tx.sql,
  );
  return rows.length > 0;
}

/** Whether the backup `b` is not in every one of these destinations. */
function missingIn(destinations: readonly string[]): RawBuilder<boolean> {
  return sql<boolean>`exists (select from unnest(${destinations}::uuid[]) as wanted(guid) where not exists (
    select from backup.backup_location l
    where l.backup_guid = b.guid and l.destination_guid = wanted.guid and l.status = 'PRESENT'))`;
}
