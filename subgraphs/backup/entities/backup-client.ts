import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** Metadata's backup client as seen from here: backup adds the virtual machine of its host name. */
@Directive('@key(fields: "id")')
@ObjectType({ description: 'A machine that makes backups and has registered itself.' })
export class BackupClient {
  @Field(() => ID, { description: 'Opaque, unique in the whole graph.' })
  id!: string;

  @Directive('@external')
  @Field(() => String, { nullable: true, description: 'Host name.' })
  hostName!: string | null;
}
