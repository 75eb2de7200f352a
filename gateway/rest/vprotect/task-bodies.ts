import { z } from 'zod';
import {
  count,
  flag,
  given,
  guid,
  guids,
  instant,
  optionalEnum,
  optionalGuid,
  optionalText,
  percent,
  texts,
} from './body-values.js';

const machineType = optionalEnum('ProtectedEntityType');

/** When and how urgently something runs. */
const timing = { windowStart: instant, windowEnd: instant, priority: percent };

/** Body of an export (vprotect.md 3.2). */
export const exportBody = z.object({
  protectedEntities: guids,
  backupType: optionalEnum('BackupType'),
  backupDestination: optionalGuid,
  ...timing,
  rules: guids,
  retryCount: count,
  protectedEntityType: machineType,
  tenantId: optionalText,
});

/** A place of a backup; it may hold the backup it is of. */
const location = z.preprocess(
  (value) => (typeof value === 'string' ? { guid: value } : value),
  z.object({ guid: optionalGuid, backup: optionalGuid }).nullish(),
);

/** What every restore names: a backup, or a place where it is kept. */
const source = { backup: optionalGuid, backupLocation: location };

const taskFile = z.object({
  backupFile: optionalGuid,
  originalDiskName: optionalText,
  diskName: optionalText,
  path: optionalText,
  storageId: optionalText,
  excludedFromRestore: flag,
});

const restoredNetwork = z.object({ network: optionalGuid, networkInterfaceCard: optionalGuid });

/** Body of a restore with import (3.2). */
export const importBody = z.object({
  ...source,
  hypervisor: optionalGuid,
  hypervisorManager: optionalGuid,
  restoredPeName: optionalText,
  restoreStorageId: optionalText,
  restoreClusterId: optionalText,
  restoreProject: optionalText,
  dataCenter: z.object({ name: optionalText }).nullish(),
  dstProtectedEntity: optionalGuid,
  overwrite: flag,
  restoredDiskAllocationFormat: optionalEnum('DiskAllocationFormat'),
  restoreToOriginalVolumeType: flag,
  restoreVmFlavor: optionalGuid,
  restoredNetworks: z.array(restoredNetwork.nullable()).nullish(),
  taskFiles: z.array(taskFile.nullable()).nullish(),
  baseImage: z.object({ uuid: optionalText }).nullish(),
  powerOnAfterRestore: flag,
  ...timing,
  tenantId: optionalText,
});

/** Body of a restore of files to a path of a node. */
export const restoreBody = z.object({
  ...source,
  node: optionalGuid,
  restorePath: optionalText,
  restoredPeName: optionalText,
  ...timing,
});

/** Body of a restore with mount. */
export const restoreAndMountBody = z.object({
  ...source,
  mode: optionalEnum('MountMode'),
  node: optionalGuid,
  mountedFileSystems: z
    .array(z.object({ fileSystem: optionalGuid, mountPath: optionalText, selected: flag }).nullable())
    .nullish(),
  mountedDisks: z.array(z.object({ backupFile: optionalGuid }).nullable()).nullish(),
  allowedClients: texts,
  unmountTime: instant,
  ...timing,
});

/** Body of mounting and unmounting again. */
export const mountedBody = z.object({ mountedBackup: guid });

/** Body of a removal: the guid of a machine or of a backup. */
export const deleteBody = z.object({ value: guid });

/** Body of a snapshot. */
export const snapshotBody = z.object({ protectedEntities: guids, rule: optionalGuid, ...timing });

/** Body of an inventory sync. */
export const inventoryBody = z.object({ hypervisorManagers: guids, hypervisors: guids });

/** Body of a change of state. */
export const stateBody = z.object({ state: optionalEnum('TaskState'), statusInfo: optionalText });

/** The backup or place a restore is from, as the graph takes it. */
export function sourceOf(body: {
  readonly backup?: string | null | undefined;
  readonly backupLocation?:
    | { readonly guid?: string | null | undefined; readonly backup?: string | null | undefined }
    | null
    | undefined;
}): { readonly backupGuid?: string; readonly backupLocationGuid?: string } | undefined {
  const { backup, backupLocation } = body;
  const backupGuid = backup ?? backupLocation?.backup;
  const backupLocationGuid = backupLocation?.guid;
  if (backupGuid == null && backupLocationGuid == null) return undefined;
  // One of them is enough; the backup is looked at where both are given.
  return given({ backupGuid, backupLocationGuid: backupGuid == null ? backupLocationGuid : undefined }) as {
    readonly backupGuid?: string;
    readonly backupLocationGuid?: string;
  };
}
