import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** Compute's machine as seen from here: backup adds the virtual machine of the same platform id. */
@Directive('@key(fields: "uuid")')
@ObjectType({ description: 'A machine in a cloud.' })
export class ComputeNode {
  @Field(() => ID, { description: "The platform's own id, by which virtual machines are joined." })
  uuid!: string;
}

/** A reference to a machine. */
export function computeNodeOf(uuid: string): ComputeNode {
  return Object.assign(new ComputeNode(), { uuid });
}
