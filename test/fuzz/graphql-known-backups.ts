import fc from 'fast-check';
import type { SeededBackups } from './backup-seed.js';
import type { Known } from './graphql-known.js';

/**
 * Fields and arguments, and what of the backup subgraph they name. The machines of an export are not among them: one of a
 * real machine with as many retries as a number can be would be waited for.
 */
const named: Readonly<Record<keyof SeededBackups, readonly string[]>> = {
  manager: [
    'managers',
    'hypervisorManagers',
    'hypervisorManagerGuid',
    'hypervisorManager.guid',
    'UpdateHypervisorManagerInput.guid',
  ],
  machine: [
    'virtualMachineGuid',
    'virtualMachines',
    'vmGuids',
    'usableFor',
    'virtualMachine.guid',
    'UpdateVirtualMachineInput.guid',
    'VirtualMachineFilter.guids',
  ],
  disk: ['SetDiskExcludedInput.guid'],
  destination: [
    'destinationGuid',
    'destinationGuids',
    'destinations',
    'backupDestinations',
    'backupDestinationGuid',
    'backupDestination.guid',
    'BackupDestinationInput.guid',
    'UpdateBackupDestinationInput.guid',
  ],
  policy: ['policyGuid', 'policyGuids', 'policies', 'policy.guid', 'UpdatePolicyInput.guid'],
  rule: ['ruleGuid', 'ruleGuids', 'rules', 'rule.guid', 'UpdateRuleInput.guid'],
  schedule: ['scheduleGuid', 'scheduleGuids', 'schedules', 'schedule.guid', 'UpdateScheduleInput.guid'],
  backup: [
    'backupGuid',
    'backups',
    'parents',
    'roots',
    'backup.guid',
    'DescribeBackupInput.guid',
    'DeleteBackupsInput.guid',
    'AcknowledgeWarningsInput.guids',
  ],
  location: ['locationGuid', 'backupLocationGuid'],
  file: ['backupFileGuid', 'backupFileGuids'],
  task: ['backupTask.guid', 'CancelBackupTaskInput.guid', 'RemoveTasksInput.guids'],
  workflow: ['workflows', 'RemoveWorkflowInput.guid', 'RemoveTasksInput.workflow'],
  mounted: ['mountedBackupGuid', 'mountedBackup.guid'],
};

/** What is known of the backups that were seeded. */
export function knownBackups(seeded: SeededBackups): Known {
  return Object.fromEntries(
    Object.entries(named).flatMap(([kind, names]) =>
      names.map((name) => [name, fc.constant(seeded[kind as keyof SeededBackups])]),
    ),
  );
}
