import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** Compute's machine as seen from here: metadata adds its backup records and clients by host name. */
@Directive('@key(fields: "id")')
@ObjectType({ description: 'A machine in a cloud.' })
export class ComputeNode {
  @Field(() => ID, { description: 'Opaque, unique in the whole graph.' })
  id!: string;

  @Directive('@external')
  @Field(() => String, { description: 'Name of the machine.' })
  name!: string;
}
