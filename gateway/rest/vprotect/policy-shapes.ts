import { enumObject } from './enum-catalogue.js';
import type { AssignmentData, PolicyData, PolicyDetails } from './policy-operations.js';
import { byRole, ruleShape } from './rule-shapes.js';
import { machineShape, wireReference } from './virtual-machine-shapes.js';
import { reference, references, sizeOf } from './wire-values.js';

/** A policy in a list (vprotect.md 3.6). */
export function policyShape(policy: PolicyData): Readonly<Record<string, unknown>> {
  return { ...commonShape(policy), rules: references(policy.rules) };
}

/** A policy with its machines and whole rules. */
export function policyDetailsShape(policy: PolicyDetails): Readonly<Record<string, unknown>> {
  return {
    ...commonShape(policy),
    autoRemoveNonPresent: policy.autoRemoveNonPresent,
    autoAssignSettings: {
      mode: enumObject('AutoAssignMode', policy.autoAssignMode),
      includeTags: policy.includeTags,
      excludeTags: policy.excludeTags,
      includeRegExps: policy.includeRegExps,
      excludeRegExps: policy.excludeRegExps,
      hvClusters: references(policy.clusters),
    },
    vms: policy.virtualMachines.map(machineShape),
    rules: policy.rules.map((rule) => ruleShape(rule)),
    failRemainingBackupTasksExportThreshold: policy.failRemainingExportThreshold ?? undefined,
    failRemainingBackupTasksStoreThreshold: policy.failRemainingStoreThreshold ?? undefined,
    dailyReportEnabled: policy.dailyReportEnabled,
    mailingList: reference(policy.mailingList),
    visibleForAllProjects: policy.visibleForAllProjects,
    projects: references(policy.projects),
    quiesceBeforeSnapshot: policy.quiesceBeforeSnapshot,
    disableCleanOldBackups: policy.disableCleanOldBackups,
    scanFileSystem: policy.scanFileSystem,
  };
}

/** What auto-assignment would do to a machine. */
export function assignmentShape({ virtualMachine, type, reason }: AssignmentData): object {
  return {
    protectedEntity: reference(virtualMachine),
    changeType: enumObject('AutoAssignChange', type),
    changeReason: enumObject('AutoAssignReason', reason),
  };
}

function commonShape(policy: Omit<PolicyData, 'rules'> & { readonly rules: PolicyData['rules'] }): object {
  const destinations = byRole(policy.rules.flatMap((rule) => rule.destinations));
  const distinct = new Map(destinations.flatMap(({ destination: one }) => (one ? [[one.guid, one]] : [])));
  return {
    ...wireReference(policy),
    active: policy.active,
    priority: policy.priority,
    vmCount: policy.vmCount,
    ruleCount: policy.rules.length,
    averageBackupSize: sizeOf(policy.averageBackupSize),
    backupRetryCount: policy.backupRetryCount,
    autoAssignMode: enumObject('AutoAssignMode', policy.autoAssignMode),
    ruleBackupDestinations: destinations.map(({ destination, roleType, active }) => ({
      backupDestination: reference(destination),
      roleType: enumObject('RoleType', roleType),
      active,
    })),
    backupDestinations: references([...distinct.values()]),
    tenantId: policy.tenantId ?? undefined,
  };
}
