import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { Json } from '../../../schema/scalars/scalars.js';
import { ClientOrder } from '../services/list-backup-clients.js';
import { BackupSearchInput } from './search-input.js';

registerEnumType(ClientOrder, {
  name: 'BackupClientOrder',
  description: 'The order of a list of backup clients.',
  valuesConfig: {
    INSERTED_ASC: { description: 'In the order of their registration.' },
    INSERTED_DESC: { description: 'The last registered first.' },
  },
});

/** What a list of backup clients is narrowed to. */
@InputType({ description: 'What a list of backup clients is narrowed to; everything given must hold.' })
export class BackupClientFilter {
  @Field(() => String, { nullable: true, description: 'Id of the user who registered it.' })
  userId?: string | null;

  @Field(() => String, { nullable: true, description: 'Tenant (legacy: project) it belongs to.' })
  tenantId?: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the host, ignoring case.' })
  hostName?: string | null;

  @Field(() => BackupSearchInput, { nullable: true, description: 'A search over the documents.' })
  search?: BackupSearchInput | null;
}

/** A client to be registered. */
@InputType({ description: 'A client to be registered for who asks. Give "metadata" or "metadataText".' })
export class CreateBackupClientInput {
  @Field(() => Json, { nullable: true, description: 'The document, with client_id.' })
  metadata?: unknown;

  @Field(() => String, {
    nullable: true,
    description: 'The document as JSON text, to be kept in this key order.',
  })
  metadataText?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether a client of this id that your tenant has already takes the members of the document instead, its owner kept; CONFLICT then when another tenant has it.',
  })
  shared?: boolean | null;
}

/** Names one backup client. */
@InputType({ description: 'Names one backup client: by its id or by its client id.' })
export class BackupClientLocatorInput {
  @Field(() => ID, { nullable: true, description: 'Its global id.' })
  id?: string | null;

  @Field(() => String, { nullable: true, description: 'The id the client gave itself.' })
  clientId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Its user, where several have a client of the same id.',
  })
  userId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Its tenant; of several clients of the same id in it yours is meant, else the oldest.',
  })
  tenantId?: string | null;
}

/** A change of a backup client. */
@InputType({ description: 'A change of one backup client. Its client_id may be repeated, not changed.' })
export class ChangeBackupClientInput extends BackupClientLocatorInput {
  @Field(() => Json, { nullable: true, description: 'Members of the document.' })
  metadata?: unknown;

  @Field(() => String, {
    nullable: true,
    description: 'The same as JSON text, to be kept in this key order.',
  })
  metadataText?: string | null;
}
