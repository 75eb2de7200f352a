import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { DateTime } from '../../../schema/scalars/scalars.js';
import { MountModeEnum, type MountMode } from '../entities/restore-words.js';
import type { DiskWish, FileSystemWish, RestoreRequest } from '../services/ask-restore.js';
import type { RestoreInput } from '../services/work-contract.js';
import { TimingInput } from './work.inputs.js';

const optional = (description: string): { readonly nullable: true; readonly description: string } => ({
  nullable: true,
  description,
});

const RestoreModeEnum = { RESTORE: 'RESTORE', IMPORT: 'IMPORT', MOUNT: 'MOUNT' } as const;

registerEnumType(RestoreModeEnum, {
  name: 'RestoreMode',
  description: 'What becomes of what is restored.',
  valuesConfig: {
    RESTORE: { description: 'Files of the disks in a folder of a backup node.' },
    IMPORT: { description: 'A machine.' },
    MOUNT: { description: 'Its files can be looked at.' },
  },
});

const DiskAllocationFormatEnum = { PREALLOCATED: 'PREALLOCATED', SPARSE: 'SPARSE' } as const;

registerEnumType(DiskAllocationFormatEnum, {
  name: 'DiskAllocationFormat',
  description: 'How a disk takes its space.',
  valuesConfig: {
    PREALLOCATED: { description: 'All of it at once.' },
    SPARSE: { description: 'As it is written.' },
  },
});

/** A disk of the backup and what becomes of it. */
@InputType({ description: 'A disk of the backup and what becomes of it.' })
export class RestoredDiskInput implements DiskWish {
  @Field(() => ID, { description: 'GUID of the file of the backup.' })
  backupFileGuid!: string;

  @Field(() => String, optional('Name of the new disk.'))
  name?: string | null;

  @Field(() => ID, optional("The platform's own id of the storage it goes to."))
  storageUuid?: string | null;

  @Field(() => Boolean, optional('Whether it is left out.'))
  excluded?: boolean | null;
}

/** A network interface and the network it goes to. */
@InputType({ description: 'A network interface and the network it goes to.' })
export class RestoredNetworkInput {
  @Field(() => ID, optional('GUID of the network.'))
  networkGuid?: string | null;

  @Field(() => ID, optional('GUID of the network interface of the machine that was backed up.'))
  networkInterfaceGuid?: string | null;
}

/** A file system and where it is mounted. */
@InputType({ description: 'A file system and where it is mounted.' })
export class MountedFileSystemInput implements FileSystemWish {
  @Field(() => ID, { description: 'GUID of the file system.' })
  fileSystemGuid!: string;

  @Field(() => String, optional('Path it is shown under; made of its volume when absent.'))
  mountPath?: string | null;
}

/** A restore (vprotect.md 3.2). */
@InputType({ description: 'The backup to restore, and what becomes of it.' })
export class RestoreBackupInput extends TimingInput implements RestoreRequest {
  @Field(() => RestoreModeEnum, { description: 'What becomes of it.' })
  mode!: RestoreInput['mode'];

  @Field(() => ID, optional('GUID of the backup. This or a place is needed.'))
  backupGuid?: string | null;

  @Field(() => ID, optional('GUID of a place where the backup is kept.'))
  backupLocationGuid?: string | null;

  @Field(
    () => ID,
    optional('Hypervisor the machine goes to. For IMPORT exactly one of this and the manager.'),
  )
  hypervisorGuid?: string | null;

  @Field(() => ID, optional('Hypervisor manager the machine goes to.'))
  hypervisorManagerGuid?: string | null;

  @Field(() => ID, optional('Machine that is restored; that of the backup when absent.'))
  virtualMachineGuid?: string | null;

  @Field(() => String, optional('Name of the new machine; the old one when absent.'))
  name?: string | null;

  @Field(() => ID, optional("The platform's own id of the storage its disks go to."))
  storageUuid?: string | null;

  @Field(() => ID, optional("The platform's own id of the cluster it goes to."))
  clusterUuid?: string | null;

  @Field(() => String, optional("Name or the platform's own id of its project."))
  project?: string | null;

  @Field(
    () => String,
    optional(
      "Data center it goes to: name or the platform's own id of a cluster, where no cluster is named. Of one there is not the import says that it was not used.",
    ),
  )
  dataCenter?: string | null;

  @Field(
    () => ID,
    optional(
      "The platform's own id of the image it is made from, on platforms that make machines from one. On others the import says that it was not used.",
    ),
  )
  baseImageUuid?: string | null;

  @Field(
    () => Boolean,
    optional('Whether disks go to the storages they were on, where the machine goes back to their manager.'),
  )
  originalStorages?: boolean | null;

  @Field(() => ID, optional('GUID of its flavor.'))
  flavorGuid?: string | null;

  @Field(() => Boolean, optional('Whether a machine of that name is deleted first.'))
  overwrite?: boolean | null;

  @Field(() => Boolean, optional('Whether it is started afterwards.'))
  powerOn?: boolean | null;

  @Field(() => DiskAllocationFormatEnum, optional('How its disks take their space.'))
  diskFormat?: keyof typeof DiskAllocationFormatEnum | null;

  @Field(() => [RestoredNetworkInput], optional('Networks its interfaces go to.'))
  networks?: RestoredNetworkInput[] | null;

  @Field(() => [RestoredDiskInput], optional('What becomes of single disks.'))
  disks?: RestoredDiskInput[] | null;

  @Field(() => ID, optional('Backup node it runs on; any when absent.'))
  nodeGuid?: string | null;

  @Field(() => String, optional('Folder of the node for mode RESTORE; needed there.'))
  path?: string | null;

  @Field(
    () => MountModeEnum,
    optional('How file systems are chosen for mode MOUNT: AUTO or MANUAL; nothing is offered over iSCSI.'),
  )
  mountMode?: MountMode | null;

  @Field(() => [MountedFileSystemInput], optional('File systems to mount.'))
  fileSystems?: MountedFileSystemInput[] | null;

  @Field(() => [ID], optional('Disks to mount, by GUID of the file of the backup.'))
  backupFileGuids?: string[] | null;

  @Field(() => DateTime, optional('When it is unmounted by itself.'))
  unmountAt?: Date | null;

  @Field(() => String, optional('A repeated request with the same key gives the first task.'))
  idempotencyKey?: string | null;
}
