import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { Long, type LongValue } from '../../../schema/scalars/long.js';
import { DateTime } from '../../../schema/scalars/scalars.js';
import { BackupTypeEnum, type BackupType } from '../entities/backup-type.js';
import {
  BackupLocationStatusEnum,
  BackupStatusEnum,
  type BackupLocationStatus,
  type BackupStatus,
} from '../entities/backup-words.js';
import { SortDirectionEnum, type SortDirection } from '../entities/sort-direction.js';
import type { BackupOrderField, LocationOrderField } from '../services/backup-kinds.js';

const optional = (description: string): { readonly nullable: true; readonly description: string } => ({
  nullable: true,
  description,
});

/** What backups can be ordered by. */
const BackupOrderFieldEnum = {
  SNAPSHOT_TIME: 'SNAPSHOT_TIME',
  BACKUP_TIME: 'BACKUP_TIME',
  CREATED_AT: 'CREATED_AT',
  SIZE: 'SIZE',
  VM_NAME: 'VM_NAME',
  STATUS: 'STATUS',
  TYPE: 'TYPE',
} as const satisfies Record<BackupOrderField, BackupOrderField>;

registerEnumType(BackupOrderFieldEnum, {
  name: 'BackupOrderField',
  description: 'What backups can be ordered by; ties by GUID.',
  valuesConfig: {
    SNAPSHOT_TIME: { description: 'Point in time they protect.' },
    BACKUP_TIME: { description: 'When they were stored.' },
    CREATED_AT: { description: 'When they were asked for.' },
    SIZE: { description: 'Size of what they protect.' },
    VM_NAME: { description: 'Name of the machine.' },
    STATUS: { description: 'Status, by its name.' },
    TYPE: { description: 'Type, by its name.' },
  },
});

/** The order of a list of backups. */
@InputType({ description: 'The order of a list of backups.' })
export class BackupOrder {
  @Field(() => BackupOrderFieldEnum, { description: 'What counts.' })
  field!: BackupOrderField;

  @Field(() => SortDirectionEnum, { defaultValue: 'ASC', description: 'Which way it runs.' })
  direction!: SortDirection;
}

/** What a list of backups is narrowed to (vprotect.md 3.3). */
@InputType({ description: 'What a list of backups is narrowed to; everything given must hold.' })
export class BackupFilter {
  @Field(() => [ID], optional('One of these GUIDs.'))
  guids?: string[] | null;

  @Field(() => [ID], optional('Of one of these machines, by GUID.'))
  virtualMachines?: string[] | null;

  @Field(() => [BackupStatusEnum], optional('With one of these statuses.'))
  statuses?: BackupStatus[] | null;

  @Field(() => [BackupTypeEnum], optional('Of one of these types, as they have become.'))
  types?: BackupType[] | null;

  @Field(() => DateTime, optional('Protects this point in time or a later one.'))
  from?: Date | null;

  @Field(() => DateTime, optional('Protects this point in time or an earlier one.'))
  to?: Date | null;

  @Field(() => Boolean, optional('Whether its files can be looked at now.'))
  onlyMountable?: boolean | null;

  @Field(() => [ID], optional('In, or on its way to, one of these destinations, by GUID.'))
  destinations?: string[] | null;

  @Field(() => [ID], optional('Made by one of these rules, by GUID.'))
  rules?: string[] | null;

  @Field(() => [ID], optional('Made by a rule of one of these policies, by GUID.'))
  policies?: string[] | null;

  @Field(() => [ID], optional('Of a machine that is on one of these hypervisors, by GUID.'))
  hypervisors?: string[] | null;

  @Field(() => [ID], optional('Of a machine of one of these hypervisor managers, by GUID.'))
  managers?: string[] | null;

  @Field(() => [ID], optional('A task of it ran on one of these backup nodes, by GUID.'))
  nodes?: string[] | null;

  @Field(() => [ID], optional('Builds directly on one of these backups, by GUID.'))
  parents?: string[] | null;

  @Field(() => [ID], optional('Builds in the end on one of these backups, by GUID.'))
  roots?: string[] | null;

  @Field(() => Long, optional('At least this size, in bytes.'))
  minSize?: LongValue | null;

  @Field(() => String, optional('Exactly this tenant.'))
  tenantId?: string | null;
}

const LocationOrderFieldEnum = {
  SNAPSHOT_TIME: 'SNAPSHOT_TIME',
  STATUS: 'STATUS',
  STORED_SIZE: 'STORED_SIZE',
} as const satisfies Record<LocationOrderField, LocationOrderField>;

registerEnumType(LocationOrderFieldEnum, {
  name: 'BackupLocationOrderField',
  description: 'What places of backups can be ordered by; ties by GUID.',
  valuesConfig: {
    SNAPSHOT_TIME: { description: 'Point in time the backup protects.' },
    STATUS: { description: 'Status, by its name.' },
    STORED_SIZE: { description: 'Bytes taken there.' },
  },
});

/** The order of a list of places of backups. */
@InputType({ description: 'The order of a list of places of backups.' })
export class BackupLocationOrder {
  @Field(() => LocationOrderFieldEnum, { description: 'What counts.' })
  field!: LocationOrderField;

  @Field(() => SortDirectionEnum, { defaultValue: 'ASC', description: 'Which way it runs.' })
  direction!: SortDirection;
}

/** What a list of places of backups is narrowed to. */
@InputType({ description: 'What a list of places of backups is narrowed to; everything given must hold.' })
export class BackupLocationFilter {
  @Field(() => [ID], optional('Of one of these backups, by GUID.'))
  backups?: string[] | null;

  @Field(() => [ID], optional('Of a backup of one of these machines, by GUID.'))
  virtualMachines?: string[] | null;

  @Field(() => [BackupLocationStatusEnum], optional('With one of these statuses.'))
  statuses?: BackupLocationStatus[] | null;

  @Field(() => [ID], optional('In one of these destinations, by GUID.'))
  destinations?: string[] | null;

  @Field(() => [ID], optional('Of a backup made by one of these rules, by GUID.'))
  rules?: string[] | null;

  @Field(() => String, optional('Exactly this tenant.'))
  tenantId?: string | null;
}

/** What people say of a backup. */
@InputType({ description: 'What people say of a backup.' })
export class DescribeBackupInput {
  @Field(() => ID, { description: 'Its GUID.' })
  guid!: string;

  @Field(() => String, optional('The new text; null or empty for none. At most 10,000 characters.'))
  description?: string | null;
}

/** Whose warnings are acknowledged. */
@InputType({ description: 'Whose warnings are acknowledged.' })
export class AcknowledgeWarningsInput {
  @Field(() => [ID], { description: 'GUIDs of backups, at most 1000; unknown ones are passed over.' })
  guids!: string[];

  @Field(() => Boolean, { defaultValue: true, description: 'Whether they are acknowledged from now on.' })
  acknowledged!: boolean;
}
