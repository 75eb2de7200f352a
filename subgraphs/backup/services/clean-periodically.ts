import { sql } from 'kysely';
import type { WorkType } from '../entities/work-words.js';
import type { BackupParts } from './parts.js';
import { workKinds } from './work-kinds.js';
import { insertWork } from './work-row.js';

/** What is cleaned by itself, and whether there is anything that could be. */
const cleanings = {
  OLD_BACKUPS_REMOVAL: {
    title: 'Removal of old backups',
    any: sql<boolean>`exists (select from backup.backup_location where status = 'PRESENT')`,
  },
  OLD_SNAPSHOTS_REMOVAL: {
    title: 'Removal of old snapshots',
    any: sql<boolean>`exists (select from backup.snapshot where status = 'PRESENT')`,
  },
} as const satisfies Partial<Record<WorkType, object>>;

/**
 * Asks for the removal of what retention gives up, once in each interval however many processes do so
 * (vprotect.md 4.7): `turn` is its number. Nothing is asked for where nothing is kept.
 */
export async function askForCleaning({ store, tasks }: BackupParts, turn: number): Promise<void> {
  for (const [type, { title, any }] of Object.entries(cleanings) as [
    keyof typeof cleanings,
    (typeof cleanings)[keyof typeof cleanings],
  ][]) {
    const { rows } = await sql<{ any: boolean }>`select ${any} as any`.execute(store.sql);
    if (rows[0]?.any !== true) continue;
    await store.transaction(async (tx) => {
      const workflow = crypto.randomUUID();
      const { task, created } = await tasks.createOrFind(tx, {
        type: workKinds[type].task,
        title,
        input: {},
        workflow,
        origin: 'SYSTEM',
        idempotencyKey: `turn ${turn}`,
      });
      if (created)
        await insertWork(tx, [{ taskGuid: task.guid, type, workflow, originType: 'SYSTEM_SCHEDULE' }]);
    });
  }
}
