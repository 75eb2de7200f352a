import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { SortDirectionEnum, type SortDirection } from '../entities/sort-direction.js';

const BackupNodeOrderFieldEnum = { NAME: 'NAME', SEEN_AT: 'SEEN_AT' } as const;

registerEnumType(BackupNodeOrderFieldEnum, {
  name: 'BackupNodeOrderField',
  description: 'What backup nodes can be ordered by; ties by GUID.',
  valuesConfig: {
    NAME: { description: 'Name.' },
    SEEN_AT: { description: 'When they last gave a sign of life.' },
  },
});

/** The order of a list of backup nodes. */
@InputType({ description: 'The order of a list of backup nodes.' })
export class BackupNodeOrder {
  @Field(() => BackupNodeOrderFieldEnum, { description: 'What counts.' })
  field!: keyof typeof BackupNodeOrderFieldEnum;

  @Field(() => SortDirectionEnum, { defaultValue: 'ASC', description: 'Which way it runs.' })
  direction!: SortDirection;
}

/** What a list of backup nodes is narrowed to. */
@InputType({ description: 'What a list of backup nodes is narrowed to; everything given must hold.' })
export class BackupNodeFilter {
  @Field(() => [ID], { nullable: true, description: 'With one of these GUIDs.' })
  guids?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'With one of these names.' })
  names?: string[] | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'Those that can restore this backup now, by its GUID: all that are online, if it can be restored.',
  })
  backup?: string | null;
}
