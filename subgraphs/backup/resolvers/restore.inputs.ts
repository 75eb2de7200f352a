import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { DateTime } from '../../../schema/scalars/scalars.js';
import {
  RestoreJobStatusEnum,
  SnapshotStatusEnum,
  type RestoreJobStatus,
  type SnapshotStatus,
} from '../entities/restore-words.js';
import { SortDirectionEnum, type SortDirection } from '../entities/sort-direction.js';
import type {
  MountedBackupOrderField,
  RestoreJobOrderField,
  SnapshotOrderField,
} from '../services/backup-kinds.js';

const optional = (description: string): { readonly nullable: true; readonly description: string } => ({
  nullable: true,
  description,
});

const RestoreJobOrderFieldEnum = {
  RESTORE_TIME: 'RESTORE_TIME',
  VM_NAME: 'VM_NAME',
  STATUS: 'STATUS',
} as const;
const SnapshotOrderFieldEnum = {
  SNAPSHOT_TIME: 'SNAPSHOT_TIME',
  VM_NAME: 'VM_NAME',
  STATUS: 'STATUS',
} as const;
const MountedBackupOrderFieldEnum = {
  CREATED_AT: 'CREATED_AT',
  VM_NAME: 'VM_NAME',
  MODE: 'MODE',
  NODE: 'NODE',
  SNAPSHOT_TIME: 'SNAPSHOT_TIME',
} as const;

registerEnumType(RestoreJobOrderFieldEnum, {
  name: 'RestoreJobOrderField',
  description: 'What restores can be ordered by; ties by GUID.',
  valuesConfig: {
    RESTORE_TIME: { description: 'When they were asked for.' },
    VM_NAME: { description: 'Name of the machine.' },
    STATUS: { description: 'Status, by its name.' },
  },
});
registerEnumType(SnapshotOrderFieldEnum, {
  name: 'SnapshotOrderField',
  description: 'What snapshots can be ordered by; ties by GUID.',
  valuesConfig: {
    SNAPSHOT_TIME: { description: 'When they were taken.' },
    VM_NAME: { description: 'Name of the machine.' },
    STATUS: { description: 'Status, by its name.' },
  },
});
registerEnumType(MountedBackupOrderFieldEnum, {
  name: 'MountedBackupOrderField',
  description: 'What mounted backups can be ordered by; ties by GUID.',
  valuesConfig: {
    CREATED_AT: { description: 'When they were asked for.' },
    VM_NAME: { description: 'Name of the machine.' },
    MODE: { description: 'How their file systems were chosen.' },
    NODE: { description: 'Name of the backup node.' },
    SNAPSHOT_TIME: { description: 'Point in time the backup protects.' },
  },
});

/** The order of a list of restores. */
@InputType({ description: 'The order of a list of restores.' })
export class RestoreJobOrder {
  @Field(() => RestoreJobOrderFieldEnum, { description: 'What counts.' })
  field!: RestoreJobOrderField;

  @Field(() => SortDirectionEnum, { defaultValue: 'ASC', description: 'Which way it runs.' })
  direction!: SortDirection;
}

/** The order of a list of snapshots. */
@InputType({ description: 'The order of a list of snapshots.' })
export class SnapshotOrder {
  @Field(() => SnapshotOrderFieldEnum, { description: 'What counts.' })
  field!: SnapshotOrderField;

  @Field(() => SortDirectionEnum, { defaultValue: 'ASC', description: 'Which way it runs.' })
  direction!: SortDirection;
}

/** The order of a list of mounted backups. */
@InputType({ description: 'The order of a list of mounted backups.' })
export class MountedBackupOrder {
  @Field(() => MountedBackupOrderFieldEnum, { description: 'What counts.' })
  field!: MountedBackupOrderField;

  @Field(() => SortDirectionEnum, { defaultValue: 'ASC', description: 'Which way it runs.' })
  direction!: SortDirection;
}

/** What a list of restores is narrowed to. */
@InputType({ description: 'What a list of restores is narrowed to; everything given must hold.' })
export class RestoreJobFilter {
  @Field(() => [ID], optional('One of these GUIDs.'))
  guids?: string[] | null;

  @Field(() => [ID], optional('Of one of these machines, by GUID.'))
  virtualMachines?: string[] | null;

  @Field(() => [ID], optional('Of one of these backups, by GUID.'))
  backups?: string[] | null;

  @Field(() => [RestoreJobStatusEnum], optional('With one of these statuses.'))
  statuses?: RestoreJobStatus[] | null;

  @Field(() => DateTime, optional('Asked for at this time or later.'))
  from?: Date | null;

  @Field(() => DateTime, optional('Asked for at this time or earlier.'))
  to?: Date | null;

  @Field(() => String, optional('Exactly this tenant.'))
  tenantId?: string | null;
}

/** What a list of snapshots is narrowed to. */
@InputType({ description: 'What a list of snapshots is narrowed to; everything given must hold.' })
export class SnapshotFilter {
  @Field(() => [ID], optional('One of these GUIDs.'))
  guids?: string[] | null;

  @Field(() => [ID], optional('Of one of these machines, by GUID.'))
  virtualMachines?: string[] | null;

  @Field(() => [SnapshotStatusEnum], optional('With one of these statuses.'))
  statuses?: SnapshotStatus[] | null;

  @Field(() => Boolean, optional('Whether no backup left it.'))
  standAlone?: boolean | null;

  @Field(() => DateTime, optional('Taken at this time or later.'))
  from?: Date | null;

  @Field(() => DateTime, optional('Taken at this time or earlier.'))
  to?: Date | null;

  @Field(() => String, optional('Exactly this tenant.'))
  tenantId?: string | null;
}

/** What a list of mounted backups is narrowed to. */
@InputType({ description: 'What a list of mounted backups is narrowed to; everything given must hold.' })
export class MountedBackupFilter {
  @Field(() => [ID], optional('Of one of these backups, by GUID.'))
  backups?: string[] | null;

  @Field(() => [ID], optional('Of a backup of one of these machines, by GUID.'))
  virtualMachines?: string[] | null;

  @Field(() => String, optional('Exactly this tenant.'))
  tenantId?: string | null;
}
