import { sql } from 'kysely';
import type { TaskRun } from '../../kernel/tasks/contract.js';
import type { DataParts } from './data-parts.js';
import { fileSystemsIn, keepFileSystems } from './find-contents.js';
import { presentLocation, RestoreSource } from './restore-source.js';
import { wishedDisks } from './wished-disks.js';

/**
 * Looks for the file systems of a backup that was just stored, where the policy of its rule, else of its machine, wishes
 * it (`scanFileSystem`, vprotect.md 3.6), so that they are known before anybody mounts it.
 */
export async function scanBackup(parts: DataParts, run: TaskRun, backupGuid: string): Promise<void> {
  const { rows } = await sql<{ wished: boolean }>`
    select coalesce(p.scan_file_system, false) as wished from backup.backup b
    left join backup.rule r on r.guid = b.rule_guid left join backup.virtual_machine v on v.guid = b.vm_guid
    left join backup.policy p on p.guid = coalesce(r.policy_guid, v.policy_guid) where b.guid = ${backupGuid}`.execute(
    parts.store.sql,
  );
  const locationGuid = rows[0]?.wished === true ? await presentLocation(parts, backupGuid) : undefined;
  if (locationGuid === undefined) return;
  const source = await RestoreSource.open(parts, locationGuid);
  const disks = await wishedDisks(parts.store.sql, source, { mode: 'MOUNT', locationGuid });
  const found = await fileSystemsIn(source, disks);
  await run.transaction(parts.store, async (tx) => {
    // A mount looks too, and takes this lock; the later of the two finds what the other has kept.
    await sql`select from backup.backup where guid = ${backupGuid} for update`.execute(tx.sql);
    await keepFileSystems(tx, backupGuid, found);
  });
}
