import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { Task } from '../../kernel/tasks/task.js';
import type { MountMode, RestoreType } from '../entities/restore-words.js';
import { askedBackup, type AskedBackup, type BackupSource } from './asked-backup.js';
import { originOf } from './asked-machines.js';
import { invalid } from './backup-fault.js';
import { refreshRestoreStatus } from './chain-start.js';
import type { BackupParts } from './parts.js';
import { readTiming, type TimingWish } from './read-timing.js';
import { readText } from './read-values.js';
import { references } from './request-export.js';
import { restoreTargets, type Targets, type TargetWish } from './restore-targets.js';
import type { RestoreInput } from './work-contract.js';
import { workKinds } from './work-kinds.js';
import { insertWork } from './work-row.js';

type Optional<T> = { readonly [K in keyof T]?: T[K] | null | undefined };

/** A request for a restore (vprotect.md 3.2). */
export interface RestoreRequest
  extends
    TimingWish,
    BackupSource,
    TargetWish,
    Optional<
      Pick<
        RestoreInput,
        | 'path'
        | 'name'
        | 'storageUuid'
        | 'clusterUuid'
        | 'project'
        | 'dataCenter'
        | 'baseImageUuid'
        | 'originalStorages'
        | 'overwrite'
        | 'powerOn'
        | 'diskFormat'
      >
    > {
  readonly mode: RestoreInput['mode'];
  readonly networks?: readonly Optional<NonNullable<RestoreInput['networks']>[number]>[] | null | undefined;
  readonly disks?: readonly DiskWish[] | null | undefined;
  readonly mountMode?: MountMode | null | undefined;
  readonly fileSystems?: readonly FileSystemWish[] | null | undefined;
  readonly backupFileGuids?: readonly string[] | null | undefined;
  readonly unmountAt?: Date | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** A disk of the backup and what is to become of it. */
export interface DiskWish {
  readonly backupFileGuid: string;
  readonly name?: string | null | undefined;
  readonly storageUuid?: string | null | undefined;
  readonly excluded?: boolean | null | undefined;
}

/** A file system of the backup and where it is to be mounted. */
export interface FileSystemWish {
  readonly fileSystemGuid: string;
  readonly mountPath?: string | null | undefined;
}

const restoreTypes = {
  RESTORE: 'RESTORE',
  IMPORT: 'RESTORE_AND_IMPORT',
  MOUNT: 'RESTORE_AND_MOUNT',
} as const satisfies Record<RestoreInput['mode'], RestoreType>;

/**
 * Restores a backup: the RESTORE task, a restore in status QUEUED, and what follows by the mode. See `askedBackup`
 * and `restoreTargets` for what is refused; VALIDATION for a restore of files without a path, and a mount over iSCSI.
 */
export async function askRestore(parts: BackupParts, viewer: Viewer, request: RestoreRequest): Promise<Task> {
  const timing = readTiming(request);
  const { mode } = request;
  if (mode === 'RESTORE' && readText(request.path, 'path') === null) throw invalid('path', 'given');
  if (request.mountMode === 'ISCSI')
    throw invalid('mountMode', 'AUTO or MANUAL; nothing is offered over iSCSI');
  return parts.store.transaction(async (tx) => {
    const backup = await askedBackup(tx, viewer, request);
    const targets = await restoreTargets(tx, viewer, request, mode === 'IMPORT');
    const restore = inputOf(request, backup.locationGuid, targets);
    const machine = targets.machine ?? { guid: backup.vmGuid, name: backup.vmName };
    const workflow = crypto.randomUUID();
    const jobGuid = crypto.randomUUID();
    const { task, created } = await parts.tasks.createOrFind(tx, {
      type: workKinds.RESTORE.task,
      title: `Restore of ${backup.vmName}`,
      input: { restore },
      tenantId: backup.tenantId,
      windowStart: timing.windowStart,
      windowEnd: timing.windowEnd,
      workflow,
      about: references(
        ['VirtualMachine', machine.guid],
        ['Backup', backup.guid],
        ['RestoreJob', jobGuid],
        ['HypervisorManager', targets.managerGuid],
        ['BackupNode', targets.node?.guid],
      ),
      ...(timing.priority !== undefined && { priority: timing.priority }),
      ...(targets.node && { place: targets.node.name }),
      ...(viewer.userName !== null && { requestedBy: viewer.userName }),
      ...(request.idempotencyKey != null && { idempotencyKey: request.idempotencyKey }),
    });
    if (!created) return task;
    const name = restore.name ?? machine.name;
    await insertJob(tx, {
      jobGuid,
      workflow,
      backup,
      machineGuid: machine.guid,
      name,
      type: restoreTypes[mode],
    });
    const origin = originOf(viewer);
    await insertWork(tx, [
      {
        taskGuid: task.guid,
        type: 'RESTORE',
        workflow,
        vmGuid: backup.vmGuid,
        vmName: backup.vmName,
        dstVmGuid: machine.guid,
        dstVmName: name,
        backupGuid: backup.guid,
        destinationGuid: backup.destinationGuid,
        hypervisorGuid: targets.hypervisorGuid,
        managerGuid: targets.managerGuid,
        restoreJobGuid: jobGuid,
        restoreType: restoreTypes[mode],
        powerOnAfterRestore: restore.powerOn ?? false,
        originType: origin.type,
        originGuid: origin.guid ?? null,
        originName: origin.name ?? null,
      },
    ]);
    await refreshRestoreStatus(tx, [jobGuid]);
    return task;
  });
}

function inputOf(
  request: RestoreRequest,
  locationGuid: string,
  { hypervisorGuid, managerGuid }: Targets,
): RestoreInput {
  const { mode, overwrite, powerOn, diskFormat, mountMode, unmountAt, flavorGuid, originalStorages } =
    request;
  const texts = {
    path: 1024,
    name: 255,
    storageUuid: 255,
    clusterUuid: 255,
    project: 255,
    dataCenter: 255,
    baseImageUuid: 255,
  } as const;
  const read = Object.entries(texts).map(([field, longest]) => [
    field,
    readText(request[field as keyof typeof texts], field, longest),
  ]);
  const input = {
    mode,
    locationGuid,
    ...Object.fromEntries(read),
    hypervisorGuid,
    managerGuid,
    flavorGuid,
    originalStorages,
    overwrite,
    powerOn,
    diskFormat,
    mountMode,
    networks: request.networks?.map(withoutNull),
    disks: request.disks?.map(withoutNull),
    fileSystems: request.fileSystems?.map(withoutNull),
    backupFileGuids: request.backupFileGuids,
    unmountAt: unmountAt?.toISOString(),
  };
  return withoutNull(input) as RestoreInput;
}

/** What is left out and what is null are the same. */
function withoutNull(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value != null));
}

interface NewJob {
  readonly jobGuid: string;
  readonly workflow: string;
  readonly backup: AskedBackup;
  readonly machineGuid: string | null;
  readonly name: string;
  readonly type: RestoreType;
}

async function insertJob(
  tx: Tx,
  { jobGuid, workflow, backup, machineGuid, name, type }: NewJob,
): Promise<void> {
  await sql`
    insert into backup.restore_job (guid, backup_guid, vm_guid, vm_name, tenant_id, workflow, restore_type, status, restore_time)
    values (${jobGuid}, ${backup.guid}, ${machineGuid}, ${name}, ${backup.tenantId}, ${workflow}, ${type}, 'QUEUED', now())`.execute(
    tx.sql,
  );
}
