import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** Backup's virtual machine as seen from here: metadata adds its backup records and clients by host name. */
@Directive('@key(fields: "id")')
@ObjectType({ description: 'A virtual machine of a hypervisor manager.' })
export class VirtualMachine {
  @Field(() => ID, { description: 'Opaque, unique in the whole graph.' })
  id!: string;

  @Directive('@external')
  @Field(() => String, { description: 'Name of the machine.' })
  name!: string;

  @Directive('@external')
  @Field(() => String, { nullable: true, description: 'Host name, where the platform tells it.' })
  hostName!: string | null;
}
