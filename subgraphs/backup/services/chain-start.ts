import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { StartedTask } from '../../kernel/tasks/contract.js';
import type { WorkType } from '../entities/work-words.js';
import { waitedMs } from './chain-times.js';
import { tellBackupsChanged } from './chain-events.js';
import type { BackupParts } from './parts.js';
import type { WorkInput } from './work-contract.js';
import { workByTask } from './work-row.js';

/** What follows from the start of tasks of one kind, in the transaction that starts them (vprotect.md 4.2). */
export async function chainStarted(
  parts: BackupParts,
  tx: Tx,
  type: WorkType,
  started: readonly StartedTask<WorkInput>[],
  place: string | undefined,
): Promise<void> {
  const guids = started.map(({ task }) => task.guid);
  if (place !== undefined) await writeNode(parts, tx, guids);
  const works = await workByTask(tx.sql, guids);
  const waited = started.flatMap(({ task }) => {
    const work = works.get(task.guid);
    return work ? [{ backup: work.backupGuid, job: work.restoreJobGuid, ms: waitedMs(task) }] : [];
  });
  const rows = JSON.stringify(waited);
  if (type === 'EXPORT' || type === 'STORE') {
    const column = sql.ref(type === 'EXPORT' ? 'queued_export_ms' : 'queued_store_ms');
    await sql`
      update backup.backup b set status = 'INPROGRESS', ${column} = s.ms, changed_at = now()
      from jsonb_to_recordset(${rows}::jsonb) s (backup uuid, ms bigint)
      where b.guid = s.backup and b.status in ('QUEUED', 'INPROGRESS')`.execute(tx.sql);
    await tellBackupsChanged(
      parts,
      tx,
      waited.flatMap(({ backup }) => backup ?? []),
    );
  }
  if (type === 'RESTORE' || type === 'IMPORT' || type === 'MOUNT') {
    const column = sql.ref(`queued_${type.toLowerCase()}_ms`);
    await sql`
      update backup.restore_job j set status = 'INPROGRESS', ${column} = s.ms, changed_at = now()
      from jsonb_to_recordset(${rows}::jsonb) s (job uuid, ms bigint)
      where j.guid = s.job and j.status in ('QUEUED', 'INPROGRESS')`.execute(tx.sql);
    await refreshRestoreStatus(
      tx,
      waited.flatMap(({ job }) => job ?? []),
    );
  }
  if (type === 'SNAPSHOT') {
    const snapshots = started.flatMap(({ input }) => input.snapshotGuid ?? []);
    await sql`update backup.snapshot set status = 'CREATING' where guid = any(${snapshots}::uuid[]) and status = 'QUEUED'`.execute(
      tx.sql,
    );
  }
}

/**
 * Writes that tasks run on this node: at the start, and when one goes on after another node died, for what follows
 * must run where the data are. Tasks may start before the node has registered itself for the first time.
 */
export async function writeNode({ node }: BackupParts, tx: Tx, guids: readonly string[]): Promise<void> {
  await sql`
    insert into backup.node (name, address, version, staging_dir, started_at, seen_at)
    values (${node.name}, ${node.address}, ${node.version}, ${node.stagingDir}, now(), now()) on conflict (name) do nothing`.execute(
    tx.sql,
  );
  await sql`
    update backup.work w set node_guid = n.guid from backup.node n
    where n.name = ${node.name} and w.task_guid = any(${[...guids]}::uuid[])`.execute(tx.sql);
}

/** Writes the status of the last restore into the machines of these restores. */
export async function refreshRestoreStatus(tx: Tx, jobs: readonly string[]): Promise<void> {
  if (jobs.length === 0) return;
  await sql`
    update backup.virtual_machine v set restore_status = l.status
    from (
      select distinct on (j.vm_guid) j.vm_guid, j.status from backup.restore_job j
      where j.vm_guid in (select o.vm_guid from backup.restore_job o where o.guid = any(${[...jobs]}::uuid[]))
      order by j.vm_guid, j.restore_time desc, j.created_at desc, j.guid
    ) l where v.guid = l.vm_guid`.execute(tx.sql);
}
