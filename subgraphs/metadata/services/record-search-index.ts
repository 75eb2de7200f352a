import type { BackupRecordStatus } from '../entities/backup-record-status.js';
import { searchIndexOf, type SearchIndex } from './search-index.js';

/** What a record holds outside its document. */
export interface RecordHead {
  readonly backupId: string;
  readonly uuid: string;
  readonly userId: string;
  readonly userName: string | null;
  readonly projectId: string | null;
  readonly status: BackupRecordStatus;
}

/** The search index of a whole record under the names of the legacy answer (freezer.md §4, §5). */
export function recordSearchIndex(
  head: RecordHead,
  document: Readonly<Record<string, unknown>>,
): SearchIndex {
  return searchIndexOf({
    backup_id: head.backupId,
    backup_uuid: head.uuid,
    user_id: head.userId,
    user_name: head.userName,
    project_id: head.projectId,
    status: head.status,
    backup_metadata: document,
  });
}
