import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { Long, type LongValue } from '../../../schema/scalars/long.js';
import { DestinationTypeEnum, type DestinationType } from '../entities/restore-words.js';
import { SortDirectionEnum, type SortDirection } from '../entities/sort-direction.js';
import type { DestinationOrderField } from '../services/backup-kinds.js';

const optional = (description: string): { readonly nullable: true; readonly description: string } => ({
  nullable: true,
  description,
});

const DestinationOrderFieldEnum = { NAME: 'NAME', CREATED_AT: 'CREATED_AT' } as const;

registerEnumType(DestinationOrderFieldEnum, {
  name: 'BackupDestinationOrderField',
  description: 'What destinations can be ordered by; ties by GUID.',
  valuesConfig: { NAME: { description: 'Name.' }, CREATED_AT: { description: 'When they were made.' } },
});

/** The order of a list of destinations. */
@InputType({ description: 'The order of a list of destinations.' })
export class BackupDestinationOrder {
  @Field(() => DestinationOrderFieldEnum, { description: 'What counts.' })
  field!: DestinationOrderField;

  @Field(() => SortDirectionEnum, { defaultValue: 'ASC', description: 'Which way it runs.' })
  direction!: SortDirection;
}

/** What a list of destinations is narrowed to. */
@InputType({ description: 'What a list of destinations is narrowed to; everything given must hold.' })
export class BackupDestinationFilter {
  @Field(() => [ID], optional('One of these GUIDs.'))
  guids?: string[] | null;

  @Field(() => [DestinationTypeEnum], optional('Of one of these types.'))
  types?: DestinationType[] | null;

  @Field(() => Boolean, optional('Whether backups go there where nothing else is said.'))
  isDefault?: boolean | null;

  @Field(
    () => [ID],
    optional('Usable for every one of these machines, by GUID; a machine that is unknown can use none.'),
  )
  usableFor?: string[] | null;
}

/** A destination to be made. */
@InputType({ description: 'A destination to be made. Its folder is made and marked as its own.' })
export class CreateBackupDestinationInput {
  @Field(() => String, { description: 'Name; no two have the same. At most 255 characters.' })
  name!: string;

  @Field(() => DestinationTypeEnum, { defaultValue: 'FILESYSTEM', description: 'What kind of place it is.' })
  type!: DestinationType;

  @Field(() => String, {
    description: 'Absolute path of its folder, the same on every node; it is never shown.',
  })
  path!: string;

  @Field(() => String, optional('What people say of it.'))
  description?: string | null;

  @Field(() => Long, optional('Most bytes it may use; as many as there are when absent.'))
  capacity?: LongValue | null;

  @Field(() => Boolean, { defaultValue: false, description: 'Whether it becomes the default one.' })
  isDefault!: boolean;

  @Field(() => Boolean, { defaultValue: true, description: 'Whether every machine may be backed up there.' })
  visibleForAllVms!: boolean;
}

/** What of a destination changes. */
@InputType({ description: 'What of a destination changes; what is left out stays.' })
export class UpdateBackupDestinationInput {
  @Field(() => ID, { description: 'Its GUID.' })
  guid!: string;

  @Field(() => String, optional('The new name.'))
  name?: string | null;

  @Field(() => String, optional('What people say of it; null or empty for nothing.'))
  description?: string | null;

  @Field(() => Long, optional('Most bytes it may use; null for as many as there are.'))
  capacity?: LongValue | null;

  @Field(() => Boolean, optional('Whether it is the default one.'))
  isDefault?: boolean | null;

  @Field(() => Boolean, optional('Whether every machine may be backed up there.'))
  visibleForAllVms?: boolean | null;
}

/** Which destination is looked at, or goes. */
@InputType({ description: 'A destination by its GUID.' })
export class BackupDestinationInput {
  @Field(() => ID, { description: 'Its GUID.' })
  guid!: string;
}

/** Which destinations are cleaned. */
@InputType({ description: 'Which destinations are cleaned.' })
export class RemoveOldBackupsInput {
  @Field(() => [ID], optional('Their GUIDs; all, and the snapshots nobody needs too, when absent.'))
  destinationGuids?: string[] | null;
}
