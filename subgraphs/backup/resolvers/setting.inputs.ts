import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { SortDirectionEnum, type SortDirection } from '../entities/sort-direction.js';

const optional = (description: string): { readonly nullable: true; readonly description: string } => ({
  nullable: true,
  description,
});

/** What a list of mailing lists or credentials is narrowed to. */
@InputType({ description: 'What a list of mailing lists or credentials is narrowed to.' })
export class NamedFilter {
  @Field(() => [ID], optional('One of these GUIDs.'))
  guids?: string[] | null;

  @Field(() => String, optional('Exactly this name.'))
  name?: string | null;
}

/** What mailing lists and credentials can be ordered by. */
export const NamedOrderFieldEnum = {
  NAME: 'NAME',
  CREATED_AT: 'CREATED_AT',
} as const;

/** One of them. */
export type NamedOrderField = keyof typeof NamedOrderFieldEnum;

registerEnumType(NamedOrderFieldEnum, {
  name: 'NamedOrderField',
  description: 'What mailing lists and credentials can be ordered by; ties by GUID.',
  valuesConfig: {
    NAME: { description: 'Name.' },
    CREATED_AT: { description: 'When it was made.' },
  },
});

/** An order of mailing lists and credentials. */
@InputType({ description: 'An order of mailing lists and credentials.' })
export class NamedOrder {
  @Field(() => NamedOrderFieldEnum, { description: 'By what.' })
  field!: NamedOrderField;

  @Field(() => SortDirectionEnum, { defaultValue: 'ASC', description: 'Which way it runs.' })
  direction!: SortDirection;
}

/** A mailing list to be made. */
@InputType({ description: 'A mailing list to be made.' })
export class CreateMailingListInput {
  @Field(() => String, { description: 'Name, 1 to 255 characters; unique among mailing lists.' })
  name!: string;

  @Field(() => [String], optional('Mail addresses.'))
  recipients?: string[] | null;
}

/** A change of a mailing list. */
@InputType({ description: 'A change of a mailing list: what is left out stays, a list replaces.' })
export class UpdateMailingListInput {
  @Field(() => ID, { description: 'GUID of the mailing list.' })
  guid!: string;

  @Field(() => String, optional('Name, 1 to 255 characters; unique among mailing lists.'))
  name?: string | null;

  @Field(() => [String], optional('Mail addresses, all of them.'))
  recipients?: string[] | null;
}

/** Names what is deleted. */
@InputType({ description: 'Which mailing list is deleted.' })
export class DeleteMailingListInput {
  @Field(() => ID, { description: 'GUID of the mailing list.' })
  guid!: string;
}

/** A credential to be made. */
@InputType({ description: 'A credential to be made.' })
export class CreateCredentialInput {
  @Field(() => String, { description: 'Name, 1 to 255 characters; unique among credentials.' })
  name!: string;

  @Field(() => String, optional('User name.'))
  user?: string | null;

  @Field(() => String, optional('Path of a key for SSH on the backup node.'))
  sshKeyPath?: string | null;

  @Field(() => String, optional('Password; kept encrypted and never shown.'))
  password?: string | null;
}

/** A change of a credential. */
@InputType({ description: 'A change of a credential: what is left out stays, null takes away.' })
export class UpdateCredentialInput {
  @Field(() => ID, { description: 'GUID of the credential.' })
  guid!: string;

  @Field(() => String, optional('Name, 1 to 255 characters; unique among credentials.'))
  name?: string | null;

  @Field(() => String, optional('User name.'))
  user?: string | null;

  @Field(() => String, optional('Path of a key for SSH on the backup node.'))
  sshKeyPath?: string | null;

  @Field(() => String, optional('Password; kept encrypted and never shown.'))
  password?: string | null;
}

/** Names what is deleted. */
@InputType({ description: 'Which credential is deleted.' })
export class DeleteCredentialInput {
  @Field(() => ID, { description: 'GUID of the credential.' })
  guid!: string;
}
