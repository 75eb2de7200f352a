import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { WishedDisk } from './wished-disks.js';

/** Notes that the files of a backup were restored from, at the time their task began: noted twice it is once. */
export async function noteRestored(tx: Tx, taskGuid: string, disks: readonly WishedDisk[]): Promise<void> {
  const files = disks.flatMap(({ fileGuid }) => fileGuid ?? []);
  if (files.length === 0) return;
  await sql`
    update backup.backup_file f set restored_at = array_append(f.restored_at, w.began)
    from (select coalesce(r.restore_time, now()) as began from backup.work w
      left join backup.restore_job r on r.guid = w.restore_job_guid where w.task_guid = ${taskGuid}) w
    where f.guid = any(${files}::uuid[]) and not w.began = any(f.restored_at)`.execute(tx.sql);
}
