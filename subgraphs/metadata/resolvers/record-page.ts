import type { ConnectionObject } from '../../../schema/paging/connection.js';
import type { BackupRecord } from '../entities/backup-record.js';
import { BackupRecordConnection } from './connections.js';

/** The page of something that has no host name and so no records. */
export function noRecords(): ConnectionObject<BackupRecord> {
  return BackupRecordConnection.of({
    nodes: [],
    cursorAt: () => '',
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    countAll: () => Promise.resolve(0),
  });
}
