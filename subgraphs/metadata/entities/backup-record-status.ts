import { registerEnumType } from 'type-graphql';

/** Where a backup record stands; the values are the words of the legacy API (freezer.md §5). */
export const BackupRecordStatus = {
  CREATING: 'creating',
  AVAILABLE: 'available',
  ERROR: 'error',
  DELETING: 'deleting',
  DELETED: 'deleted',
} as const;

/** One of the words. */
export type BackupRecordStatus = (typeof BackupRecordStatus)[keyof typeof BackupRecordStatus];

registerEnumType(BackupRecordStatus, {
  name: 'BackupRecordStatus',
  description: 'Where a backup record stands.',
  valuesConfig: {
    CREATING: { description: 'The backup is being made.' },
    AVAILABLE: { description: 'The backup can be restored; what a new record is.' },
    ERROR: { description: 'The backup failed.' },
    DELETING: { description: 'The backup data is being removed.' },
    DELETED: { description: 'The backup data is gone, the record is kept.' },
  },
});
