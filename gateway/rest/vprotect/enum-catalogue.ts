/**
 * Every enum of the API: its names, and their descriptions as people see them (vprotect.md §5). Where the
 * document gives no description it is the name in sentence case.
 */
const catalogue = {
  TaskState: described('QUEUED RUNNING FINISHED FAILED CANCELLED'),
  TaskType: described(
    'INDEX EXPORT STORE RESTORE IMPORT MOUNT UNMOUNT DELETE SNAPSHOT SNAPSHOT_REVERSION OLD_BACKUPS_REMOVAL OLD_SNAPSHOTS_REMOVAL',
  ),
  BackupStatus: {
    ...described('QUEUED'),
    INPROGRESS: 'In progress',
    ...described('SUCCESS PARTIAL_SUCCESS FAILED'),
    SUCCESS_REMOVED: 'Success (removed)',
  },
  BackupType: described('FULL INCREMENTAL SYNCHRONIZATION SYNTHETIC'),
  BackupLocationStatus: described('IN_PROGRESS PRESENT REMOVED FAILED'),
  RetentionHint: {
    STANDARD_RETENTION: 'Use retention settings from the policy',
    ARCHIVE: 'Mark to keep',
    TO_REMOVE: 'Mark as expired',
    RECREATE: 'Recreate',
  },
  RoleType: described('PRIMARY SECONDARY ARCHIVE'),
  RestoreType: {
    RESTORE: 'Restore',
    RESTORE_AND_IMPORT: 'Restore with import',
    RESTORE_AND_MOUNT: 'Restore with mount',
  },
  RestoreJobStatus: { ...described('QUEUED'), INPROGRESS: 'In progress', ...described('SUCCESS FAILED') },
  SnapshotStatus: described('QUEUED CREATING PRESENT REMOVED FAILED'),
  ScheduleType: {
    VM_BACKUP: 'VM backup',
    APP_BACKUP: 'Application backup',
    VM_SNAPSHOT: 'VM snapshot',
    ...described('STORAGE_BACKUP STORAGE_SNAPSHOT'),
    VM_RESTORE: 'VM restore',
    OS_BACKUP: 'OS backup',
    ...described('CLOUD_BACKUP'),
  },
  ExecutionType: described('TIME INTERVAL'),
  DayOfWeek: described('MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY'),
  Month: described('JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'),
  DayOfWeekOccurrence: described(
    'FIRST_IN_MONTH SECOND_IN_MONTH THIRD_IN_MONTH FOURTH_IN_MONTH LAST_IN_MONTH',
  ),
  AutoAssignMode: described('DISABLED ASSIGN_ONLY ASSIGN_AND_REMOVE'),
  AutoAssignChange: described('ASSIGN UNASSIGN REASSIGN'),
  AutoAssignReason: described('TAG_MATCH NAME_MATCH CLUSTER_MATCH EXCLUDED NO_LONGER_MATCHES'),
  OriginEntityType: described('USER SCHEDULE SYSTEM_SCHEDULE'),
  ProtectedEntityType: { VM: 'Virtual machine', APP: 'Application', STORAGE: 'Storage' },
  BackupProtection: {
    IS_PROTECTED: 'Protected',
    NOT_PROTECTED: 'Not protected',
    NO_SCHEDULE: 'No schedule',
  },
  IncrementalNotPossibleReason: {
    MISSING_INCREMENTAL_SCHEDULER: 'No incremental schedule in the policy',
    NO_POLICY: 'No backup policy',
    NO_SNAPSHOT: 'No snapshot to compare with',
    NOT_SUPPORTED: 'Platform does not support incremental backup',
  },
  HypervisorType: {
    KVM: 'KVM',
    XEN: 'Xen',
    CITRIX: 'Citrix',
    ESXI: 'ESXi',
    HYPERV: 'Hyper-V',
    PROXMOX: 'Proxmox',
  },
  HypervisorManagerType: {
    OPENSTACK: 'OpenStack',
    RHV: 'RHV',
    RHEV: 'RHEV',
    OVIRT: 'oVirt',
    NUTANIX: 'Nutanix',
    VCENTER: 'vCenter',
    ORACLE: 'Oracle',
    AWS: 'AWS',
    KUBERNETES: 'Kubernetes',
    OPENSHIFT: 'OpenShift',
  },
  VmExportImportMode: described(
    'INHERIT DISK_ATTACHMENT DISK_IMAGE_TRANSFER SSH_TRANSFER CHANGED_BLOCK_TRACKING VM_IMAGE_PLUS_INCREMENTAL_DISKS EXPORT_STORAGE_REPO DEFAULT',
  ),
  BackupDestinationType: {
    FILESYSTEM: 'File system',
    ...described(
      'SYNTHETICXFS SYNTHETICDDBOOST VSTOR S3 GCS AZURE SWIFT ISP NETBACKUP NETWORKER AVAMAR DATAPROTECTOR',
    ),
  },
  BackupFileType: described('DISK DISK_INC VM_IMAGE VM_CONFIG METADATA'),
  DiskAllocationFormat: described('PREALLOCATED SPARSE'),
  MountMode: { AUTO: 'Automatic', MANUAL: 'Manual', ISCSI: 'iSCSI' },
  MountState: described('MOUNTING MOUNTED UNMOUNTING UNMOUNTED FAILED'),
  FileType: described('DIRECTORY REGULAR_FILE SYMLINK BROKEN_SYMLINK'),
  StdErrorHandling: {
    DONT_IGNORE: "Don't ignore",
    IGNORE_WITHOUT_WARNING: 'Ignore without warning',
    IGNORE_WITH_WARNING: 'Ignore with warning',
  },
  WorkflowExecutionState: described(
    'RUNNING FINISHED FINISHED_WITH_WARNINGS PARTIALLY_FINISHED FAILED FAILED_WITH_CRITICAL_ERRORS CANCELLED UNKNOWN',
  ),
  NodeState: described('ONLINE OFFLINE'),
  Language: { EN: 'English' },
  UiConsoleMode: described('TASK WORKFLOW'),
  Privilege: described(
    'VE_BACKUP_SLA_READ VE_BACKUP_SLA_WRITE APP_BACKUP_SLA_READ STORAGE_BACKUP_SLA_READ CLOUD_BACKUP_SLA_READ NODE_READ',
  ),
} as const satisfies Record<string, Readonly<Record<string, string>>>;

/** The name of an enum. */
export type EnumName = keyof typeof catalogue;

/** An enum value as it is on the wire (1.4). */
export interface EnumObject {
  readonly name: string;
  readonly description: string;
}

/** Other names of a value, taken where one is given and never emitted. */
const synonyms: Readonly<Partial<Record<EnumName, Readonly<Record<string, string>>>>> = {
  TaskType: {
    INVENTORY_SYNC: 'INDEX',
    BACKUP_CLEANUP: 'OLD_BACKUPS_REMOVAL',
    SNAPSHOT_CLEANUP: 'OLD_SNAPSHOTS_REMOVAL',
  },
  ScheduleType: { SNAPSHOT: 'VM_SNAPSHOT' },
};

/** Names a list may be filtered by though nothing here has them. */
const unused: Readonly<Partial<Record<EnumName, readonly string[]>>> = {
  TaskType: [
    'SCOPED_INVENTORY_SYNC',
    'STAGING_CLEANUP',
    'CONNECTIVITY_TEST',
    'BACKUP_DESTINATION_SYNC',
    'BACKUP_DESTINATION_INIT',
    'UPLOAD',
    'LIVE_MIGRATION',
  ],
};

const objects = new Map<string, EnumObject>();

/** The wire form of a value; undefined for none. A name the catalogue does not know describes itself. */
export function enumObject(of: EnumName, name: string): EnumObject;
export function enumObject(of: EnumName, name: string | null | undefined): EnumObject | undefined;
export function enumObject(of: EnumName, name: string | null | undefined): EnumObject | undefined {
  if (name == null) return undefined;
  const key = `${of} ${name}`;
  const known = objects.get(key);
  if (known) return known;
  const descriptions: Readonly<Record<string, string>> = catalogue[of];
  const made = { name, description: descriptions[name] ?? sentenceCase(name) };
  if (name in descriptions) objects.set(key, made);
  return made;
}

/** The values of an enum as the API emits them. */
export function enumNames(of: EnumName): readonly string[] {
  return Object.keys(catalogue[of]);
}

/** The name emitted for one given; undefined when there is no such value. Names are case-sensitive. */
export function canonicalName(of: EnumName, given: string): string | undefined {
  const name = synonyms[of]?.[given] ?? given;
  return Object.hasOwn(catalogue[of], name) ? name : undefined;
}

/** Whether a list may be filtered by this name though nothing has it. */
export function isUnusedName(of: EnumName, given: string): boolean {
  return unused[of]?.includes(given) === true;
}

function described<const Names extends string>(names: Names): Readonly<Record<string, string>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, sentenceCase(name)]));
}

function sentenceCase(name: string): string {
  const words = name.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
