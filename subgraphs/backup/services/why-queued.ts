import { sql } from 'kysely';
import type { Waiting } from '../../kernel/tasks/waiting.js';
import { offlineAfterMs } from '../entities/backup-node.js';
import type { BackupParts } from './parts.js';

/** Why a task has not started, in a sentence. */
export async function whyQueued({ store }: Pick<BackupParts, 'store'>, waiting: Waiting): Promise<string> {
  const { beforeWindow, behind, place, ahead } = waiting;
  if (beforeWindow) return 'Its window has not begun.';
  if (behind !== null) return `Task ${behind} works on the same thing; only one may at a time.`;
  if (place !== null && !(await isOnline(store, place))) return `Its backup node ${place} is offline.`;
  return ahead === 0 ? 'It is next, as soon as a worker is free.' : `${ahead} other tasks go first.`;
}

async function isOnline(store: BackupParts['store'], place: string): Promise<boolean> {
  const { rows } = await sql`
    select from backup.node where name = ${place} and seen_at > now() - ${offlineAfterMs}::integer * interval '1 millisecond'`.execute(
    store.sql,
  );
  return rows.length > 0;
}
