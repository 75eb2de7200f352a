import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** Compute's machine as seen from here: storage adds what arrays serve it, by its addresses. */
@Directive('@key(fields: "id")')
@ObjectType({ description: 'A machine in a cloud.' })
export class ComputeNode {
  @Field(() => ID, { description: 'Opaque, unique in the whole graph.' })
  id!: string;

  @Directive('@external')
  @Field(() => [String], { description: 'Its addresses outside.' })
  publicIps!: readonly string[];

  @Directive('@external')
  @Field(() => [String], { description: 'Its addresses inside.' })
  privateIps!: readonly string[];
}
