import { registerEnumType } from 'type-graphql';

/** Statuses of backups (vprotect.md 5). */
export const BackupStatusEnum = {
  QUEUED: 'QUEUED',
  INPROGRESS: 'INPROGRESS',
  SUCCESS: 'SUCCESS',
  PARTIAL_SUCCESS: 'PARTIAL_SUCCESS',
  FAILED: 'FAILED',
  SUCCESS_REMOVED: 'SUCCESS_REMOVED',
} as const;

/** One of them. */
export type BackupStatus = keyof typeof BackupStatusEnum;

registerEnumType(BackupStatusEnum, {
  name: 'BackupStatus',
  description: 'How far a backup is, or how it ended.',
  valuesConfig: {
    QUEUED: { description: 'It waits to be exported.' },
    INPROGRESS: { description: 'It is being exported or stored.' },
    SUCCESS: { description: 'It is kept wherever it was to be kept.' },
    PARTIAL_SUCCESS: { description: 'It is kept, but not wherever it was to be kept, or not all of it.' },
    FAILED: { description: 'It could not be made, or was cancelled.' },
    SUCCESS_REMOVED: { description: 'It was made, and its data were removed since.' },
  },
});

/** Statuses of the places of backups (vprotect.md 5). */
export const BackupLocationStatusEnum = {
  IN_PROGRESS: 'IN_PROGRESS',
  PRESENT: 'PRESENT',
  REMOVED: 'REMOVED',
  FAILED: 'FAILED',
} as const;

/** One of them. */
export type BackupLocationStatus = keyof typeof BackupLocationStatusEnum;

registerEnumType(BackupLocationStatusEnum, {
  name: 'BackupLocationStatus',
  description: 'Whether a backup is in one place.',
  valuesConfig: {
    IN_PROGRESS: { description: 'It is being made or stored.' },
    PRESENT: { description: 'It is there.' },
    REMOVED: { description: 'It was there and is removed.' },
    FAILED: { description: 'It could not be stored there.' },
  },
});

/** Marks of backups (vprotect.md 5). */
export const RetentionHintEnum = {
  STANDARD_RETENTION: 'STANDARD_RETENTION',
  ARCHIVE: 'ARCHIVE',
  TO_REMOVE: 'TO_REMOVE',
  RECREATE: 'RECREATE',
} as const;

/** One of them. */
export type RetentionHint = keyof typeof RetentionHintEnum;

registerEnumType(RetentionHintEnum, {
  name: 'RetentionHint',
  description: 'Whether a backup is kept longer or shorter than its policy says.',
  valuesConfig: {
    STANDARD_RETENTION: { description: 'As the policy says.' },
    ARCHIVE: { description: 'It is kept until its archive time.' },
    TO_REMOVE: { description: 'It goes at the next clean-up.' },
    RECREATE: { description: 'It is to be made again; kept as given.' },
  },
});

/** Types of files of backups (vprotect.md 5). */
export const BackupFileTypeEnum = {
  DISK: 'DISK',
  DISK_INC: 'DISK_INC',
  VM_IMAGE: 'VM_IMAGE',
  VM_CONFIG: 'VM_CONFIG',
  METADATA: 'METADATA',
} as const;

/** One of them. */
export type BackupFileType = keyof typeof BackupFileTypeEnum;

registerEnumType(BackupFileTypeEnum, {
  name: 'BackupFileType',
  description: 'What a file of a backup holds.',
  valuesConfig: {
    DISK: { description: 'A whole disk.' },
    DISK_INC: { description: 'What changed of a disk.' },
    VM_IMAGE: { description: 'A whole machine.' },
    VM_CONFIG: { description: 'The description of a machine.' },
    METADATA: { description: 'What else belongs to it.' },
  },
});
