import type {
  BackupData,
  BackupDetails,
  FileData,
  FilesData,
  FileSystemData,
  KeptData,
  LocationData,
  MarkData,
  RestoreJobData,
  SnapshotData,
} from './backup-operations.js';
import { enumObject } from './enum-catalogue.js';
import { backupReference, originEntity, protectedEntity, type BackupParts } from './shapes.js';
import { interfaceShape } from './virtual-machine-shapes.js';
import { backupName, millisOf, reference, sizeOf } from './wire-values.js';

/** Files that are of a disk say which (vprotect.md 3.3). */
const ofDisk: ReadonlySet<string> = new Set(['DISK', 'DISK_INC', 'VM_IMAGE']);

/** A backup, in a list. */
export function backupShape(backup: BackupData): Readonly<Record<string, unknown>> {
  const { guid, vmName, snapshotTime, type, warnings } = backup;
  const times = {
    queuedExportTime: sizeOf(backup.queuedExportMs),
    exportTime: sizeOf(backup.exportMs),
    queuedStoreTime: sizeOf(backup.queuedStoreMs),
    storeTime: sizeOf(backup.storeMs),
  };
  return {
    guid,
    name: backupName(vmName, snapshotTime),
    // Clients read its name on every row, also of machines that are gone.
    protectedEntity: protectedEntity(backup.virtualMachine) ?? {
      name: vmName,
      type: enumObject('ProtectedEntityType', 'VM'),
    },
    status: enumObject('BackupStatus', backup.status),
    statusInfo: backup.statusInfo ?? undefined,
    type: enumObject('BackupType', type),
    backupTime: millisOf(backup.backupTime),
    snapshotTime: millisOf(snapshotTime),
    size: sizeOf(backup.size),
    effectiveBackupSize: sizeOf(backup.effectiveSize),
    taskTimeStats: times,
    taskDurationTime: times.exportTime + times.storeTime,
    backupLocations: backup.locations.map((location) => locationShape(location, backup)),
    warnings,
    warningsPresent: warnings.length > 0 && !backup.warningsAcknowledged,
    warningsAcknowledged: backup.warningsAcknowledged,
    description: backup.description ?? undefined,
    originEntity: originEntity(backup),
    backupRule: reference(backup.rule),
    backupDestination: reference(backup.destination),
    parentBackup: backupReference(backup.parent),
    iscsiMountable: false,
    hidden: backup.hidden,
    tenantId: backup.tenantId ?? undefined,
  };
}

/** A backup on its own page. */
export function backupDetailsShape(backup: BackupDetails): Readonly<Record<string, unknown>> {
  return {
    ...backupShape(backup),
    networkInterfaceCards: backup.networkInterfaces.map(interfaceShape),
  };
}

/** Where a backup is kept; names of three of its parts are read on every row. */
export function locationShape(
  location: LocationData,
  backup: (BackupParts & { readonly type: string }) | null,
): Readonly<Record<string, unknown>> {
  const { guid, destination } = location;
  return {
    guid,
    backup: backupReference(backup),
    snapshotTime: millisOf(backup?.snapshotTime),
    backupDestination: reference(destination) ?? { name: 'Removed' },
    roleType: enumObject('RoleType', location.roleType),
    status: enumObject('BackupLocationStatus', location.status),
    retentionHint: enumObject('RetentionHint', location.retentionHint),
    type: enumObject('BackupType', backup?.type),
    archiveExpire: millisOf(location.archiveExpire),
  };
}

/** The same where the place is listed by itself. */
export function keptShape(location: KeptData): Readonly<Record<string, unknown>> {
  return locationShape(location, location.backup);
}

/** A file of a backup. */
export function fileShape(
  file: FileData,
  backup: NonNullable<FilesData['backup']>,
): Readonly<Record<string, unknown>> {
  return {
    guid: file.guid,
    path: file.path,
    size: sizeOf(file.size),
    backupTime: millisOf(backup.backupTime),
    iscsiMountable: false,
    mountable: file.mountable,
    format: { name: file.format, description: file.format },
    backupFileType: enumObject('BackupFileType', file.type),
  };
}

/** The same with what a restore needs to know. */
export function detailedFileShape(
  file: FileData,
  backup: NonNullable<FilesData['backup']>,
): Readonly<Record<string, unknown>> {
  const { disk } = file;
  return {
    ...fileShape(file, backup),
    backup: backupReference(backup),
    storageId: file.storageUuid ?? undefined,
    config: file.config ?? undefined,
    configPresent: file.config !== null,
    encryption: false,
    restoresTime: file.restoredAt.map((time) => millisOf(time)),
    vmDisk: ofDisk.has(file.type)
      ? {
          guid: disk?.guid,
          name: disk?.name ?? file.diskName ?? file.path,
          excludedFromBackup: disk?.excludedFromBackup ?? false,
          originalStorage: reference(disk?.storage),
        }
      : undefined,
  };
}

/** A file system inside a backup; its type is a plain text. */
export function fileSystemShape({
  guid,
  volume,
  label,
  type,
  size,
}: FileSystemData): Readonly<Record<string, unknown>> {
  return { guid, volume, label: label ?? undefined, type, size: sizeOf(size) };
}

/** A restore. */
export function restoreJobShape(job: RestoreJobData): Readonly<Record<string, unknown>> {
  const { backup } = job;
  return {
    guid: job.guid,
    restoreTime: millisOf(job.restoreTime),
    backup: backup
      ? { ...backupReference(backup), snapshotTime: millisOf(backup.snapshotTime), size: sizeOf(backup.size) }
      : undefined,
    status: enumObject('RestoreJobStatus', job.status),
    statusInfo: job.statusInfo ?? undefined,
    restoreType: enumObject('RestoreType', job.restoreType),
    type: enumObject('BackupType', backup?.type),
    taskTimeStats: {
      queuedRestoreTime: sizeOf(job.queuedRestoreMs),
      restoreTime: sizeOf(job.restoreMs),
      queuedImportTime: sizeOf(job.queuedImportMs),
      importTime: sizeOf(job.importMs),
      queuedMountTime: sizeOf(job.queuedMountMs),
      mountTime: sizeOf(job.mountMs),
    },
    dstProtectedEntity: protectedEntity(job.virtualMachine) ?? {
      name: job.vmName,
      type: enumObject('ProtectedEntityType', 'VM'),
    },
  };
}

/** A snapshot on the platform. */
export function snapshotShape(snapshot: SnapshotData): Readonly<Record<string, unknown>> {
  const { warnings } = snapshot;
  return {
    guid: snapshot.guid,
    uuid: snapshot.uuid ?? undefined,
    snapshotTime: millisOf(snapshot.snapshotTime),
    protectedEntity: protectedEntity(snapshot.virtualMachine),
    status: enumObject('SnapshotStatus', snapshot.status),
    standAlone: snapshot.standAlone,
    rule: reference(snapshot.rule),
    warnings,
    warningsPresent: warnings.length > 0,
  };
}

/** What marking a place of a backup changes. */
export function markShape({ location, ...change }: MarkData): Readonly<Record<string, unknown>> {
  return {
    guid: location?.guid,
    previousHint: enumObject('RetentionHint', change.previousHint),
    retentionHint: enumObject('RetentionHint', change.retentionHint),
    previousArchiveExpire: millisOf(change.previousArchiveExpire),
    archiveExpire: millisOf(change.archiveExpire),
    type: enumObject('BackupType', location?.backup?.type),
    backup: backupReference(location?.backup),
    backupDestination: reference(location?.destination),
    roleType: enumObject('RoleType', location?.roleType),
  };
}
