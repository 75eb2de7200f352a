import { registerEnumType } from 'type-graphql';

/** Kinds of backup (vprotect.md 5). */
export const BackupTypeEnum = {
  FULL: 'FULL',
  INCREMENTAL: 'INCREMENTAL',
  SYNCHRONIZATION: 'SYNCHRONIZATION',
  SYNTHETIC: 'SYNTHETIC',
} as const;

/** One of them. */
export type BackupType = keyof typeof BackupTypeEnum;

registerEnumType(BackupTypeEnum, {
  name: 'BackupType',
  description: 'What a backup holds.',
  valuesConfig: {
    FULL: { description: 'Everything.' },
    INCREMENTAL: { description: 'What changed since the backup it builds on.' },
    SYNCHRONIZATION: { description: 'What another system had already; not made here.' },
    SYNTHETIC: { description: 'A full one put together from earlier ones; not made here.' },
  },
});
