import { registerEnumType } from 'type-graphql';

/** Whether the schedules of a machine's policy are kept (BackupProtection, vprotect.md 4.8 and 5). */
export const ProtectionEnum = {
  IS_PROTECTED: 'IS_PROTECTED',
  NOT_PROTECTED: 'NOT_PROTECTED',
  NO_SCHEDULE: 'NO_SCHEDULE',
} as const;

/** One of them. */
export type Protection = keyof typeof ProtectionEnum;

registerEnumType(ProtectionEnum, {
  name: 'BackupProtection',
  description: 'Whether backups of a machine are made as its schedules say.',
  valuesConfig: {
    IS_PROTECTED: {
      description: 'The newest backup is not older than the last firing whose window is over.',
    },
    NOT_PROTECTED: { description: 'It is older, or there is none.' },
    NO_SCHEDULE: { description: 'No active schedule covers the machine.' },
  },
});
