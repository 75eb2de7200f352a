import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';

/**
 * Writes how many objects a task has dealt with, and of how many (vprotect.md 3.2). What they are depends on the
 * kind of work: disks of EXPORT, RESTORE and IMPORT, places of STORE, file systems of MOUNT, backups of DELETE and
 * of the removal of old ones, snapshots of that of old snapshots, machines of INDEX. Other kinds count nothing.
 */
export async function countObjects(
  tx: Tx,
  taskGuid: string,
  processed: number,
  total: number,
): Promise<void> {
  await sql`
    update backup.work set processed_objects = ${processed}, total_objects = ${total} where task_guid = ${taskGuid}`.execute(
    tx.sql,
  );
}
