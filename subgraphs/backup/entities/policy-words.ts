import { registerEnumType } from 'type-graphql';

/** Whether a policy takes machines by itself. */
export const AutoAssignModeEnum = {
  DISABLED: 'DISABLED',
  ASSIGN_ONLY: 'ASSIGN_ONLY',
  ASSIGN_AND_REMOVE: 'ASSIGN_AND_REMOVE',
} as const;

/** One of them. */
export type AutoAssignMode = keyof typeof AutoAssignModeEnum;

registerEnumType(AutoAssignModeEnum, {
  name: 'AutoAssignMode',
  description: 'Whether a policy takes machines by itself.',
  valuesConfig: {
    DISABLED: { description: 'No.' },
    ASSIGN_ONLY: { description: 'Machines without a policy.' },
    ASSIGN_AND_REMOVE: {
      description: 'Also those whose policy no longer takes them; and it gives up what it takes no more.',
    },
  },
});

/** What auto-assignment does to a machine. */
export const AutoAssignChangeEnum = { ASSIGN: 'ASSIGN', UNASSIGN: 'UNASSIGN', REASSIGN: 'REASSIGN' } as const;

registerEnumType(AutoAssignChangeEnum, {
  name: 'AutoAssignChange',
  description: 'What auto-assignment does to a machine.',
  valuesConfig: {
    ASSIGN: { description: 'It gets the policy.' },
    UNASSIGN: { description: 'It leaves the policy.' },
    REASSIGN: { description: 'It moves here from another policy.' },
  },
});

/** Why auto-assignment does it. */
export const AutoAssignReasonEnum = {
  TAG_MATCH: 'TAG_MATCH',
  NAME_MATCH: 'NAME_MATCH',
  CLUSTER_MATCH: 'CLUSTER_MATCH',
  EXCLUDED: 'EXCLUDED',
  NO_LONGER_MATCHES: 'NO_LONGER_MATCHES',
} as const;

registerEnumType(AutoAssignReasonEnum, {
  name: 'AutoAssignReason',
  description: 'Why auto-assignment changes something.',
  valuesConfig: {
    TAG_MATCH: { description: 'A tag is included.' },
    NAME_MATCH: { description: 'The name is as an included expression says.' },
    CLUSTER_MATCH: { description: 'It is in a cluster of the policy, which names nothing else.' },
    EXCLUDED: { description: 'A tag or the name is excluded.' },
    NO_LONGER_MATCHES: { description: 'Nothing includes it any more.' },
  },
});

/** Which of a rule's destinations is meant. */
export const RoleTypeEnum = { PRIMARY: 'PRIMARY', SECONDARY: 'SECONDARY', ARCHIVE: 'ARCHIVE' } as const;

/** One of them. */
export type RoleType = keyof typeof RoleTypeEnum;

registerEnumType(RoleTypeEnum, {
  name: 'RoleType',
  description: 'What a destination is to a rule or a backup.',
  valuesConfig: {
    PRIMARY: { description: 'Where backups are stored.' },
    SECONDARY: { description: 'Where a copy goes.' },
    ARCHIVE: { description: 'Where archived backups go.' },
  },
});

/** Whether a machine is protected (vprotect.md 4.8). */
export const BackupProtectionEnum = {
  IS_PROTECTED: 'IS_PROTECTED',
  NOT_PROTECTED: 'NOT_PROTECTED',
  NO_SCHEDULE: 'NO_SCHEDULE',
} as const;

/** One of them. */
export type BackupProtection = keyof typeof BackupProtectionEnum;

registerEnumType(BackupProtectionEnum, {
  name: 'BackupProtection',
  description: 'Whether a machine is protected by a recent backup.',
  valuesConfig: {
    IS_PROTECTED: { description: 'Its newest backup is as new as its schedules ask for.' },
    NOT_PROTECTED: { description: 'It has no backup as new as its schedules ask for.' },
    NO_SCHEDULE: { description: 'No active schedule reaches it.' },
  },
});

/** Why a machine is not protected. */
export const NotProtectedReasonEnum = {
  NO_POLICY: 'NO_POLICY',
  POLICY_INACTIVE: 'POLICY_INACTIVE',
  NO_RULE: 'NO_RULE',
  NO_SCHEDULE: 'NO_SCHEDULE',
  NO_BACKUP: 'NO_BACKUP',
  OUTDATED: 'OUTDATED',
} as const;

/** One of them. */
export type NotProtectedReason = keyof typeof NotProtectedReasonEnum;

registerEnumType(NotProtectedReasonEnum, {
  name: 'NotProtectedReason',
  description: 'Why a machine is not protected.',
  valuesConfig: {
    NO_POLICY: { description: 'It is in no backup policy.' },
    POLICY_INACTIVE: { description: 'Its policy is switched off.' },
    NO_RULE: { description: 'Its policy has no active rule.' },
    NO_SCHEDULE: { description: 'No active schedule is attached to the active rules of its policy.' },
    NO_BACKUP: { description: 'It never had a successful backup.' },
    OUTDATED: { description: 'Its newest backup is older than the last run whose window is over.' },
  },
});

/** Why an incremental backup would become a full one (vprotect.md 4.4). */
export const IncrementalNotPossibleReasonEnum = {
  NO_POLICY: 'NO_POLICY',
  MISSING_INCREMENTAL_SCHEDULER: 'MISSING_INCREMENTAL_SCHEDULER',
  NO_SNAPSHOT: 'NO_SNAPSHOT',
  NOT_SUPPORTED: 'NOT_SUPPORTED',
} as const;

/** One of them. */
export type IncrementalNotPossibleReason = keyof typeof IncrementalNotPossibleReasonEnum;

registerEnumType(IncrementalNotPossibleReasonEnum, {
  name: 'IncrementalNotPossibleReason',
  description: 'Why an incremental backup would become a full one.',
  valuesConfig: {
    NO_POLICY: { description: 'It is in no backup policy.' },
    MISSING_INCREMENTAL_SCHEDULER: {
      description: 'Its policy has no active schedule for incremental backups.',
    },
    NO_SNAPSHOT: { description: 'There is no snapshot to compare with.' },
    NOT_SUPPORTED: { description: 'Its platform does not tell which blocks have changed.' },
  },
});
