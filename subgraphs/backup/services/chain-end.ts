import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { EndedTask } from '../../kernel/tasks/contract.js';
import type { WorkType } from '../entities/work-words.js';
import { exportEnded, storeEnded } from './chain-backup.js';
import { mountChangeEnded, restoreStepEnded, snapshotEnded } from './chain-restore.js';
import { lengthOfTime, ranMs } from './chain-times.js';
import type { EndedWork } from './ended-work.js';
import type { BackupParts } from './parts.js';
import { refreshMachines } from './refresh-machines.js';
import type { WorkInput } from './work-contract.js';
import { workColumns, workFactsOf } from './work-row.js';

/** What follows from the end of tasks of one kind, in the transaction that ends them (vprotect.md 4.2). */
export async function chainEnded(
  parts: BackupParts,
  tx: Tx,
  type: WorkType,
  ended: readonly EndedTask<WorkInput>[],
): Promise<void> {
  const works = await readEnded(tx, ended);
  if (works.length === 0) return;
  await writeInfo(tx, works);
  if (type === 'EXPORT') await exportEnded(parts, tx, works);
  if (type === 'STORE') await storeEnded(parts, tx, works);
  if (type === 'RESTORE' || type === 'IMPORT' || type === 'MOUNT')
    await restoreStepEnded(parts, tx, type, works);
  if (type === 'MOUNT' || type === 'UNMOUNT') await mountChangeEnded(tx, type, works);
  if (type === 'SNAPSHOT') await snapshotEnded(tx, works);
  if (type === 'DELETE')
    await refreshMachines(
      tx,
      works.map(({ facts }) => facts.vmGuid),
    );
}

interface EndedRow extends Record<string, unknown> {
  task_guid: string;
  place: string | null;
  status_info: string | null;
  cancel_info: string | null;
}

async function readEnded(tx: Tx, ended: readonly EndedTask<WorkInput>[]): Promise<EndedWork[]> {
  const guids = ended.map(({ task }) => task.guid);
  const { rows } = await sql<EndedRow>`
    select ${workColumns}, w.status_info, w.cancel_info, n.name as place
    from backup.work w left join backup.node n on n.guid = w.node_guid where w.task_guid = any(${guids}::uuid[])`.execute(
    tx.sql,
  );
  const found = new Map(rows.map((row) => [row.task_guid, row]));
  return ended.flatMap((one) => {
    const row = found.get(one.task.guid);
    return row ? [{ ended: one, facts: workFactsOf(row), place: row.place, info: infoOf(one, row) }] : [];
  });
}

function infoOf({ task, end }: EndedTask, row: EndedRow): string {
  if (end.state === 'CANCELLED') return row.cancel_info ?? 'Cancelled';
  if (end.state === 'FAILED') {
    if (end.error?.code === 'WINDOW_PASSED') return 'Not started within its window';
    return end.error?.message ?? 'Failed';
  }
  const said = end.result?.['statusInfo'];
  return typeof said === 'string' ? said : (row.status_info ?? `Done in ${lengthOfTime(ranMs(task))}`);
}

async function writeInfo(tx: Tx, works: readonly EndedWork[]): Promise<void> {
  const rows = works.map(({ facts, info }) => ({ task: facts.taskGuid, info }));
  await sql`
    update backup.work w set status_info = s.info
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) s (task uuid, info text) where w.task_guid = s.task`.execute(
    tx.sql,
  );
}
