const vm = '5f0c6c0a-1d7e-4b59-9a55-0d2f6f3a7c11';
const other = '0b8f3a52-7c1d-4a0e-8b57-6f1e2d3c4b5a';
const destination = '3c2b1a09-8f7e-4d6c-b5a4-93827160f5e4';
const backup = '77aa66bb-55cc-44dd-93ee-22ff11aa00bb';
const rule = '41d3c2b1-a0f9-4e8d-b7c6-95a4b3c2d1e0';

/** A body that is taken, and what the graph is asked for by it. */
export interface Accepted {
  readonly title: string;
  readonly method?: 'POST' | 'PUT';
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body: unknown;
  /** Members the input must have; `null` for one that is cleared, `undefined` for one that is not sent. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** Bodies as the known clients send them. */
export const accepted: readonly Accepted[] = [
  {
    title: 'an export as the guide has it',
    path: '/tasks/export',
    body: {
      protectedEntities: [{ guid: vm }],
      backupType: { name: 'INCREMENTAL' },
      backupDestination: { guid: destination },
      windowStart: 1767312000000,
      windowEnd: 1767330000000,
      priority: 70,
    },
    input: {
      virtualMachineGuids: [vm],
      backupType: 'INCREMENTAL',
      backupDestinationGuid: destination,
      windowStart: '2026-01-02T00:00:00.000Z',
      windowEnd: '2026-01-02T05:00:00.000Z',
      priority: 70,
      ruleGuids: undefined,
    },
  },
  {
    title: 'an export of the first Horizon plugin, with bare texts and texts for numbers',
    path: '/tasks/export',
    body: {
      protectedEntities: [vm, { guid: vm.toUpperCase(), name: 'erp' }],
      backupType: 'FULL',
      backupDestination: destination,
      priority: '50',
      retryCount: '2',
      windowStart: 1767312000000.0,
      rules: [],
    },
    input: {
      virtualMachineGuids: [vm],
      backupType: 'FULL',
      priority: 50,
      retryCount: 2,
      ruleGuids: undefined,
    },
  },
  {
    title: 'an export of the browser plugin, with whole rules, null entries and flags of its own',
    path: '/tasks/export',
    headers: { 'idempotency-key': 'k-1' },
    body: {
      async: true,
      protectedEntityType: 'VM',
      protectedEntities: [{ guid: vm, name: 'erp', checked: true, hvManager: { guid: other } }, null],
      backupType: { name: 'FULL', description: 'Full' },
      backupDestination: null,
      priority: '',
      rules: [{ guid: rule, name: 'Default', policy: { guid: other }, ruleBackupDestinations: [] }, null],
    },
    input: {
      virtualMachineGuids: [vm],
      ruleGuids: [rule],
      backupDestinationGuid: undefined,
      priority: undefined,
      idempotencyKey: 'k-1',
    },
  },
  {
    title: 'a restore with import of a plain guid',
    path: '/tasks/restore-and-import',
    body: {
      backup,
      hypervisorManager: { guid: other },
      restoredPeName: '',
      restoreStorageId: 'st-1',
      restoreClusterId: '',
      restoreProject: 'erp',
      dataCenter: { name: 'dc' },
      baseImage: { uuid: 'image-1' },
      restoreToOriginalVolumeType: true,
    },
    input: {
      mode: 'IMPORT',
      dataCenter: 'dc',
      baseImageUuid: 'image-1',
      originalStorages: true,
      backupGuid: backup,
      hypervisorManagerGuid: other,
      name: undefined,
      storageUuid: 'st-1',
      clusterUuid: undefined,
      project: 'erp',
    },
  },
  {
    title: 'a restore with import of a place, as the browser plugin names it',
    path: '/tasks/restore-and-import',
    body: {
      backup: null,
      backupLocation: { guid: other, backup: { guid: backup }, backupDestination: { guid: destination } },
      hypervisorManager: { guid: other, url: 'x' },
      hypervisor: null,
      dstProtectedEntity: { guid: vm, type: 'VM' },
      overwrite: true,
      restoredNetworks: [{ network: { guid: other }, networkInterfaceCard: { guid: vm } }],
      taskFiles: [
        {
          backupFile: { guid: rule },
          storageId: 's',
          excludedFromRestore: false,
          isFlavorSectionActive: true,
        },
      ],
      restoreVmFlavor: { guid: '' },
    },
    input: {
      backupGuid: backup,
      virtualMachineGuid: vm,
      overwrite: true,
      networks: [{ networkGuid: other, networkInterfaceGuid: vm }],
      flavorGuid: undefined,
    },
  },
  {
    title: 'a schedule of the first Horizon plugin, with an interval nobody asked for and a time below zero',
    path: '/schedules',
    body: {
      name: ' nightly ',
      type: { name: 'SNAPSHOT' },
      executionType: 'TIME',
      hour: -3600000.0,
      daysOfWeek: ['MONDAY', { name: 'THURSDAY' }],
      interval: { startHour: 0, endHour: 0, frequency: '' },
      tenantId: 't1',
    },
    input: {
      name: 'nightly',
      type: 'VM_SNAPSHOT',
      backupType: 'FULL',
      executionType: 'TIME',
      hour: 82_800_000,
      interval: undefined,
      daysOfWeek: ['MONDAY', 'THURSDAY'],
      tenantId: 't1',
    },
  },
  {
    title: 'a schedule with an interval alone, which says what it is',
    path: '/schedules',
    body: {
      name: 'often',
      hour: null,
      interval: { startHour: 0, endHour: 3_600_000, frequency: 600_000 },
      rules: [rule],
    },
    input: {
      executionType: 'INTERVAL',
      interval: { startHour: 0, endHour: 3_600_000, frequency: 600_000 },
      ruleGuids: [rule],
    },
  },
  {
    title: 'a schedule in the call of a project, whose name is its own there',
    path: '/schedules?project-uuid=p1',
    body: { name: 'uuid_p1_nightly', hour: 0 },
    input: { name: 'nightly', nameScoped: true, tenantId: 'p1' },
  },
  {
    title: 'a change of a schedule: what is missing stays, null clears, a list replaces',
    method: 'PUT',
    path: `/schedules/${other}`,
    body: { name: 'later', tenantId: null, months: [], daysOfWeek: null },
    input: {
      guid: other,
      name: 'later',
      tenantId: null,
      months: [],
      daysOfWeek: undefined,
      active: undefined,
    },
  },
  {
    title: 'a policy as the guide has it',
    path: '/policies/vm-backup',
    body: {
      name: 'gold-nightly',
      priority: 60,
      autoRemoveNonPresent: true,
      autoAssignSettings: { mode: { name: 'DISABLED' } },
      vms: [{ guid: vm }],
      tenantId: 't1',
    },
    input: {
      kind: 'VM_BACKUP',
      name: 'gold-nightly',
      priority: 60,
      autoRemoveNonPresent: true,
      autoAssign: { mode: 'DISABLED' },
      vmGuids: [vm],
      tenantId: 't1',
    },
  },
  {
    title: 'a policy of the browser plugin, with its rule and flags of its own',
    path: '/policies/vm-backup',
    body: {
      name: 'gold',
      vms: [{ guid: vm, name: 'erp', present: true, tags: [] }],
      autoAssignSettings: { mode: 'ASSIGN_ONLY', includeTags: ['a'], hvClusters: [{ guid: other }] },
      rules: [
        {
          name: 'Default',
          isNotSaved: true,
          schedules: [{ guid: other, rules: [] }],
          ruleBackupDestinations: {
            primaryBackupDestination: {
              backupDestination: { guid: destination },
              roleType: { name: 'PRIMARY' },
              backupRetentionSettings: { retentionKeepLastNFull: '7' },
            },
            secondaryBackupDestination: { backupDestination: { guid: null } },
          },
        },
      ],
      failRemainingBackupTasksExportThreshold: '',
      executeAutoAssignmentAfterSavingPolicy: false,
    },
    input: {
      autoAssign: { mode: 'ASSIGN_ONLY', includeTags: ['a'], clusterGuids: [other] },
      rules: [
        {
          name: 'Default',
          scheduleGuids: [other],
          destinations: [{ destinationGuid: destination, roleType: 'PRIMARY', keepLastFull: 7 }],
        },
      ],
      failRemainingExportThreshold: undefined,
    },
  },
  {
    title: 'a rule of the first Horizon plugin, whose destinations are a list of guids',
    path: '/rules/vm-backup',
    body: {
      name: 'Default',
      policy: other,
      schedules: [rule],
      backupDestinations: [destination, { guid: backup }],
    },
    input: {
      policyGuid: other,
      scheduleGuids: [rule],
      destinations: [
        { destinationGuid: destination, roleType: 'PRIMARY' },
        { destinationGuid: backup, roleType: 'SECONDARY' },
      ],
    },
  },
  {
    title: 'settings of a machine as the whole record echoed',
    method: 'PUT',
    path: `/virtual-machines/${vm}/settings`,
    body: {
      guid: vm,
      name: 'renamed',
      present: false,
      vmBackupPolicy: null,
      snapshotMgmtPolicy: { guid: other, name: 'snap' },
      vmExportImportMode: { name: 'INHERIT', description: 'Inherit' },
      sshPort: '22',
      sshHost: '',
      preSnapCmdArgs: ['/bin/true', ''],
    },
    input: {
      guid: vm,
      policyGuid: null,
      snapshotPolicyGuid: other,
      exportImportMode: 'INHERIT',
      sshPort: 22,
      sshHost: undefined,
      preSnapArgs: ['/bin/true'],
      name: undefined,
    },
  },
  {
    title: 'marks of backups, whose own guid is not relied on',
    path: '/retention/mark-backups',
    body: [
      {
        guid: backup,
        backup: { guid: backup },
        backupDestination: { guid: destination },
        retentionHint: { name: 'ARCHIVE' },
        archiveExpire: '2027-01-01',
      },
    ],
    input: {
      preview: false,
      marks: [
        {
          backupGuid: backup,
          destinationGuid: destination,
          retentionHint: 'ARCHIVE',
          archiveExpire: '2027-01-01T00:00:00.000Z',
        },
      ],
    },
  },
];
