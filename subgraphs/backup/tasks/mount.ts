import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { backupFault } from '../services/backup-fault.js';
import { countObjects } from '../services/count-objects.js';
import type { DataParts } from '../services/data-parts.js';
import { fileSystemsIn, keepFileSystems } from '../services/find-contents.js';
import { present } from '../services/present.js';
import { presentLocation, RestoreSource } from '../services/restore-source.js';
import { wishedDisks } from '../services/wished-disks.js';
import type { RestoreInput, WorkFacts, WorkFunction } from '../services/work-contract.js';

/**
 * MOUNT (vprotect.md 3.4): looks for the file systems of a backup and makes them readable over the API. Files
 * are read out of the backup itself, through its chain; nothing is copied, and nothing appears in the file
 * system of the node. Mounted twice by one task it is mounted once.
 */
export function mountWork(parts: DataParts): WorkFunction {
  return async (run, facts) => {
    const backupGuid = await backupOf(parts, facts);
    const wish = run.input.restore;
    const locationGuid = wish?.locationGuid ?? (await presentLocation(parts, backupGuid));
    if (locationGuid === undefined)
      throw backupFault('NOT_RESTORABLE', 'The backup is no longer in any place.');
    const source = await RestoreSource.open(parts, locationGuid);
    const disks = await wishedDisks(parts.store.sql, source, wish ?? { mode: 'MOUNT', locationGuid });
    const found = await fileSystemsIn(source, disks);
    const mounted = facts.mountedBackupGuid ?? run.guid;
    await run.transaction(parts.store, async (tx) => {
      // Its removal takes this lock too, and asks whether it is mounted; another mount finds what this one keeps.
      await sql`select from backup.backup where guid = ${backupGuid} for update`.execute(tx.sql);
      await keepFileSystems(tx, backupGuid, found);
      await countObjects(tx, run.guid, found.length, found.length);
      await keepMounted(tx, mounted, backupGuid, facts, wish);
      await sql`update backup.work set mounted_backup_guid = ${mounted} where task_guid = ${run.guid}`.execute(
        tx.sql,
      );
    });
    return { mountedBackup: mounted, fileSystems: found.length };
  };
}

async function backupOf({ store }: DataParts, { backupGuid, mountedBackupGuid }: WorkFacts): Promise<string> {
  if (backupGuid !== null) return backupGuid;
  const { rows } = await sql<{ backup_guid: string }>`
    select backup_guid from backup.mounted_backup where guid = ${mountedBackupGuid}::uuid`.execute(store.sql);
  return present(rows[0]?.backup_guid, 'mounted backup');
}

async function keepMounted(
  tx: Tx,
  guid: string,
  backupGuid: string,
  { nodeGuid }: WorkFacts,
  wish: RestoreInput | undefined,
): Promise<void> {
  const { rows } =
    await sql`select from backup.backup_location where backup_guid = ${backupGuid} and status = 'PRESENT'`.execute(
      tx.sql,
    );
  if (rows.length === 0) throw backupFault('NOT_RESTORABLE', 'The backup is no longer in any place.');
  await sql`
    insert into backup.mounted_backup (guid, backup_guid, node_guid, mode, state, unmount_at)
    values (${guid}, ${backupGuid}, ${nodeGuid}, ${wish?.mountMode ?? 'AUTO'}, 'MOUNTED', ${wish?.unmountAt ?? null})
    on conflict (guid) do update set state = 'MOUNTED', node_guid = coalesce(excluded.node_guid, mounted_backup.node_guid)`.execute(
    tx.sql,
  );
  const wanted = JSON.stringify(wish?.fileSystems ?? []);
  await sql`delete from backup.mounted_file_system where mounted_backup_guid = ${guid}`.execute(tx.sql);
  await sql`
    insert into backup.mounted_file_system (mounted_backup_guid, file_system_guid, mount_path)
    select ${guid}, f.guid, coalesce(w."mountPath", '/' || b.vm_name || '/' || f.volume)
    from backup.file_system f join backup.backup b on b.guid = f.backup_guid
    left join jsonb_to_recordset(${wanted}::jsonb) w ("fileSystemGuid" uuid, "mountPath" text) on w."fileSystemGuid" = f.guid
    where f.backup_guid = ${backupGuid} and (jsonb_array_length(${wanted}::jsonb) = 0 or w."fileSystemGuid" is not null)`.execute(
    tx.sql,
  );
  const files = wish?.backupFileGuids ?? [];
  await sql`delete from backup.mounted_file where mounted_backup_guid = ${guid}`.execute(tx.sql);
  await sql`
    insert into backup.mounted_file (mounted_backup_guid, file_guid, path)
    select ${guid}, f.guid, '/' || f.path from backup.backup_file f
    where f.backup_guid = ${backupGuid} and f.type in ('DISK', 'DISK_INC')
      and (cardinality(${files}::uuid[]) = 0 or f.guid = any(${files}::uuid[]))`.execute(tx.sql);
}
