import { Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import {
  ExportImportModeEnum,
  StdErrorHandlingEnum,
  type ExportImportMode,
  type StdErrorHandling,
} from '../entities/machine-words.js';
import { HypervisorManagerTypeEnum, type HypervisorManagerType } from '../entities/platform-words.js';
import {
  BackupProtectionEnum as ProtectionEnum,
  type BackupProtection as Protection,
} from '../entities/policy-words.js';
import { SortDirectionEnum, type SortDirection } from '../entities/sort-direction.js';
import type { MachineOrderField } from '../services/list-machines.js';

const MachineOrderFieldEnum = {
  NAME: 'NAME',
  PRESENT: 'PRESENT',
  HYPERVISOR: 'HYPERVISOR',
  POLICY: 'POLICY',
  PROTECTION: 'PROTECTION',
  LAST_BACKUP_AT: 'LAST_BACKUP_AT',
  LAST_BACKUP_SIZE: 'LAST_BACKUP_SIZE',
} as const satisfies Record<MachineOrderField, string>;

registerEnumType(MachineOrderFieldEnum, {
  name: 'VirtualMachineOrderField',
  description: 'What a list of virtual machines can be ordered by; machines without it come last either way.',
  valuesConfig: {
    NAME: { description: 'Name.' },
    PRESENT: { description: 'Whether it is present.' },
    HYPERVISOR: { description: 'Name of its hypervisor.' },
    POLICY: { description: 'Name of its backup policy.' },
    PROTECTION: { description: 'Whether it is protected; machines no schedule covers have none.' },
    LAST_BACKUP_AT: { description: 'Point in time its newest successful backup protects.' },
    LAST_BACKUP_SIZE: { description: 'Size of that backup.' },
  },
});

/** The order of a list of machines. */
@InputType({ description: 'The order of a list of virtual machines.' })
export class VirtualMachineOrder {
  @Field(() => MachineOrderFieldEnum, { description: 'What it goes by.' })
  field!: MachineOrderField;

  @Field(() => SortDirectionEnum, {
    defaultValue: SortDirectionEnum.ASC,
    description: 'Which way it runs; the smallest first unless told.',
  })
  direction!: SortDirection;
}

/** What a list of machines holds. */
@InputType({ description: 'What a list of virtual machines holds. All conditions must be met.' })
export class VirtualMachineFilter {
  @Field(() => [ID], { nullable: true, description: 'One of these GUIDs.' })
  guids?: string[] | null;

  @Field(() => [ID], { nullable: true, description: "One of these ids of the platform's own." })
  uuids?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Of this tenant.' })
  tenantId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the last sync found it.' })
  present?: boolean | null;

  @Field(() => [HypervisorManagerTypeEnum], {
    nullable: true,
    description: 'Of a hypervisor manager of one of these kinds.',
  })
  managerTypes?: HypervisorManagerType[] | null;

  @Field(() => [ID], { nullable: true, description: 'Of one of these hypervisor managers.' })
  managers?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'On one of these hypervisors.' })
  hypervisors?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'In one of these clusters.' })
  clusters?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Of one of these projects.' })
  projects?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'In one of these backup policies.' })
  policies?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'In one of these snapshot policies.' })
  snapshotPolicies?: string[] | null;

  @Field(() => [ProtectionEnum], { nullable: true, description: 'Protected in one of these ways.' })
  protections?: Protection[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Holds this text, letter case ignored: in its name, uuid, GUID or tags, the address of its manager, the host of its hypervisor or the name of a policy of it.',
  })
  text?: string | null;
}

/** What changes of a machine. */
@InputType({
  description: 'What changes of a virtual machine: what is left out stays; null clears, where that can be.',
})
export class UpdateVirtualMachineInput {
  @Field(() => ID, { description: 'GUID of the machine.' })
  guid!: string;

  @Field(() => ID, { nullable: true, description: 'GUID of the backup policy it moves to.' })
  policyGuid?: string | null;

  @Field(() => ID, { nullable: true, description: 'GUID of the snapshot policy it moves to.' })
  snapshotPolicyGuid?: string | null;

  @Field(() => ID, { nullable: true, description: 'GUID of the credential commands on it run with.' })
  credentialGuid?: string | null;

  @Field(() => ExportImportModeEnum, { nullable: true, description: 'How the data of its disks is moved.' })
  exportImportMode?: ExportImportMode | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is quiesced before a snapshot.' })
  quiesceBeforeSnapshot?: boolean | null;

  @Field(() => String, { nullable: true, description: 'Host for SSH.' })
  sshHost?: string | null;

  @Field(() => Int, { nullable: true, description: 'Port for SSH: 1 to 65535.' })
  sshPort?: number | null;

  @Field(() => String, { nullable: true, description: 'User for SSH.' })
  sshUser?: string | null;

  @Field(() => String, { nullable: true, description: 'Path of the key for SSH on the backup node.' })
  sshKeyPath?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Password for SSH. It is kept encrypted and never shown.',
  })
  sshPassword?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether a command runs on it before a snapshot.' })
  preSnapEnabled?: boolean | null;

  @Field(() => [String], { nullable: true, description: 'That command and its arguments.' })
  preSnapArgs?: string[] | null;

  @Field(() => StdErrorHandlingEnum, { nullable: true, description: 'What its standard error means.' })
  preSnapStdErr?: StdErrorHandling | null;

  @Field(() => String, { nullable: true, description: 'Exit codes of it that are no failure.' })
  preSnapIgnoredExitCodes?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether a command runs on it after a snapshot.' })
  postSnapEnabled?: boolean | null;

  @Field(() => [String], { nullable: true, description: 'That command and its arguments.' })
  postSnapArgs?: string[] | null;

  @Field(() => StdErrorHandlingEnum, { nullable: true, description: 'What its standard error means.' })
  postSnapStdErr?: StdErrorHandling | null;

  @Field(() => String, { nullable: true, description: 'Exit codes of it that are no failure.' })
  postSnapIgnoredExitCodes?: string | null;
}

/** A disk that backups leave out, or take in again. */
@InputType({ description: 'A disk that backups are to leave out, or to take in again.' })
export class SetDiskExcludedInput {
  @Field(() => ID, { description: 'GUID of the disk.' })
  guid!: string;

  @Field(() => Boolean, { description: 'Whether backups leave it out.' })
  excluded!: boolean;
}

/** Which vanished machines are to be removed. */
@InputType({ description: 'Which vanished virtual machines are to be removed; all when nothing is given.' })
export class RemoveVanishedVirtualMachinesInput {
  @Field(() => String, { nullable: true, description: 'Those of this tenant.' })
  tenantId?: string | null;

  @Field(() => [ID], { nullable: true, description: 'Those of these GUIDs.' })
  guids?: string[] | null;
}
