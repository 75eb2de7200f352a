import type { TaskRun } from '../../kernel/tasks/contract.js';
import type { BackupType } from '../entities/backup-type.js';
import type { MountMode, RestoreType } from '../entities/restore-words.js';
import type { WorkOriginType, WorkType } from '../entities/work-words.js';

/** What is known of a task beyond what the engine keeps: a row of `backup.work`. GUIDs of things since removed are null. */
export interface WorkFacts {
  readonly taskGuid: string;
  readonly type: WorkType;
  readonly workflow: string;
  readonly vmGuid: string | null;
  readonly vmName: string | null;
  readonly dstVmGuid: string | null;
  readonly dstVmName: string | null;
  readonly backupGuid: string | null;
  readonly backupType: BackupType | null;
  readonly destinationGuid: string | null;
  readonly hypervisorGuid: string | null;
  readonly managerGuid: string | null;
  /** The node it runs or ran on; null before it has started. */
  readonly nodeGuid: string | null;
  readonly scheduleGuid: string | null;
  readonly ruleGuid: string | null;
  readonly policyGuid: string | null;
  readonly restoreJobGuid: string | null;
  readonly restoreType: RestoreType | null;
  readonly mountedBackupGuid: string | null;
  readonly powerOnAfterRestore: boolean | null;
  readonly originType: WorkOriginType | null;
  readonly originGuid: string | null;
  readonly originName: string | null;
  readonly retriesLeft: number;
}

/** What a work function gives; it is kept as the task's result. */
export interface WorkResult {
  /** One line for people, shown as the task's and the backup's status. */
  readonly statusInfo?: string;
  readonly [more: string]: unknown;
}

/**
 * Does one kind of work. It writes what it finds out about its own things: an EXPORT the backup's `type`,
 * `snapshot_time`, `size`, `warnings`, parents and files, a STORE the paths and sizes of the locations (one
 * that failed while another did not: FAILED), an IMPORT `restored_uuid`, a MOUNT and an UNMOUNT the mounted
 * backup, a DELETE the locations and the backup. It leaves to the engine's hooks (services/chain-*.ts) what
 * follows from its start and its end: statuses of backups, restores and snapshots, times, the next task, the
 * machine's columns. It may be started again at any point, as every task (kernel/tasks/contract.ts).
 */
export type WorkFunction = (run: TaskRun<WorkInput>, facts: WorkFacts) => Promise<WorkResult | undefined>;

/** The work functions, by kind. */
export type WorkFunctions = Readonly<Partial<Record<WorkType, WorkFunction>>>;

/** What a task is told besides its facts. */
export interface WorkInput {
  /** Of a RESTORE and what follows it. */
  readonly restore?: RestoreInput;
  /** Of a SNAPSHOT and a SNAPSHOT_REVERSION: row of `backup.snapshot`. */
  readonly snapshotGuid?: string;
}

/** How a backup is to be restored (vprotect.md 3.2); every id is checked when it is asked for. */
export interface RestoreInput {
  /** RESTORE ends there, IMPORT makes a machine of it, MOUNT makes its files readable. */
  readonly mode: 'RESTORE' | 'IMPORT' | 'MOUNT';
  /** Row of `backup.backup_location` it is read from. */
  readonly locationGuid: string;
  /** Folder on the node for mode RESTORE. */
  readonly path?: string;
  readonly name?: string;
  readonly hypervisorGuid?: string;
  readonly managerGuid?: string;
  /** The platform's own ids. */
  readonly storageUuid?: string;
  readonly clusterUuid?: string;
  /** Name or the platform's own id of a project. */
  readonly project?: string;
  /** Name or the platform's own id of a cluster, where `clusterUuid` names none. */
  readonly dataCenter?: string;
  /** Image the machine is made from, by the platform's own id. */
  readonly baseImageUuid?: string;
  /** Whether disks go where they were, before `storageUuid`. */
  readonly originalStorages?: boolean;
  readonly flavorGuid?: string;
  readonly overwrite?: boolean;
  readonly powerOn?: boolean;
  readonly diskFormat?: 'PREALLOCATED' | 'SPARSE';
  readonly networks?: readonly { readonly networkGuid?: string; readonly networkInterfaceGuid?: string }[];
  readonly disks?: readonly {
    readonly backupFileGuid: string;
    readonly name?: string;
    readonly storageUuid?: string;
    readonly excluded?: boolean;
  }[];
  readonly mountMode?: MountMode;
  readonly fileSystems?: readonly { readonly fileSystemGuid: string; readonly mountPath?: string }[];
  readonly backupFileGuids?: readonly string[];
  /** ISO 8601; when a mounted backup is taken away by itself. */
  readonly unmountAt?: string;
}
