import { enumObject } from './enum-catalogue.js';
import type { RuleData, RuleDestinationData } from './rule-operations.js';
import { wireReference } from './virtual-machine-shapes.js';
import { reference, sizeOf } from './wire-values.js';

/** A rule of a policy (vprotect.md 3.7); destinations that rest are shown where all are asked for. */
export function ruleShape(rule: RuleData, activeOnly = false): Readonly<Record<string, unknown>> {
  const destinations = rule.destinations.filter(
    ({ active, roleType }) => !activeOnly || active || roleType === 'PRIMARY',
  );
  return {
    guid: rule.guid,
    name: rule.name,
    policy: wireReference(rule.policy),
    schedules: rule.schedules.map(wireReference),
    active: rule.active,
    position: rule.position,
    ruleBackupDestinations: byRole(destinations).map(destinationShape),
    vmCount: rule.vmCount,
    schedulesCount: rule.scheduleCount,
    backupCount: rule.backupCount,
    removable: rule.backupCount === 0,
    markedForDeletion: false,
    retentionVersions: rule.retentionVersions ?? undefined,
    retentionDays: rule.retentionDays ?? undefined,
  };
}

/** Primary first. */
export function byRole<T extends { readonly roleType: string }>(destinations: readonly T[]): T[] {
  const roles = ['PRIMARY', 'SECONDARY', 'ARCHIVE'];
  return destinations.toSorted((a, b) => roles.indexOf(a.roleType) - roles.indexOf(b.roleType));
}

function destinationShape(of: RuleDestinationData): object {
  const { destination } = of;
  return {
    guid: of.guid,
    roleType: enumObject('RoleType', of.roleType),
    active: of.active,
    backupDestination: destination
      ? { ...reference(destination), type: enumObject('BackupDestinationType', destination.type) }
      : undefined,
    backupRetentionSettings: {
      retentionKeepLastNFull: of.keepLastFull,
      retentionKeepFullNewerThan: sizeOf(of.keepFullNewer),
      retentionKeepLastNIncremental: of.keepLastIncremental,
      retentionKeepIncrementalNewerThan: sizeOf(of.keepIncrementalNewer),
      keepLastBackupWhenSourceStillExists: of.keepLastWhileSourceExists,
    },
    daysToKeepRetentionLock: of.retentionLockDays ?? undefined,
  };
}
