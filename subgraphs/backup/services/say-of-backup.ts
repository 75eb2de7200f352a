import { sql } from 'kysely';
import { isStorableText } from '../../kernel/database/storable.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { emitBackupEvents } from './backup-events.js';
import { invalid, notFound } from './backup-fault.js';
import { guidIn } from './list-page.js';
import type { BackupParts } from './parts.js';
import { wallOf } from './tenant-wall.js';

const longest = 10_000;
const most = 1000;

/** Says something of a backup; an empty text is none. NOT_FOUND when there is none the viewer may see. */
export async function describeBackup(
  { store, events }: Pick<BackupParts, 'store' | 'events'>,
  { guid, description }: { readonly guid: string; readonly description?: string | null | undefined },
  viewer: Viewer,
): Promise<void> {
  const text = description === '' || description == null ? null : description;
  if (text !== null && (text.length > longest || !isStorableText(text)))
    throw invalid('description', `a text of at most ${longest} characters without NUL`);
  await store.transaction(async (tx) => {
    const { rows } = await sql<{ guid: string }>`
      update backup.backup b set description = ${text}, changed_at = now()
      where ${guidIn('b.guid', [guid])} and ${wallOf(viewer, 'b')} returning guid`.execute(tx.sql);
    if (rows.length === 0) throw notFound('backup');
    await emitBackupEvents(events, tx, [guid]);
  });
}

/**
 * Acknowledges the warnings of backups, or takes that back; what the machines tell of them follows. Gives the
 * GUIDs of those that were found.
 */
export async function acknowledgeWarnings(
  { store, events }: Pick<BackupParts, 'store' | 'events'>,
  { guids, acknowledged }: { readonly guids: readonly string[]; readonly acknowledged: boolean },
  viewer: Viewer,
): Promise<string[]> {
  if (guids.length > most) throw invalid('guids', `at most ${most} GUIDs`);
  return store.transaction(async (tx) => {
    const { rows } = await sql<{ guid: string; vm_guid: string | null }>`
      update backup.backup b set warnings_acknowledged = ${acknowledged}, changed_at = now()
      where ${guidIn('b.guid', guids)} and ${wallOf(viewer, 'b')} returning guid, vm_guid`.execute(tx.sql);
    const machines = rows.flatMap(({ vm_guid }) => vm_guid ?? []);
    await sql`
      update backup.virtual_machine v set warnings_present = exists (
        select from backup.backup b where b.vm_guid = v.guid and not b.warnings_acknowledged and cardinality(b.warnings) > 0)
      where v.guid = any(${machines}::uuid[])`.execute(tx.sql);
    const changed = rows.map(({ guid }) => guid);
    await emitBackupEvents(events, tx, changed);
    return changed;
  });
}
