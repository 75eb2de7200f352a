import { registerEnumType } from 'type-graphql';

/** Types of restores (vprotect.md 5). */
export const RestoreTypeEnum = {
  RESTORE: 'RESTORE',
  RESTORE_AND_IMPORT: 'RESTORE_AND_IMPORT',
  RESTORE_AND_MOUNT: 'RESTORE_AND_MOUNT',
} as const;

/** One of them. */
export type RestoreType = keyof typeof RestoreTypeEnum;

registerEnumType(RestoreTypeEnum, {
  name: 'RestoreType',
  description: 'What becomes of what is restored.',
  valuesConfig: {
    RESTORE: { description: 'Files in a folder of a backup node.' },
    RESTORE_AND_IMPORT: { description: 'A machine on the platform.' },
    RESTORE_AND_MOUNT: { description: 'Files that can be looked at.' },
  },
});

/** Statuses of restores (vprotect.md 5). */
export const RestoreJobStatusEnum = {
  QUEUED: 'QUEUED',
  INPROGRESS: 'INPROGRESS',
  SUCCESS: 'SUCCESS',
  FAILED: 'FAILED',
} as const;

/** One of them. */
export type RestoreJobStatus = keyof typeof RestoreJobStatusEnum;

registerEnumType(RestoreJobStatusEnum, {
  name: 'RestoreJobStatus',
  description: 'How far a restore is, or how it ended.',
  valuesConfig: {
    QUEUED: { description: 'It waits.' },
    INPROGRESS: { description: 'It is being done.' },
    SUCCESS: { description: 'It is done.' },
    FAILED: { description: 'It could not be done, or was cancelled.' },
  },
});

/** Statuses of snapshots (vprotect.md 5). */
export const SnapshotStatusEnum = {
  QUEUED: 'QUEUED',
  CREATING: 'CREATING',
  PRESENT: 'PRESENT',
  REMOVED: 'REMOVED',
  FAILED: 'FAILED',
} as const;

/** One of them. */
export type SnapshotStatus = keyof typeof SnapshotStatusEnum;

registerEnumType(SnapshotStatusEnum, {
  name: 'SnapshotStatus',
  description: 'Whether a snapshot is on its platform.',
  valuesConfig: {
    QUEUED: { description: 'It waits to be made.' },
    CREATING: { description: 'It is being made.' },
    PRESENT: { description: 'It is there.' },
    REMOVED: { description: 'It was there and is removed.' },
    FAILED: { description: 'It could not be made.' },
  },
});

/** Modes of mounting (vprotect.md 5). */
export const MountModeEnum = {
  AUTO: 'AUTO',
  MANUAL: 'MANUAL',
  ISCSI: 'ISCSI',
} as const;

/** One of them. */
export type MountMode = keyof typeof MountModeEnum;

registerEnumType(MountModeEnum, {
  name: 'MountMode',
  description: 'How the file systems of a mounted backup are chosen.',
  valuesConfig: {
    AUTO: { description: 'All that are found.' },
    MANUAL: { description: 'Those that were named.' },
    ISCSI: { description: 'As a block device; not done here.' },
  },
});

/** States of mounted backups. */
export const MountStateEnum = {
  MOUNTING: 'MOUNTING',
  MOUNTED: 'MOUNTED',
  UNMOUNTING: 'UNMOUNTING',
  FAILED: 'FAILED',
} as const;

/** One of them. */
export type MountState = keyof typeof MountStateEnum;

registerEnumType(MountStateEnum, {
  name: 'MountState',
  description: 'Whether a mounted backup can be looked at.',
  valuesConfig: {
    MOUNTING: { description: 'It is being prepared.' },
    MOUNTED: { description: 'It can be looked at.' },
    UNMOUNTING: { description: 'It is being taken away.' },
    FAILED: { description: 'It could not be mounted.' },
  },
});

/** Types of entries of folders (vprotect.md 5). */
export const FileTypeEnum = {
  DIRECTORY: 'DIRECTORY',
  REGULAR_FILE: 'REGULAR_FILE',
  SYMLINK: 'SYMLINK',
  BROKEN_SYMLINK: 'BROKEN_SYMLINK',
} as const;

/** One of them. */
export type FileType = keyof typeof FileTypeEnum;

registerEnumType(FileTypeEnum, {
  name: 'FileType',
  description: 'What an entry of a folder is.',
  valuesConfig: {
    DIRECTORY: { description: 'A folder.' },
    REGULAR_FILE: { description: 'A file.' },
    SYMLINK: { description: 'A link to something that is there.' },
    BROKEN_SYMLINK: { description: 'A link to nothing.' },
  },
});

/** Types of destinations (vprotect.md 5) there are here. */
export const DestinationTypeEnum = {
  FILESYSTEM: 'FILESYSTEM',
} as const;

/** One of them. */
export type DestinationType = keyof typeof DestinationTypeEnum;

registerEnumType(DestinationTypeEnum, {
  name: 'DestinationType',
  description: 'What kind of place backups are kept in.',
  valuesConfig: {
    FILESYSTEM: { description: 'A folder of the file system of every node that stores there.' },
  },
});
