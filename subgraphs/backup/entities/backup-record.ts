import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** Metadata's backup record as seen from here: backup adds the virtual machine of its host name. */
@Directive('@key(fields: "id")')
@ObjectType({ description: 'The record of one backup that a client has made.' })
export class BackupRecord {
  @Field(() => ID, { description: 'Opaque, unique in the whole graph.' })
  id!: string;

  @Directive('@external')
  @Field(() => String, { description: 'Host name.' })
  hostName!: string;
}
