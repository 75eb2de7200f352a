import { sql, type RawBuilder } from 'kysely';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { offlineAfterMs } from '../entities/backup-node.js';
import { readGuid } from './guid.js';
import { wallOf } from './tenant-wall.js';

/**
 * Whether a node (`t`) can restore a backup now (vprotect.md 3.8): every node reaches every destination, so each that is
 * online can, as long as the backup succeeded, is kept somewhere and the viewer may see it.
 */
export function canRestore(backupGuid: string, viewer: Viewer): RawBuilder<boolean> {
  return sql<boolean>`(t.seen_at > now() - ${offlineAfterMs}::integer * interval '1 millisecond' and exists (
    select from backup.backup b join backup.backup_location l on l.backup_guid = b.guid and l.status = 'PRESENT'
    where b.guid = ${readGuid(backupGuid) ?? null}::uuid and b.status in ('SUCCESS', 'PARTIAL_SUCCESS') and ${wallOf(viewer, 'b')}))`;
}
