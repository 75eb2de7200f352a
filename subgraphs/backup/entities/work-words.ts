import { registerEnumType } from 'type-graphql';

/** Kinds of work (TaskType, vprotect.md 5). */
export const WorkTypeEnum = {
  INDEX: 'INDEX',
  EXPORT: 'EXPORT',
  STORE: 'STORE',
  RESTORE: 'RESTORE',
  IMPORT: 'IMPORT',
  MOUNT: 'MOUNT',
  UNMOUNT: 'UNMOUNT',
  DELETE: 'DELETE',
  SNAPSHOT: 'SNAPSHOT',
  SNAPSHOT_REVERSION: 'SNAPSHOT_REVERSION',
  OLD_BACKUPS_REMOVAL: 'OLD_BACKUPS_REMOVAL',
  OLD_SNAPSHOTS_REMOVAL: 'OLD_SNAPSHOTS_REMOVAL',
} as const;

/** One of them. */
export type WorkType = keyof typeof WorkTypeEnum;

registerEnumType(WorkTypeEnum, {
  name: 'BackupWorkType',
  description: 'Kinds of work of backups.',
  valuesConfig: {
    INDEX: { description: 'Reads what a hypervisor manager has.' },
    EXPORT: { description: 'Reads the disks of a machine into staging space.' },
    STORE: { description: 'Stores what was exported in its destinations.' },
    RESTORE: { description: 'Reads a backup into staging space.' },
    IMPORT: { description: 'Makes a machine of what was restored.' },
    MOUNT: { description: 'Makes the files of a backup readable.' },
    UNMOUNT: { description: 'Takes a mounted backup away.' },
    DELETE: { description: 'Removes a backup from its destinations.' },
    SNAPSHOT: { description: 'Takes a snapshot of a machine.' },
    SNAPSHOT_REVERSION: { description: 'Puts a machine back to a snapshot.' },
    OLD_BACKUPS_REMOVAL: { description: 'Removes the backups that no rule keeps.' },
    OLD_SNAPSHOTS_REMOVAL: { description: 'Removes the snapshots that no rule keeps.' },
  },
});

/** Who or what asked for work (OriginEntityType, vprotect.md 5). */
export type WorkOriginType = 'USER' | 'SCHEDULE' | 'SYSTEM_SCHEDULE';
